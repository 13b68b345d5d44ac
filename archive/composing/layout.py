"""Lay stories out as a page dump, with the defects that dumps of real pages have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.composing.chance import Chance
from archive.composing.stories import Story

HALF_WIDTH = tuple(zip("，：；（）！？", ",:;()!?", strict=True))
# A column ends somewhere in a long paragraph; short ones are rarely cut.
CUT_FROM = 80
CUT_SHARE = 0.4
CAPTION_GAP = ("", "", "")
DUPLICATE_SHARE = 0.12
HEADLINE_LAST_SHARE = 0.25


def half_width(text: str) -> str:
    """The text with the half-width punctuation that many papers' dumps have."""
    for full, half in HALF_WIDTH:
        text = text.replace(full, half)
    return text


@dataclass(frozen=True, slots=True)
class Style:
    """How a paper's dumps look: punctuation as wide as a character or half, blank lines between all lines or some."""

    full_width: bool
    airy: bool


class Page:
    """Lays one page out, line by line."""

    def __init__(self, style: Style, chance: Chance) -> None:
        """Start an empty page."""
        self.style, self.chance = style, chance
        self.lines: list[str] = ["", ""]
        self._last: list[str] = []

    def text(self) -> str:
        """The dump, what was printed out of place at its end."""
        lines = self.lines + [row for line in self._last for row in ("", line)]
        text = "\n".join(lines)
        return text if self.style.full_width else half_width(text)

    def add(self, story: Story) -> None:
        """Print a story below what stands there."""
        self._block(story.section)
        self._block(story.kicker)
        if story.kind == "opinion" and self.chance.happens(HEADLINE_LAST_SHARE):
            self._last.append(story.headline)
        else:
            self._block(story.headline)
        self._block(story.deck)
        self._block(story.byline)
        if story.kind == "photo":
            self._caption(story)
            return
        self._body(story)
        self._block(story.signoff)
        if len(story.paragraphs) > 3 and self.chance.happens(DUPLICATE_SHARE):
            self._last.append(story.paragraphs[-1])

    def continued(self, paragraphs: tuple[str, ...], where: str) -> None:
        """Print what another page's story goes on with."""
        self._body(Story("continuation", "", (f"（上接{where}）{paragraphs[0]}", *paragraphs[1:])))

    def _block(self, line: str) -> None:
        if line:
            self.lines += [line] if self.lines[-1] == "" and len(self.lines) == 2 else ["", line]

    def _body(self, story: Story) -> None:
        """The paragraphs in columns; a caption without a story of its own stands where a column ends."""
        caption = bool(story.caption)
        for number, paragraph in enumerate(story.paragraphs):
            pieces = list(self._columns(paragraph))
            for place, piece in enumerate(pieces):
                if self.style.airy or place or number == 0:
                    self._block(piece)
                else:
                    self.lines.append(piece)
                if caption and place + 1 < len(pieces):
                    self._caption(story)
                    caption = False
        if caption:
            self._caption(story)

    def _columns(self, paragraph: str) -> Iterator[str]:
        """Cut a paragraph where columns end, in mid-sentence and now and then in mid-word."""
        while len(paragraph) >= CUT_FROM and self.chance.happens(CUT_SHARE):
            cut = self.chance.number(CUT_FROM // 2, min(len(paragraph) - 10, CUT_FROM + 40))
            while paragraph[cut - 1] in "。！？”" or paragraph[cut] in "，。；：、！？”）":
                cut -= 1
            yield paragraph[:cut]
            paragraph = paragraph[cut:]
        yield paragraph

    def _caption(self, story: Story) -> None:
        self.lines += CAPTION_GAP[1:]
        self._block(story.caption)
        if self.style.airy:
            self._block(story.credit)
        else:
            self.lines.append(story.credit)
