"""What people say of a page from outside it: the options of `parse` and `ingest`, the cells of a manifest."""

from __future__ import annotations

from datetime import date
from reprlib import repr as brief

from archive.parsing import Given

LARGEST_PAGE = 999
LONGEST_NEWSPAPER = 200


def area_from(text: str) -> tuple[str, ...]:
    """河南省/平顶山市 → its names from the root down; () for nothing."""
    return tuple(name.strip() for name in text.split("/") if name.strip())


def newspaper_from(text: str) -> str | None:
    """A newspaper's name without the 《》 it is often written in; None for nothing. ValueError where too long."""
    name = " ".join(text.strip().removeprefix("《").removesuffix("》").split())
    if len(name) > LONGEST_NEWSPAPER or "\0" in name:
        raise ValueError(f"a newspaper's name has at most {LONGEST_NEWSPAPER} characters")
    return name or None


def page_from(text: str) -> int | None:
    """A page number; None for nothing. ValueError where it is none."""
    text = text.strip().removeprefix("第").removesuffix("版")
    if not text:
        return None
    number = int(text)
    if not 1 <= number <= LARGEST_PAGE:
        raise ValueError(f"page {number} is not between 1 and {LARGEST_PAGE}")
    return number


def date_from(text: str) -> date | None:
    """YYYY-MM-DD; None for nothing. ValueError where it is none."""
    text = text.strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValueError(f"date {brief(text)} is no day of the form YYYY-MM-DD") from error


def given_from(newspaper: str = "", day: str = "", area: str = "", page: str = "") -> Given:
    """What the texts say; "" is unknown. ValueError with what is wrong with one of them."""
    return Given(newspaper=newspaper_from(newspaper), date=date_from(day), page=page_from(page), area=area_from(area))
