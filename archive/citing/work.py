"""What is cited, and what is not known of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

# Controls, and characters that turn the direction of the text around them: nobody sees them in a reference, and a
# program that reads it may stumble over them. (What is unassigned here may be a rare character of a newer Unicode.)
UNSEEN = {"Cc", "Cf", "Cs"}


class Doubt(StrEnum):
    """What a reference cannot say, or says without the paper's word for it; the value is the note in Chinese."""

    NO_AUTHOR = "原文未署作者"
    NO_HEADLINE = "原文无标题，以开头文字代替"
    NO_NEWSPAPER = "报名未知，为自拟"
    NO_DATE = "出版日期不详"
    INFERRED_DATE = "出版日期由报道内容推断"
    PART_OF_DATE = "出版日期只知到年或月"
    NO_PAGE = "版次不详"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a day: the year, the month and the day as far as they are; `inferred` where nothing says so
    but the news."""

    year: int
    month: int | None = None
    day: int | None = None
    inferred: bool = False

    def __str__(self) -> str:
        """2023-03-05, 2023-03 or 2023."""
        return "-".join(f"{each:02}" for each in self.parts)

    @property
    def parts(self) -> tuple[int, ...]:
        """The year, and what is known beyond."""
        beyond = (self.month, self.day) if self.month and self.day else (self.month,)
        return (self.year, *(each for each in beyond if each))


@dataclass(frozen=True, slots=True)
class Work:
    """An article as a reference tells of it.

    `key` names it among others, `authors` wrote it (for a photograph: took it), in the order printed; `pages` are the
    numbers of the pages it stands on, as far as known; `url` is its permanent address. `headed` and `named` are false
    where headline and newspaper are not the paper's own words.
    """

    key: str
    title: str
    newspaper: str
    url: str
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    date: Known | None = None
    pages: tuple[int, ...] = ()
    section: str = ""
    headed: bool = True
    named: bool = True


def doubts(work: Work) -> list[Doubt]:
    """What readers should know before they trust the reference, in the order of its parts."""
    date = work.date
    found = {
        Doubt.NO_AUTHOR: not work.authors,
        Doubt.NO_HEADLINE: not work.headed,
        Doubt.NO_NEWSPAPER: not work.named,
        Doubt.NO_DATE: date is None,
        Doubt.INFERRED_DATE: date is not None and date.inferred,
        Doubt.PART_OF_DATE: date is not None and date.day is None,
        Doubt.NO_PAGE: not work.pages,
    }
    return [doubt for doubt, holds in found.items() if holds]


def one_line(text: str) -> str:
    """Printed text as one line that every program reads: white space made single, unseen characters left out."""
    if text.isprintable() and "  " not in text:  # as nearly all are, and then there is nothing else in it
        return text.strip()
    return " ".join("".join(each for each in text if _is_seen(each)).split())


def _is_seen(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in UNSEEN and not is_no_character(character)


def is_no_character(character: str) -> bool:
    """Whether Unicode will never give the code point a meaning; XML refuses some of these."""
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
