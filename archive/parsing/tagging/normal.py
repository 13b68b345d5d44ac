"""The characters that the model was taught for those that a page prints.

The model saw half-width punctuation only: 、 。 “ ” and capitals have vectors that were never trained. jieba's own way
to the model forgets this, and loses a third of the names. One character stands for one, so that offsets stay.
"""

from __future__ import annotations

NORMAL: dict[int, str] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # ！ to ～
    **{ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **{0xFEE0 + ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **dict.fromkeys(map(ord, "“”„‟〝〞"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛"), "'"),
    **dict.fromkeys(map(ord, "—–―‐‑‒─━"), "-"),
    **dict.fromkeys(map(ord, "、﹑､"), ","),
    **dict.fromkeys(map(ord, "。｡…⋯"), "."),
}


def normalised(text: str) -> str:
    """The text as the model was taught to read it, every character at its place."""
    return text.translate(NORMAL)
