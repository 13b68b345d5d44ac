"""The one door to jieba: loaded on first use, its cache kept in a private folder.

jieba writes its parsed dictionary to the system's temporary folder and later loads it with `marshal`
without asking who wrote it. `use_cache_folder` moves that file into a folder that is ours alone.
"""

import functools
import logging
from pathlib import Path
from typing import Any

_cache_folder: Path | None = None


def use_cache_folder(folder: Path) -> None:
    """Keep jieba's dictionary cache in `folder` (made on first use, mode 0700)."""
    global _cache_folder
    _cache_folder = folder


@functools.cache
def tokenizer() -> Any:
    """Return the process's jieba tokenizer, loading the dictionary once (about a second)."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    if _cache_folder is not None:
        _cache_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        jieba.dt.tmp_dir = str(_cache_folder)
    jieba.initialize()
    return jieba.dt


@functools.cache
def tagger() -> Any:
    """Return a part-of-speech tagger over the same dictionary (`cut(text)` yields word and flag)."""
    import jieba.posseg

    return jieba.posseg.POSTokenizer(tokenizer())
