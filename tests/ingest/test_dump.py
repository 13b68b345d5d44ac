"""Finding files, and reading or refusing them."""

import os
from pathlib import Path

import pytest

from archive.ingest.dump import Found, Refused, find, page_from, printable, read_page
from archive.ingest.encodings import Unreadable

NEWS = "云溪区召开春灌工作会议，部署今年的工作。\n"


def found(*paths: Path) -> list[str]:
    return [Path(each.path).name for each in find([str(path) for path in paths]) if isinstance(each, Found)]


def refused(*paths: Path) -> dict[str, str]:
    return {
        Path(each.path).name: each.reason for each in find([str(path) for path in paths]) if isinstance(each, Refused)
    }


def test_folders_are_walked_in_order_and_companions_passed_over(tmp_path: Path):
    pages = "b/2.txt b/10.txt a/1.TXT a/x.jsonl a/y.jsonl.xz z.jsonl.gz"
    for name in f"{pages} manifest.csv gazetteer.tsv README.md .h.txt e/1.json".split():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(NEWS, encoding="utf-8")
    assert found(tmp_path) == ["1.TXT", "x.jsonl", "y.jsonl.xz", "10.txt", "2.txt", "z.jsonl.gz"]
    assert refused(tmp_path) == {}


def test_a_foreign_file_in_a_folder_is_reported_and_is_no_failure(tmp_path: Path):
    (tmp_path / "map.png").write_bytes(b"\x89PNG")
    [each] = find([str(tmp_path)])
    assert isinstance(each, Refused)
    assert not each.failure
    assert "neither a page dump" in each.reason


def test_a_folder_without_anything_to_read_says_so_and_is_no_failure(tmp_path: Path):
    empty, read = tmp_path / "empty", tmp_path / "read"
    (empty / "below").mkdir(parents=True)
    (empty / "README.md").touch()
    read.mkdir()
    (read / "1.txt").write_text(NEWS, encoding="utf-8")
    arrived = find([*map(str, (read, empty, empty / "below", read))])
    told = [each for each in arrived if isinstance(each, Refused)]
    assert [(each.path, each.failure) for each in told] == [(str(empty), False)]
    assert "the folder holds neither a page dump" in told[0].reason


def test_a_loop_of_links_ends_and_is_reported(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    assert found(tmp_path) == ["1.txt"]
    reasons = refused(tmp_path)
    assert "directory loop" in reasons["up"]
    assert "symbolic links" in reasons["self"]


def test_a_folder_is_entered_once_however_often_it_is_linked(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_text(NEWS, encoding="utf-8")
    for name in ("b", "c"):
        (tmp_path / name).symlink_to("a")
    assert found(tmp_path, tmp_path / "a") == ["1.txt"]


def test_what_is_missing_or_no_file_is_refused(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    reasons = refused(tmp_path, tmp_path / "missing.txt", Path("/dev/null"))
    assert reasons["pipe.txt"] == "not a regular file but a named pipe"
    assert reasons["gone.txt"] == reasons["missing.txt"] == "no such file or folder"
    assert reasons["null"] == "not a regular file but a device"


def test_a_pipe_in_the_place_of_a_file_does_not_stop_the_run(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(Unreadable, match="not a regular file"):
        read_page(str(tmp_path / "pipe.txt"), 100)


def test_line_ends_are_made_one_and_nothing_else_is_changed(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes("　云溪区\u3000的\r\n\r\nＡＢＣ\r第二行 \n".encode())
    page = read_page(str(path), 1000)
    assert page.dump.text == "　云溪区\u3000的\n\nＡＢＣ\n第二行 \n"
    assert page.dump.encoding == "utf-8"
    assert page.size == path.stat().st_size
    assert len(page.sha256) == 64


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "empty"), (b" \n\t\n", "empty"), ("云".encode() * 400, "larger than 1,000 bytes")]
)
def test_what_is_no_page_is_refused(data: bytes, reason: str):
    with pytest.raises(Unreadable, match=reason):
        page_from(data, "a.txt", 1000)


def test_a_permission_error_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Unreadable, match="no permission to read it"):
        read_page(str(tmp_path / "a.txt"), 1000)


def test_a_name_that_is_no_text_can_be_printed(tmp_path: Path):
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text(NEWS, encoding="utf-8")
    [each] = find([str(tmp_path)])
    assert isinstance(each, Found)
    assert printable(each.path).endswith("\\xff.txt")
    assert read_page(each.path, 1000).dump.path.endswith("\\xff.txt")
