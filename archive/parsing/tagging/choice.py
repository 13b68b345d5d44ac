"""Which tagger: the one that was asked for, or the one that works without what that needs."""

from __future__ import annotations

import functools
import logging

from archive.parsing.tagging.spans import Tagger
from archive.parsing.tagging.words import JiebaTagger

log = logging.getLogger(__name__)

NAMES = ("lac", "jieba")
DEFAULT = "lac"


@functools.cache
def tagger(name: str = DEFAULT) -> Tagger:
    """The process's tagger `name`, loaded on first use (lac: a fifth of a second, some 40 MB).

    Where NumPy or the model is not there, jieba's takes its place, and a warning says why. Raises TaggerError where a
    file of the model is damaged, and ValueError for a name that is none of NAMES.
    """
    if name not in NAMES:
        raise ValueError(f"{name!r} is no tagger; there are {', '.join(NAMES)}")
    if name == "jieba":
        return JiebaTagger()
    try:
        from archive.parsing.tagging.lac import LacTagger, model_folder
    except ImportError as error:
        log.warning("the tagger “lac” needs NumPy and threadpoolctl (%s): “jieba” is used instead", error)
        return tagger("jieba")
    folder = model_folder()
    if folder is None:
        log.warning("the jieba package has no model “lac_small”: the tagger “jieba” is used instead of “lac”")
        return tagger("jieba")
    return LacTagger(folder)
