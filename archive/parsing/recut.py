"""Items of lines that a person dealt out: drafted and mended as ever, their boundaries not asked again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archive.parsing.article import Draft, build
from archive.parsing.drafting import draft_article
from archive.parsing.kinds import name_kind
from archive.parsing.lines import Line, Row, printed, read
from archive.parsing.structures import Aside, Item, Kind, Role
from archive.parsing.wrapping import unwrap

HEADINGS: frozenset[Role] = frozenset({"section", "kicker", "headline", "deck"})
# What stands above a text looks like one of these.
_ABOVE = ("short", "deck", "lead", "byline")
_PICTURED: frozenset[Role] = frozenset({"caption", "credit"})


@dataclass(frozen=True, slots=True)
class Cut:
    """The lines of one item with their roles, by the dump's numbers.

    `kind` is what it was so far, None for a new one; `fixed` where a person said so. `sure` is how sure it is that
    the lines belong together.
    """

    roles: Mapping[int, Role]
    kind: Kind | None = None
    fixed: bool = False
    sure: float = 1.0


def recut(raw_lines: Sequence[str], cuts: Sequence[Cut]) -> tuple[Item, ...]:
    """The items of the cuts, in their order, without names; no line stands in two of them.

    Numbers of blank lines, or of none, are passed over.
    """
    dealt = {number: (at, role) for at, cut in enumerate(cuts) for number, role in cut.roles.items()}
    lines = {line.number: line for line in _parted(raw_lines, dealt)}
    return tuple(
        build(_draft(cut, {number: role for number, role in cut.roles.items() if number in lines}, lines), lines, None)
        for cut in cuts
    )


def roles_of(raw_lines: Sequence[str], numbers: Collection[int], known: Mapping[int, Role]) -> dict[int, Role]:
    """Roles for the lines of one item: the `known` ones, the others as they are drafted beside these."""
    dealt = {number: known.get(number, "") for number in numbers}
    own = [line for line in _parted(raw_lines, dealt) if line.number in dealt]
    begun = next((at for at, line in enumerate(own) if _is_text(line, known)), min(1, len(own)))
    above, text = own[:begun], own[begun:]
    subheads = {line.number for line in text[:-1] if line.shape in ("short", "deck") and not line.closed}
    aside: dict[int, Aside] = {}
    drafted = draft_article(above, text, subheads, aside).roles if own else {}
    return {
        row.number: known.get(line.number) or drafted.get(line.number, "kicker") for line in own for row in line.rows
    }


def _is_text(line: Line, known: Mapping[int, Role]) -> bool:
    if role := known.get(line.number):
        return role not in HEADINGS and role != "byline"
    return line.shape not in _ABOVE


def _draft(cut: Cut, roles: dict[int, Role], lines: Mapping[int, Line]) -> Draft:
    told = Draft(dict(roles))
    name_kind(told, lines)
    draft = Draft(roles, continues=told.continues, goes_on=told.goes_on, confidence=cut.sure)
    jumped = "continuation" in (told.kind, cut.kind)
    if cut.kind and (cut.fixed or not jumped):
        draft.kind = cut.kind
    elif roles and _PICTURED.issuperset(roles.values()):
        draft.kind = "photo"
    else:
        draft.kind = told.kind
    return draft


def _parted(raw_lines: Sequence[str], dealt: Mapping[int, object]) -> Iterator[Line]:
    """The page's lines, wrapped ones whole where all their rows were dealt out alike."""
    for line in unwrap(read(raw_lines)):
        runs = [list(rows) for _, rows in groupby(line.rows, key=lambda row: dealt.get(row.number))]
        if len(runs) == 1:
            yield line
            continue
        for rows in runs:
            first, last = rows[0], rows[-1]
            moved = [Row(row.number, row.start - first.start, row.end - first.start, row.confidence) for row in rows]
            moved[0] = moved[0]._replace(confidence=1.0)
            part = printed(line.text[first.start : last.end], line.gap, line.indent, tuple(moved))
            yield part if first is line.rows[0] else replace(part, gap=0, indent=0)
