"""Articles signed as another paper signs them: in brackets behind 本报讯, as 记者…报道, above the text, below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mutation import Page, Row

_PEOPLE = r"(?:(?:本报|新华社)?(?:见习|实习|特约)?(?:记者|通讯员)\s*)?(?P<names>[\u4e00-\u9fff·、\s]{2,40}?)"
_BRACKETED = re.compile(rf"^(?P<line>(?:据?(?:本报|新华社)[^（(，。]{{0,20}}?电|本报讯)\s*)[（(]{_PEOPLE}[）)]\s*")
_REPORTED = re.compile(rf"^(?P<line>本报讯\s*){_PEOPLE}报道[：:]?\s*")
_ROLES = re.compile(r"(?:本报|新华社)?(?:见习|实习|特约)?(?:记者|通讯员|实习生)")


def bylines(page: Page) -> None:
    """Sign the articles as another paper does, one convention for the whole page."""
    write = page.random.choice((_sign_in_brackets, _sign_as_report, _sign_above, _sign_below))
    for item in page.items:
        body = page.of(item["id"], "body")
        found = body and (_BRACKETED.match(body[0].text.strip()) or _REPORTED.match(body[0].text.strip()))
        if not found:
            continue
        names = [re.sub(r"\s", "", name) for name in names_in(found["names"])]
        if names:
            write(page, body, found["line"].strip(), body[0].text.strip()[found.end() :], names)


def names_in(text: str) -> list[str]:
    """The names in a byline; a name of two characters may be spread with spaces."""
    parts = re.split(r"、", _ROLES.sub("、", text)) if "、" in text or _ROLES.search(text) else [text]
    return [part.strip() for part in parts if 2 <= len(re.sub(r"\s", "", part)) <= 4]


def _who(page: Page, names: list[str]) -> str:
    """「记者 A 通讯员 B」 of the names."""
    first, *rest = names
    gap = page.random.choice((" ", "", "　"))
    helpers = page.random.choice((" 通讯员", "　通讯员", " 实习生")) + gap + " ".join(rest) if rest else ""
    return f"记者{gap}{first}{helpers}"


def _sign_in_brackets(page: Page, body: list[Row], line: str, rest: str, names: list[str]) -> None:
    left, right = page.random.choice(("（）", "()"))
    body[0].text = f"本报讯{left}{_who(page, names)}{right}{rest}"


def _sign_as_report(page: Page, body: list[Row], line: str, rest: str, names: list[str]) -> None:
    body[0].text = f"本报讯 {_who(page, names)}{page.random.choice(('报道：', '报道:', ' 报道 '))}{rest}"


def _sign_above(page: Page, body: list[Row], line: str, rest: str, names: list[str]) -> None:
    body[0].text = rest
    mark = page.random.choice(("□本报", "□", "本报", "■ 本报", "◎本报"))
    page.put(page.rows.index(body[0]), [(mark + _who(page, names), "byline")], body[0].item)


def _sign_below(page: Page, body: list[Row], line: str, rest: str, names: list[str]) -> None:
    body[0].text = f"{line} {rest}" if page.random.random() < 0.5 else rest
    left, right = page.random.choice(("（）", "()", "··"))
    sign = f"{left}{' '.join(names) if left == '·' else '本报' + _who(page, names)}{right}"
    page.put(page.rows.index(body[-1]) + 1, [(sign, "signoff")], body[0].item)
