"""What the first search of a process would wait for, loaded before: dictionaries and tables of characters.

None of it depends on the index. A server loads it once, before its processes part (gunicorn.py).
"""

from __future__ import annotations

from archive import words
from archive.search import fold, likeness


def load() -> None:
    """Load jieba's dictionary, how characters are read and what they are made of, and the simplified forms."""
    words.tokenizer()
    fold.fold("圖書館")
    likeness.homophones("石")
    likeness.near_shapes("石")
