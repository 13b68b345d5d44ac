"""What a file's name and folders say of a page: newspaper, date, page number.

Only the common kinds, and only when the name says it without doubt: 20231211-02.txt, 2023-12-11_长治日报_02版.txt,
rmrb/2020/01/02/03.txt. An impossible date is reported and ignored, never mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from archive.parsing import Given

# The first modern Chinese newspapers are of the 1870s; other numbers that look like a year are none.
YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
# Not inside a longer number or a checksum; a short run of letters at the beginning may stand before (rmrb20200102).
START = r"(?:(?<![0-9A-Za-z])|^[A-Za-z]{2,10})"
END = r"(?![0-9A-Za-z])"

DATES = (
    # 20231211, rmrb20231211; 2023121102 is that date's page 2
    re.compile(rf"{START}{YEAR}(?P<month>\d\d)(?P<day>\d\d)(?P<page>\d\d)?{END}"),
    # 2023-12-11, 2023_12_11, 2023.12.11
    re.compile(rf"{START}{YEAR}(?P<mark>[-_.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d)"),
    # 2023年12月11日
    re.compile(rf"{START}{YEAR}年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日"),
)
# rmrb/2020/01/02, rmrb/2020-01/02: the end of the folder's path
DATED_FOLDERS = re.compile(rf"(?:^|/){YEAR}[-/年](?P<month>\d{{1,2}})月?/(?P<day>\d{{1,2}})日?$")
# 第3版, 02版, 第03版 anywhere in the name
PRINTED_PAGE = re.compile(r"(?<![0-9A-Za-z])第?\s*(?P<page>\d{1,3})\s*版")
# 20231211-02, 2023-12-11_02: what is left of the name after its date
PAGE_AFTER_DATE = re.compile(r"^[-_. ]+(?:[pP]age|[pP]|版)?(?P<page>\d{1,3})$")
# 03.txt in a dated folder
PAGE_ALONE = re.compile(r"^(?:[pP]age|[pP])?[-_]?(?P<page>\d{1,3})$")
# 长治日报, 《长治日报》: a name of its own, ended by a mark, a digit or 第
NEWSPAPER = re.compile(r"(?:^|[-_.\s《\d]|(?<=\d)日)(?P<name>[\u4e00-\u9fff]{2,15}?报)(?=$|[-_.\s》\d第])")
# They end in 报 and are no newspapers.
OTHER_REPORTS = "通报 简报 海报 情报 举报 申报 汇报 预报 公报 战报 捷报 喜报 电报 板报 年报 月报 季报"
NOT_NEWSPAPERS = tuple(OTHER_REPORTS.split())
LARGEST_PAGE = 999


class NameGiven(NamedTuple):
    """What a name says, and what in it is impossible."""

    given: Given
    warnings: tuple[str, ...]


class _Dated(NamedTuple):
    date: date | None
    page: int | None
    rest: str
    warnings: tuple[str, ...]


def from_name(path: str) -> NameGiven:
    """Read what the file name at the end of `path` says, then the folders it stands in."""
    parts = [unicodedata.normalize("NFKC", part) for part in path.replace("\\", "/").split("/") if part]
    if not parts:
        return NameGiven(Given(), ())
    stem, folders = parts[-1].rsplit(".", 1)[0], parts[:-1]
    own = _dated(stem)
    when, warnings = own.date, own.warnings
    folder_date = None
    if when is None:
        above = _dated_folders(folders)
        when = folder_date = above.date
        warnings += above.warnings
    page = own.page or _page(own.rest, stem, dated=own.date is not None, in_dated_folder=folder_date is not None)
    return NameGiven(Given(newspaper=_newspaper([stem, *reversed(folders)]), date=when, page=page), warnings)


def _dated(name: str) -> _Dated:
    """The one day `name` gives, with what stands after it."""
    days: dict[date, re.Match[str]] = {}
    warnings = []
    for match in _date_matches(name):
        try:
            days.setdefault(_day(match), match)
        except ValueError:
            warnings.append(f"there is no such date as {match.group().strip('-_. ')}")
    if len(days) > 1:
        warnings.append("the name gives several dates: " + ", ".join(day.isoformat() for day in days))
    if len(days) != 1:
        return _Dated(None, None, name, tuple(warnings))
    [(day, match)] = days.items()
    page = match.groupdict().get("page")
    return _Dated(day, _number(page), name[match.end() :], tuple(warnings))


def _date_matches(name: str) -> Iterator[re.Match[str]]:
    for pattern in DATES:
        yield from pattern.finditer(name)


def _dated_folders(folders: list[str]) -> _Dated:
    """The day the folders give: 2020/01/02, 2020-01/02, or the last one's own name."""
    match = DATED_FOLDERS.search("/".join(folders[-3:]))
    if match:
        try:
            return _Dated(_day(match), None, "", ())
        except ValueError:
            return _Dated(None, None, "", (f"there is no such date as {match.group().strip('/')}",))
    return _dated(folders[-1]) if folders else _Dated(None, None, "", ())


def _day(match: re.Match[str]) -> date:
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _page(rest: str, stem: str, *, dated: bool, in_dated_folder: bool) -> int | None:
    printed = {_number(match["page"]) for match in PRINTED_PAGE.finditer(stem)} - {None}
    if len(printed) == 1:
        return printed.pop()
    match = PAGE_AFTER_DATE.match(rest) if dated else None
    if in_dated_folder:
        match = PAGE_ALONE.match(stem)
    return _number(match["page"]) if match else None


def _number(digits: str | None) -> int | None:
    number = int(digits) if digits else 0
    return number if 1 <= number <= LARGEST_PAGE else None


def _newspaper(names: list[str]) -> str | None:
    """The newspaper the nearest name tells; a folder counts when it is nothing but the newspaper's name."""
    stem, *folders = names
    found = {match["name"] for match in NEWSPAPER.finditer(stem) if not match["name"].endswith(NOT_NEWSPAPERS)}
    if len(found) == 1:
        return found.pop()
    for folder in folders:
        whole = re.fullmatch(r"《?([\u4e00-\u9fff]{2,15}报)》?", folder)
        if whole and not whole[1].endswith(NOT_NEWSPAPERS):
            return whole[1]
    return None
