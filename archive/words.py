"""The one door to jieba: loaded on first use, its cache kept in a private folder, its dictionary open to an archive's
own words.

jieba writes its parsed dictionary to the system's temporary folder and later loads it with `marshal`
without asking who wrote it. `use_cache_folder` moves that file into a folder that is ours alone.
"""

import functools
import logging
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

_cache_folder: Path | None = None
_forgetting: list[Callable[[], None]] = []
_added: frozenset[str] = frozenset()
_withdrawn: frozenset[str] = frozenset()
# What jieba said of these words.
_frequencies: dict[str, int | None] = {}
_flags: dict[str, str | None] = {}


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
    _teach_words(jieba.dt)
    return jieba.dt


@functools.cache
def tagger() -> Any:
    """Return a part-of-speech tagger over the same dictionary (`cut(text)` yields word and flag)."""
    import jieba.posseg

    tagger = jieba.posseg.POSTokenizer(tokenizer())
    _teach_flags(tagger)
    return tagger


def remembered(maxsize: int | None = None) -> Callable[[Function], Function]:
    """Decorate what remembers its results, as `functools.lru_cache` does, until the words change."""

    def decorate(function: Function) -> Function:
        remembering: Any = functools.lru_cache(maxsize)(function)
        _forgetting.append(remembering.cache_clear)
        return cast(Function, remembering)

    return decorate


def forget() -> None:
    """Forget what was concluded from words that have changed."""
    for forgetting in _forgetting:
        forgetting()


def use(added: Collection[str], withdrawn: Collection[str]) -> None:
    """Let the dictionary have the words `added` and not those `withdrawn`, instead of what an earlier call said."""
    global _added, _withdrawn
    _added, _withdrawn = frozenset(added), frozenset(withdrawn)
    if tokenizer.cache_info().currsize:
        _restore(tokenizer().FREQ, _frequencies)
        _teach_words(tokenizer())
    if tagger.cache_info().currsize:
        _restore(tagger().word_tag_tab, _flags)
        _teach_flags(tagger())
    forget()


def _teach_words(dictionary: Any) -> None:
    """The sum of all frequencies stays: no other word becomes likelier or less likely."""
    known = dictionary.FREQ
    _frequencies.update({word: known.get(word) for word in _added | _withdrawn})
    known.update(dict.fromkeys(_withdrawn, 0))
    # As often as it takes for the word to be kept whole.
    known.update({word: dictionary.suggest_freq(word) for word in sorted(_added, key=lambda word: (len(word), word))})
    for word in _added:
        for end in range(1, len(word)):
            known.setdefault(word[:end], 0)


def _teach_flags(tagger: Any) -> None:
    known = tagger.word_tag_tab
    _flags.update({word: known.get(word) for word in _added})
    for word in _added:
        known.setdefault(word, "n")


def _restore(known: dict[str, Any], before: dict[str, Any]) -> None:
    for word, value in before.items():
        if value is None:
            known.pop(word, None)
        else:
            known[word] = value
    before.clear()
