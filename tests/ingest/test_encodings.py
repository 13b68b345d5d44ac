"""Which bytes are read as what, and which are refused."""

import random

import pytest

from archive.ingest.encodings import Unreadable, decode

NEWS = "云溪区召开春灌工作会议，部署今年的工作。区水利局、石门镇有关负责人参加了会议。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("text", [NEWS, NEWS * 50, NEWS + "2023年3月5日 No. 12\n"])
def test_chinese_comes_back_whole(encoding: str, text: str):
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding.removesuffix("-sig") in {encoding.removesuffix("-sig"), "gb18030"}


def test_big_endian_with_mark():
    assert decode(b"\xfe\xff" + NEWS.encode("utf-16-be")).text == NEWS


def test_traditional_big5():
    text = "本區召開春灌會議，部署今年的工作。水利局有關負責人參加了會議，大家都說好。" * 5
    assert decode(text.encode("big5")).text == text


def test_short_headline_in_gbk():
    assert decode("春灌开始".encode("gbk")) == ("春灌开始", "gb18030")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "NUL"),
        (NEWS.encode() + b"\0", "NUL"),
        (NEWS.encode("gb18030") + b"\0\0", "NUL"),
        (b"\x01\x02\x03" * 100, "control characters"),
        (b"\xff\xfe" + NEWS.encode("utf-16-le") + b"x", "mark of utf-16"),
        (NEWS.encode()[:-2] + b"\xff\xff\xff" + NEWS.encode(), "unknown encoding"),
        (b"\xed\xa0\x80", "unknown encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str):
    with pytest.raises(Unreadable, match=reason):
        decode(data)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("町では春の植樹祭が開かれ、多くの人が参加しました。川のそばに木を植えました。" * 4, "shift_jis"),
        ("町では春の植樹祭が開かれ、多くの人が参加しました。川のそばに木を植えました。" * 4, "euc_jp"),
        ("봄을 맞아 마을 사람들이 강가에 나무를 심었습니다. 많은 사람이 함께했습니다. " * 4, "euc_kr"),
    ],
)
def test_other_scripts_are_not_read_as_chinese(text: str, encoding: str):
    with pytest.raises(Unreadable, match="unknown encoding"):
        decode(text.encode(encoding))


def test_noise_is_refused():
    seeded = random.Random(7)
    for _ in range(50):
        with pytest.raises(Unreadable):
            decode(seeded.randbytes(3000))
