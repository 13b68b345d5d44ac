"""An item made of its lines: fields, text with broken sentences rejoined, where each stretch came from, who signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from archive.parsing import bylines, jumps, patterns, repair
from archive.parsing.lines import Line
from archive.parsing.structures import Break, Byline, Field, Item, Kind, Piece, Role

# A gist of the article below its headline stays below this many characters.
LEAD_LONGEST = 160

# Which field of an item the lines of each role are printed in; section, which is a field without pieces, apart.
_FIELD_OF: dict[Role, Field] = {
    "kicker": "kicker",
    "headline": "headline",
    "deck": "deck",
    "byline": "text",
    "subhead": "text",
    "body": "text",
    "signoff": "text",
    "caption": "captions",
    "credit": "captions",
}


@dataclass(slots=True)
class Draft:
    """An item in the making: its lines with their roles, in any order."""

    roles: dict[int, Role] = field(default_factory=dict)
    kind: Kind = "article"
    continues: str | None = None
    goes_on: str | None = None
    illustrates: Draft | None = None
    confidence: float = 1.0

    @property
    def begins(self) -> int:
        """Where the item stands on the page: its first line, if not the name of a section printed elsewhere."""
        return min([number for number, role in self.roles.items() if role != "section"] or self.roles)

    def numbers(self, *roles: Role) -> list[int]:
        """The numbers of the lines in these roles, in the page's order."""
        return sorted(number for number, role in self.roles.items() if role in roles)


def build(draft: Draft, lines: Mapping[int, Line], illustrates: int | None) -> Item:
    """The item of a draft."""
    fields: dict[Field, str] = {}
    pieces: list[Piece] = []
    breaks: list[Break] = []
    photo = draft.kind == "photo"
    for name in ("kicker", "headline", "deck", "text", "captions"):
        in_field = sorted(
            number
            for number, role in draft.roles.items()
            if field_of(role, photo) == name and not (role == "signoff" and _is_jump(lines[number]))
        )
        text, own_pieces, own_breaks = _written(in_field, draft, lines, name)
        fields[name] = text
        pieces += own_pieces
        breaks += own_breaks if name == "text" else []
    return Item(
        kind=draft.kind,
        section=_section(draft, lines),
        kicker=fields["kicker"],
        headline=fields["headline"],
        deck=fields["deck"],
        text=fields["text"],
        captions=fields["captions"],
        lines={row.number: role for number, role in sorted(draft.roles.items()) for row in lines[number].rows},
        pieces=tuple(pieces),
        breaks=tuple(breaks),
        illustrates=illustrates,
        continues=draft.continues,
        goes_on=draft.goes_on,
        confidence=round(min([draft.confidence, *(gap.confidence for gap in breaks)]), 3),
        bylines=find_bylines(draft, lines),
    )


def field_of(role: Role, photo: bool) -> Field | None:
    """The field that a line of this role is printed in; a photo item's caption is its text."""
    return "text" if photo and role in ("caption", "credit") else _FIELD_OF.get(role)


def _is_jump(line: Line) -> bool:
    """Whether the line only sends the reader to another page, to or from the rest of its article."""
    jump = jumps.alone(line.folded)
    return jump is not None and jump.direction != "see"


def _section(draft: Draft, lines: Mapping[int, Line]) -> str:
    """The section printed on lines of its own, or else the one that stands in brackets behind the headline."""
    printed = [lines[number].text for number in draft.numbers("section")]
    if printed:
        return " ".join(printed)
    for number in draft.numbers("headline"):
        suffix = patterns.SECTION_SUFFIX.search(lines[number].folded)
        if suffix and suffix.start():
            return lines[number].text[suffix.start("section") : suffix.end("section")]
    return ""


def _written(
    numbers: Sequence[int], draft: Draft, lines: Mapping[int, Line], name: Field
) -> tuple[str, list[Piece], list[Break]]:
    """A field's text with its pieces; a body or caption line that goes on in the next is joined to it."""
    text = ""
    pieces: list[Piece] = []
    breaks: list[Break] = []
    above: int | None = None
    before: int | None = None
    lead = _lead_lines(draft, lines) if name == "text" else frozenset[int]()
    for number in numbers:
        line = lines[number]
        if before is not None:
            sure = _sure(before, number, draft, lines, lead, above)
            if sure >= repair.JOINED:
                text += repair.gap_between(lines[before].folded, line.folded)
                last = lines[before].rows[-1].number
                breaks.append(Break(len(text), _parted_by(before, number, lines), sure, (last, number)))
            else:
                text += "\n"
        pieces += [Piece(name, len(text) + row.start, len(text) + row.end, row.number) for row in line.rows]
        breaks += [
            Break(len(text) + row.start, "column", row.confidence, (upper.number, row.number))
            for upper, row in pairwise(line.rows)
        ]
        text += line.text
        above, before = before, number
    return text, pieces, breaks


def _sure(
    first: int, second: int, draft: Draft, lines: Mapping[int, Line], lead: frozenset[int], above: int | None
) -> float:
    """How sure it is that line `second` of a field goes on with the sentence of line `first`."""
    roles = {draft.roles[first], draft.roles[second]}
    if len(roles) > 1 or not roles <= {"body", "caption"}:
        return 0.0
    sure = repair.goes_on(lines[first], lines[second], None if above is None else lines[above])
    if first in lead and sure < repair.LIKELY and repair.begins_anew(lines[second].folded):
        return 0.0
    return sure


def _lead_lines(draft: Draft, lines: Mapping[int, Line]) -> frozenset[int]:
    """Body lines of a lead: the gist printed between headline and text, which may lack its full stop."""
    lead: list[int] = []
    for number in draft.numbers("body"):
        if lines[number].closed or lines[number].opens_report or len(lines[number].folded) > LEAD_LONGEST:
            break
        lead.append(number)
    return frozenset(lead) if draft.numbers("headline") else frozenset()


def _parted_by(first: int, second: int, lines: Mapping[int, Line]) -> Literal["column", "caption"]:
    """What parted a sentence: where other lines stand between its halves, a photograph's caption."""
    return "caption" if any(number in lines for number in range(first + 1, second)) else "column"


def find_bylines(draft: Draft, lines: Mapping[int, Line]) -> tuple[Byline, ...]:
    """Everyone who signs the item, each name once, in the page's order."""
    found: dict[str, Byline] = {}
    body = draft.numbers("body")
    for number, role in sorted(draft.roles.items()):
        text = lines[number].text
        signers: tuple[Byline, ...] = ()
        if role in ("byline", "signoff") and lines[number].shape != "credit":
            signers = bylines.in_signature(text)
        elif role in ("signoff", "credit", "caption"):
            signers = bylines.in_credit(text)
        elif role == "body":
            signers = bylines.in_opening(text)
            if body and number == body[-1]:
                signers += bylines.at_end(text) or bylines.in_credit(text)
        for signer in signers:
            found.setdefault(signer.name, signer)
    return tuple(found.values())
