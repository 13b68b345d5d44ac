"""What a test asks of a page's HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br"}


class Document(HTMLParser):
    """The elements of a page with their attributes and text; refuses tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, int]] = []
        self.texts: dict[int, str] = {}
        self.feed(html)
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, dict(attrs)))
        self.texts[len(self.elements) - 1] = ""
        if tag not in VOID:
            self.open.append((tag, len(self.elements) - 1))

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        opened, _ = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        """Give the text to every element it stands in."""
        for _, index in self.open:
            self.texts[index] += data

    def all(self, tag: str, **attributes: str) -> list[str]:
        """The text of every such element, white space made single."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            " ".join(self.texts[index].split())
            for index, (found, attrs) in enumerate(self.elements)
            if found == tag and all(value in (attrs.get(name) or "").split() for name, value in wanted.items())
        ]

    def links(self) -> list[tuple[str, str]]:
        """Every link's text and address."""
        return [
            (" ".join(self.texts[index].split()), attrs.get("href") or "")
            for index, (tag, attrs) in enumerate(self.elements)
            if tag == "a"
        ]

    @property
    def text(self) -> str:
        """All that is read on the page, white space made single."""
        return " ".join(self.texts[0].split())


def document(response: object) -> Document:
    """Read a response; the doctype stands first."""
    html = response.content.decode()  # type: ignore[attr-defined]
    assert re.match(r"\s*<!doctype html>", html)
    return Document(html)
