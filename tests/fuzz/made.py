"""Files made by hand to break what reads them, and archives of such files; all of them small but a few on purpose."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import lzma
import stat
import zipfile
from collections.abc import Callable, Iterator

Made = tuple[str, bytes]  # A name, with folders, and what is in it.

PAGE = "石门镇的路通了\n本报讯（记者 白小川）3月2日，石门镇的路通了。陆明远到场。\n云溪区召开会议\n会议强调安全。"
HOSTILE: dict[str, str] = {
    "plain": PAGE,
    "empty": "",
    "blank": " \u3000\n\t\n\u200b\ufeff\n",
    "script": f"<script>owned=1</script>\n{PAGE}<img src=x onerror=owned=1>",
    "template": "{{ settings.SECRET_KEY }} {% include '/etc/passwd' %} ${7*7} #{7*7}\n" + PAGE,
    "formula": '=HYPERLINK("http://x.invalid","石门镇")\n+1+1\n-1-1\n@SUM(1)\n\t=1\n＝1＋1\n' + PAGE,
    "sql": "'; DROP TABLE archive_article; --\n" + PAGE,
    "nul": PAGE.replace("，", "\0"),
    "controls": "".join(map(chr, range(32))) + PAGE + "\x7f\x80\x9f",
    "bidi": "\u202e" + PAGE + "\u2066\u2067\u2069\u061c",
    "joiners": "\u200d\u200c\ufe0f".join(PAGE),
    "marks": "石" + "\u0301" * 5_000 + "\n" + PAGE,
    "private": "\ue000\uf8ff\U000f0000\n" + PAGE,
    "emoji": "👩‍👩‍👧‍👦" * 500 + PAGE,
    "ends": PAGE.replace("\n", "\r") + "\u2028" + PAGE + "\x0b" + PAGE + "\x85",
    "one": "\n".join(PAGE),
    "long": "石门镇召开会议" * 5_000,
    "brackets": "（" * 5_000 + PAGE + "）" * 5_000,
    "digits": "2" * 9_000 + PAGE,
    "days": "2023年13月45日\n0000年0月0日 第九九九九版\n9999年12月31日\n" + PAGE + "二〇二三年二月三十日",
    "jump": "（上接第一版）\n" * 200 + PAGE + "（下转第零版）" * 200,
    "names": "、".join("陆明" + chr(0x4E00 + n) for n in range(500)),
    "headers": "Content-Disposition: attachment\r\nSet-Cookie: a=b\r\n\r\n" + PAGE,
}
ENCODINGS = (
    *("utf-8", "utf-8-sig", "gb18030", "gbk", "hz", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
    *("utf-7", "shift_jis", "euc_kr", "iso2022_jp", "cp1252", "cp037"),
)
FIELDS = ("id", "newspaper", "date", "page", "kicker", "headline", "deck", "text")
ARTICLE = {
    **{"id": "a", "newspaper": "青岚日报", "date": "2023-03-03", "page": "1"},
    **{"kicker": "", "headline": "石门镇的路通了", "deck": "", "text": "石门镇的路通了。陆明远到场。"},
}
VALUES: tuple[object, ...] = (
    *("", " ", "\0", "\ud800", "<script>owned=1</script>", "=1+1", "＝1＋1", "\u202e石", "a" * 100_000),
    *(None, True, 0, -1, 1e308, 10**40, [], {}, ["石"], {"石": "门"}, "2023-02-30", "9999-99-99", "../../etc/passwd"),
)
LINES = (
    *("{", "[]", "null", "1", '"text"', "{}", "NaN", '{"id": NaN}', '{"id": "b"', '{"id": "b"}}', "\ufeff{}"),
    *("[" * 10_000, '{"a":' * 10_000, '{"id": "c", "id": "d"}', "\x00", "\ud800", "石门镇", '{"text": "\\ud800"}'),
    *(json.dumps({**ARTICLE, "id": 7}), json.dumps({**ARTICLE, "id": "8", "unknown": "field"})),
)
NAMES = (
    *("2023-13-45_青岚日报_99版.txt", "<img src=x onerror=alert(1)>.txt", "=cmd.txt", "\u202etxt.txt", "a\nb.txt"),
    *("a\rb.txt", "'; DROP TABLE.txt", "石" * 80 + ".txt", "-rf.txt", "%00.txt", "a b\tc.txt"),
)


def _spelt(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") and encoding != "utf-7" else "replace")


def _pages() -> Iterator[Made]:
    for (name, text), encoding in itertools.product(HOSTILE.items(), ENCODINGS):
        yield f"{name}.{encoding}.txt", _spelt(text, encoding)
    whole = PAGE.encode()
    for at in (1, 2, 5, len(whole) // 2, len(whole) - 1):
        yield f"cut.{at}.txt", whole[:at]
        yield f"bits.{at}.txt", whole[:at] + b"\xff\xfe\xfd" + whole[at:]
    yield "surrogate.txt", whole + b"\xed\xa0\x80\n"
    yield "overlong.txt", b"\xc0\xaf\xe0\x80\xaf" + whole
    yield "binary.txt", bytes(range(256)) * 200
    yield "gif.txt", b"GIF89a" + bytes(2_000)
    for name in NAMES:
        yield name, whole


def _records() -> Iterator[Made]:
    for field, (number, value) in itertools.product(FIELDS, enumerate(VALUES)):
        line = json.dumps({**ARTICLE, "id": f"{field}-{number}", field: value})
        yield f"{field}.{number}.jsonl", line.encode()
    for number, line in enumerate(LINES):
        good = json.dumps({**ARTICLE, "id": f"good-{number}"})
        yield f"line.{number}.jsonl", f"{line}\n{good}\n".encode("utf-8", "surrogatepass")
    whole = json.dumps({**ARTICLE, "id": "packed"}).encode() + b"\n"
    for suffix, pack in (("xz", lzma.compress), ("gz", gzip.compress)):
        packed = pack(whole * 50)
        yield f"cut.jsonl.{suffix}", packed[: len(packed) // 2]
        yield f"bits.jsonl.{suffix}", packed[:20] + b"\0\0\0" + packed[23:]
        yield f"plain.jsonl.{suffix}", packed
        yield f"empty.jsonl.{suffix}", b""


def _manifests() -> Iterator[Made]:
    columns = ("file", "newspaper", "date", "page", "area")
    right = {"file": "a.txt", "newspaper": "青岚日报", "date": "2023-03-03", "page": "1", "area": "山岚省/青岚市"}
    values = ("=1+1", "<b>", "\0", "2023-02-30", "-1", "../../etc/passwd", "石" * 5_000, "//", '"')
    for number, (column, value) in enumerate(itertools.product(columns, values)):
        text = io.StringIO()
        rows = csv.DictWriter(text, columns)
        rows.writeheader()
        rows.writerow({**right, column: value})
        yield f"manifest-{number}/manifest.csv", text.getvalue().encode()
        yield f"manifest-{number}/a.txt", PAGE.encode()
    odd = ("", "file\n", "nothing,here\n1,2", "file,file\na.txt,b.txt", '"' * 999, "\0" * 99)
    for number, written in enumerate(odd):
        yield f"manifest-odd-{number}/manifest.csv", written.encode()
        yield f"manifest-odd-{number}/a.txt", PAGE.encode()


def large(size: int) -> Iterator[Made]:
    """Files of `size` bytes, and packed ones that unpack to three times as much."""
    yield "line.txt", "石".encode() * (size // 3)
    yield "line.jsonl", b'{"id": "' + b"a" * size + b'"}'
    yield "lines.txt", b"\n" * size
    yield "bomb.jsonl.xz", lzma.compress(bytes(3 * size), preset=0)
    yield "bomb.jsonl.gz", gzip.compress(bytes(3 * size), 1)


def files() -> Iterator[Made]:
    """Every file that is not large."""
    yield from _pages()
    yield from _records()
    yield from _manifests()


def _zip(*entries: tuple[str, bytes], mode: int = stat.S_IFREG | 0o644) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _nested(depth: int) -> bytes:
    inner = _zip(GOOD)
    for _ in range(depth):
        inner = _zip(("b.zip", inner), GOOD)
    return inner


GOOD = ("good.txt", PAGE.encode())
WAYS = (
    *("../out.txt", "/etc/out.txt", "a/../../out.txt", "..\\out.txt", "C:\\out.txt", "a/./../../../out.txt"),
    *("\\\\server\\out.txt", "a//../..//out.txt", "good.txt/../../out.txt"),
)
# By name: how it is made. All but the last four have a page beside what is wrong, which must come in all the same.
ARCHIVES: dict[str, Callable[[], bytes]] = {
    **{f"way{number}": lambda way=way: _zip((way, b"x"), GOOD) for number, way in enumerate(WAYS)},  # type: ignore[misc]
    "bomb": lambda: _zip(GOOD, ("bomb.txt", bytes(300_000_000))),
    "many": lambda: _zip(GOOD, *((f"{n}.txt", b"") for n in range(2_100))),
    "nested": lambda: _nested(8),
    "under": lambda: _zip(GOOD, ("good.txt/under.txt", b"x")),
    "twice": lambda: _zip(GOOD, ("GOOD.txt", b"x"), ("b.txt", PAGE.encode())),
    "link": lambda: _zip(("l.txt", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777),
    "cut": lambda: _zip(GOOD)[:-30],
    "none": lambda: b"PK\x03\x04" + bytes(100),
    "empty": lambda: b"",
}
WITHOUT_ANY = ("link", "cut", "none", "empty")
# Nothing of them is refused on the way in: what is too large for a page, and what is none, is set aside when read.
TAKEN = ("bomb", "twice")
