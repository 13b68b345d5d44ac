"""From bytes to text: a strict ladder, and a refusal where nothing fits. Never `errors="ignore"`.

BOM → UTF-8 → GB18030 → what charset-normalizer thinks, the last only among encodings that Chinese is written in.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

# Longest first: the UTF-32 little-endian mark begins with the UTF-16 one.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# charset-normalizer knows some ninety encodings; a Chinese page guessed to be Cyrillic is a damaged page.
CHINESE = frozenset({"big5", "big5hkscs", "cp950", "gb18030", "gb2312", "gbk"})
UNICODE = frozenset({"utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"})
# What nearly every Chinese sentence has some of. Bytes read in a wrong encoding give rare characters instead.
COMMON = frozenset("的一是在了有和人中大为国年月日市区上会工作、，。：（）“”")
# One character in fifty; real news has one in seven or more, misread bytes next to none.
ENOUGH_COMMON = 0.02
# Japanese EUC and GB2312 give kana and commas the same codes: read as GB18030 it is kana among odd characters.
KANA = re.compile("[\u3040-\u30ff]")
TOO_MUCH_KANA = 0.1
# A headline of so many characters may well have none of them.
TOO_SHORT_TO_TELL = 60
# Beyond one in a hundred, control characters mean a program's data and not a page.
TOO_MANY_CONTROLS = 0.01
CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f\x80-\x9f]")
# Characters that no dump prints: private use, non-characters, the mark of a failed decoding.
FOREIGN = re.compile("[\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff\U000f0000-\U0010ffff]")


class Unreadable(ValueError):
    """Bytes or a file that cannot be read; the message is the reason, fit to be shown."""


class Decoded(NamedTuple):
    """Text, and the encoding it was read in."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Read `data` in the first encoding that fits strictly; raise Unreadable where none does."""
    decoded = _by_mark(data) or _as_utf8(data) or _as_gb18030(data) or _guessed(data)
    if decoded is None:
        if b"\0" in data:
            raise Unreadable("holds NUL bytes, so it is binary data and not text")
        raise Unreadable("unknown encoding: neither UTF-8, GB18030, UTF-16 nor Big5 reads it")
    if "\0" in decoded.text:
        raise Unreadable("holds NUL characters, so it is damaged or binary data")
    if len(CONTROLS.findall(decoded.text)) > TOO_MANY_CONTROLS * len(decoded.text):
        raise Unreadable("is full of control characters, so it is binary data and not text")
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"begins with the mark of {encoding}, but byte {error.start} is not") from error
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    """UTF-8, unless it has NULs: they may be the empty halves of UTF-16."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text and _guessed(data) else Decoded(text, "utf-8")


def _as_gb18030(data: bytes) -> Decoded | None:
    """GB18030, if what comes out reads as Chinese: it gives some text for nearly any bytes."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    if "\0" in text or FOREIGN.search(text) or CONTROLS.search(text):
        return None
    if _reads_as_chinese(text) or (len(text) < TOO_SHORT_TO_TELL and _guessed(data) is None):
        return Decoded(text, "gb18030")
    return None


def _guessed(data: bytes) -> Decoded | None:
    """What charset-normalizer thinks best, among encodings that Chinese is written in and that read as Chinese."""
    for match in from_bytes(data, cp_isolation=sorted(CHINESE | UNICODE), enable_fallback=False):
        try:
            text = data.decode(match.encoding)
        except UnicodeDecodeError:  # charset-normalizer looks at samples of a long text
            continue
        if "\0" not in text and not FOREIGN.search(text) and _reads_as_chinese(text):
            return Decoded(text.removeprefix("\ufeff"), match.encoding.replace("_", "-"))
    return None


def _reads_as_chinese(text: str) -> bool:
    if len(KANA.findall(text)) > TOO_MUCH_KANA * len(text):
        return False
    return sum(text.count(character) for character in COMMON) >= ENOUGH_COMMON * len(text)
