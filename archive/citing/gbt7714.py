"""References after GB/T 7714—2025, in force since July 2026: articles of newspapers, in the numeric system.

What differs from the edition of 2015 and matters here:
* Commas, colons and round brackets are full-width in Chinese references; full stops and square brackets are not.
* Only web pages, data sets and preprints tell the day of access. A newspaper's article that is read online has [N/OL]
  and its address, and no such day.
Kept from before: of more than three authors the first three, then 等; no author, no word for one (in the numeric
system); in square brackets stands what the paper does not print itself, and a date that is estimated.
"""

from __future__ import annotations

from archive.citing.work import Work, one_line

EDITION = "GB/T 7714—2025"
MOST_AUTHORS = 3


def gbt7714(work: Work, *, online: bool = True) -> str:
    """The reference, without its number: of the article at its permanent address, or else as printed.

    Example: 白小川. 云溪区第三次河长会议召开[N/OL]. 青岚日报，2023-03-05（1）. https://fangzhi.example/articles/345/.
    """
    mark = "[N/OL]" if online else "[N]"
    parts = [_authors(work), _title(work) + mark, _source(work), work.url if online else ""]
    return "".join(f"{part}. " for part in parts if part).rstrip()


def _authors(work: Work) -> str:
    names = [one_line(name) for name in work.authors]
    return "，".join(names[:MOST_AUTHORS]) + ("，等" if len(names) > MOST_AUTHORS else "")


def _title(work: Work) -> str:
    title = one_line(work.title)
    if not work.headed:
        return f"[{title}]"
    return "：".join(filter(None, (title, one_line(work.subtitle))))


def _source(work: Work) -> str:
    name = one_line(work.newspaper) if work.named else f"[{one_line(work.newspaper)}]"
    date = f"[{work.date}]" if work.date and work.date.inferred else str(work.date or "")
    pages = f"（{'，'.join(map(str, work.pages))}）" if work.pages else ""
    return "，".join(filter(None, (name, date))) + pages
