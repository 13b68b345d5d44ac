"""JSON Lines: what a line must be, and how a file may be damaged."""

import gzip
import io
import json
import lzma
import re
from datetime import date

import pytest

from archive.ingest import records
from archive.ingest.encodings import Unreadable
from archive.ingest.records import BadLine, Record, RecordFile
from archive.parsing import ArticleText, Given

GOOD = {
    "id": "a-1",
    "newspaper": "青岚日报",
    "date": "2023-03-05",
    "page": "2",
    "kicker": "",
    "headline": "春灌开始",
    "deck": "",
    "text": "石门镇\r\n开闸放水",
}


def line(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False).encode() + b"\n"


def read(data: bytes, longest: int = 10_000) -> list[Record | BadLine]:
    return list(RecordFile(io.BytesIO(data), "a.jsonl", longest))


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_a_record_is_read_from_a_plain_or_packed_file(pack):
    data = pack(b"\xef\xbb\xbf" + line() + b"\n" + line(id=7, page=3, date=None, newspaper=None).rstrip())
    file = RecordFile(io.BytesIO(data), "a.jsonl", 10_000)
    assert list(file) == [
        Record(1, ArticleText("a-1", "", "春灌开始", "", "石门镇\n开闸放水"), Given("青岚日报", date(2023, 3, 5), 2)),
        Record(3, ArticleText("7", "", "春灌开始", "", "石门镇\n开闸放水"), Given(page=3)),
    ]
    assert file.size == len(data)


@pytest.mark.parametrize("page", [None, 0, "0", "", " "])
def test_an_unknown_page_is_unknown(page):
    [record] = read(line(page=page))
    assert isinstance(record, Record)
    assert record.given.page is None


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{\n", "not JSON"),
        (b"[]\n", "not a JSON object"),
        (b"[" * 9000 + b"\n", "nested too deeply|not JSON"),  # Python 3.13 reads on to the missing end
        ("云".encode("gbk") + b"\n", "not UTF-8"),
        (line(id=""), "id is missing"),
        (line(id=True), "id is not a text"),
        (line(id="x" * 201), "id is longer"),
        (line(headline="", text=" "), "neither a headline nor a text"),
        (line(text=5), "text is not a text"),
        (line(text="a\0b"), "text holds a NUL"),
        (json.dumps({**GOOD, "text": "\ud800"}).encode() + b"\n", "half a surrogate"),
        (line(date="2023-02-30"), "date '2023-02-30'"),
        (line(date="yesterday"), "date 'yesterday'"),
        (line(page="A2"), "page 'A2'"),
        (line(page=-1), "page -1"),
        (line(page=1.5), "page is not a number"),
        (line(newspaper="报" * 201), "newspaper"),
        (line(text="长" * 10_000), "longer than 10,000 bytes"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(bad: bytes, reason: str):
    first, second, third = read(line() + bad + line(id="a-2"))
    assert isinstance(first, Record)
    assert isinstance(second, BadLine)
    assert second.line == 2
    assert re.search(reason, second.reason)
    assert isinstance(third, Record)
    assert third.line == 3


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_file_that_breaks_off_gives_what_came_before(pack):
    data = pack(b"".join(line(id=str(number), text=f"{number} " * 200) for number in range(500)))
    file = RecordFile(io.BytesIO(data[: len(data) - 20]), "a.jsonl", 10_000)
    good = []
    with pytest.raises(Unreadable, match="damaged after line"):
        good.extend(file)
    assert good


@pytest.mark.parametrize("content", [b"x" * 4_000_000, b"\n" * 4_000_000])
@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_bomb_is_stopped_while_reading(pack, content: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "RATIO_COUNTS_FROM", 1_000_000)
    with pytest.raises(Unreadable, match="bomb"):
        list(RecordFile(io.BytesIO(pack(content)), "a.jsonl", 10_000))


@pytest.mark.parametrize("field", ["date", "page"])
def test_a_reason_quotes_what_is_wrong_and_no_more(field: str) -> None:
    value = {"id": "a", "text": "石门镇的路通了。", field: "a" * 100_000}
    with pytest.raises(ValueError, match=rf"^{field} 'aaa.{{10,60}} is not a") as refused:
        records.record_from(value, 1)
    assert len(str(refused.value)) < 100
