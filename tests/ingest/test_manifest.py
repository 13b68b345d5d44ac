"""manifest.csv beside the pages."""

from datetime import date
from pathlib import Path

import pytest

from archive.ingest.manifest import Manifests, read_manifest
from archive.parsing import Given


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_give_what_they_know(tmp_path: Path, encoding: str):
    (tmp_path / "a.txt").touch()
    (tmp_path / "b.txt").touch()
    text = "file,newspaper,date,page,area\na.txt,《青岚日报》,2023-03-05,2,山岚省/青岚市\nb.txt,,,,\n"
    manifest = read_manifest(write(tmp_path, text, encoding))
    assert manifest.files == {
        "a.txt": Given("青岚日报", date(2023, 3, 5), 2, ("山岚省", "青岚市")),
        "b.txt": Given(),
    }
    assert manifest.problems == ()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a.txt,,2023-02-30,,", "line 3: date '2023-02-30' is no day"),
        ("a.txt,,5 March,,", "line 3: date '5 March' is no day"),
        ("a.txt,,,0,", "line 3: page 0 is not between"),
        ("a.txt,,,zwei,", "line 3: invalid literal"),
        (",青岚日报,,,", "line 3: the file's name is missing"),
        ("a.txt,,,,,,", "line 3: more cells"),
        ("b.txt,,,1,", "line 3: b.txt stands here twice"),
        ("c.txt,,,1,", "line 3: there is no file c.txt"),
        ("a.txt," + "报" * 201 + ",,,", "line 3: a newspaper's name"),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_the_others_count(tmp_path: Path, row: str, problem: str):
    (tmp_path / "a.txt").touch()
    (tmp_path / "b.txt").touch()
    manifest = read_manifest(write(tmp_path, f"file,newspaper,date,page,area\nb.txt,,,2,\n{row}\n"))
    assert manifest.files["b.txt"] == Given(page=2)
    assert problem in manifest.problems[0]


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"name,date\na.txt,\n", "column file"), (b"\0\0", "cannot be read"), (b"", "column file")],
)
def test_what_is_no_manifest_says_so(tmp_path: Path, data: bytes, problem: str):
    path = tmp_path / "manifest.csv"
    path.write_bytes(data)
    manifest = read_manifest(path)
    assert manifest.files == {}
    assert problem in manifest.problems[0]


def test_the_nearest_manifest_that_names_the_file_counts(tmp_path: Path):
    inner = tmp_path / "2023" / "03"
    inner.mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (inner / name).touch()
    write(tmp_path, "file,newspaper\n2023/03/a.txt,青岚日报\n2023/03/b.txt,青岚日报\n")
    write(inner, "file,newspaper\nb.txt,沅溪日报\n")
    manifests = Manifests()
    assert manifests.about(str(inner / "a.txt"), str(tmp_path)).newspaper == "青岚日报"
    assert manifests.about(str(inner / "b.txt"), str(tmp_path)).newspaper == "沅溪日报"
    assert manifests.about(str(inner / "a.txt"), str(inner)) == Given()
    assert manifests.problems == []
