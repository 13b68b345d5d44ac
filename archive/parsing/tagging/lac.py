"""The default tagger: the network of LAC's small model, which the jieba package ships for PaddlePaddle, in NumPy.

Source: Baidu LAC (Apache-2.0), as in jieba 0.42.1, folder lac_small. PaddlePaddle itself is not needed, and the
versions of it that could run the model can no longer be installed.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from archive.parsing.tagging.network import BATCH, Network, Numbers, Packed
from archive.parsing.tagging.normal import NORMAL
from archive.parsing.tagging.sentences import sentences
from archive.parsing.tagging.spans import Tagged, TaggerError
from archive.parsing.tagging.threads import one_thread

# Characters tagged at once; more sentences to sort by length would gain nothing, and take memory.
_AT_ONCE = 100_000
_UNKNOWN = "OOV"
_NO_WORD = -1


def model_folder() -> Path | None:
    """Where jieba keeps the model; None where it is not there."""
    package = importlib.util.find_spec("jieba")
    folder = Path(package.origin).parent / "lac_small" if package and package.origin else None
    return folder if folder and (folder / "model_baseline").is_dir() else None


class LacTagger:
    """Tags texts with the network."""

    name = "lac"

    def __init__(self, folder: Path) -> None:
        """Read the model. Raises TaggerError, which names the file, where one cannot be used."""
        self._network = Network(folder / "model_baseline")
        self._numbers = _numbers(folder / "word.dic", self._network.characters)
        named = _tags(folder / "tag.dic", self._network.tags)
        kinds = sorted({name.partition("-")[0] for name in named})
        self._kinds = [sys.intern(kind) for kind in kinds]
        # Of each of the network's tags: what kind it is of, and whether a word begins with it.
        self._kind_of = np.array([kinds.index(name.partition("-")[0]) for name in named])
        self._begins = np.array([name.endswith("-B") for name in named])
        self._other = np.array([name == "O" for name in named])

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """The words of each text."""
        found: list[tuple[Tagged, ...]] = []
        with one_thread():
            for some in _portions(texts):
                found += self._tag(some)
        return found

    def _tag(self, texts: Sequence[str]) -> Iterator[tuple[Tagged, ...]]:
        whole = "".join(texts)
        characters = self._characters(whole)
        cuts = [(offset + start, offset + end) for offset, text in _placed(texts) for start, end in sentences(text)]
        tags = np.full(len(whole), _NO_WORD, np.int8)
        first, behind = np.array(cuts, np.intp).reshape(-1, 2).T
        lengths = behind - first
        order = np.argsort(-lengths, kind="stable")
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            packed = Packed(lengths[batch])
            places = first[batch][packed.sentence] + packed.time
            tags[places] = self._network.tag(characters[places], packed)
        starts, ends, kinds = self._words(tags, first)
        at = 0
        for offset, text in _placed(texts):
            till = int(np.searchsorted(starts, offset + len(text)))
            places = (starts[at:till] - offset).tolist(), (ends[at:till] - offset).tolist()
            yield tuple(map(Tagged, *places, map(self._kinds.__getitem__, kinds[at:till].tolist())))
            at = till

    def _characters(self, text: str) -> Numbers:
        """The model's numbers of the characters."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        found: Numbers = self._numbers[np.minimum(codes, len(self._numbers) - 1)]
        return found

    def _words(self, tags: npt.NDArray[np.int8], sentence_starts: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Start, end and kind of each word of the tagged text."""
        inside = tags != _NO_WORD
        begins = self._begins[tags]
        other = self._other[tags]
        begins[1:] |= other[1:] & ~other[:-1]
        begins[sentence_starts] = True
        begins[1:] |= inside[1:] & ~inside[:-1]
        begins &= inside
        starts = np.flatnonzero(begins)
        # A word ends where the next begins, or before what belongs to none.
        stops = np.flatnonzero(begins | ~inside)
        ends = np.append(stops, len(tags))[np.searchsorted(stops, starts, side="right")]
        return starts, ends, self._kind_of[tags[starts]]


def _placed(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The texts with where each begins when they stand one after the other."""
    offset = 0
    for text in texts:
        yield offset, text
        offset += len(text)


def _portions(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in portions of about as many characters as are tagged at once."""
    start = size = 0
    for at, text in enumerate(texts):
        if size and size + len(text) > _AT_ONCE:
            yield texts[start:at]
            start, size = at, 0
        size += len(text)
    yield texts[start:]


def _numbers(path: Path, count: int) -> Numbers:
    """The model's number of each character by its code, the normalised form's where it has one; the last entry stands
    for all characters further on."""
    table: dict[str, int] = {}
    for number, character in _rows(path):
        table[character] = number
    if _UNKNOWN not in table or max(table.values()) >= count:
        raise TaggerError(f"{path} does not fit the model's {count:,} characters")
    codes = {ord(character): number for character, number in table.items() if len(character) == 1}
    codes |= {code: codes[ord(normal)] for code, normal in NORMAL.items() if ord(normal) in codes}
    numbers = np.full(max(codes) + 2, table[_UNKNOWN], np.intp)
    numbers[list(codes)] = list(codes.values())
    return numbers


def _tags(path: Path, count: int) -> list[str]:
    """The names of the network's tags, by number."""
    names = dict(_rows(path))
    if sorted(names) != list(range(count)):
        raise TaggerError(f"{path} does not name the model's {count} tags")
    return [names[number] for number in range(count)]


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    """The numbers and names of a table of the model."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise TaggerError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TaggerError(f"{path} is no table of the model: {error}") from error
    for line in lines:
        number, tab, name = line.partition("\t")
        if tab and number.isdecimal():
            yield int(number), name
