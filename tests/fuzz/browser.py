"""Pages in a real browser: nothing that stands in the archive's texts runs there, and nobody else is asked anything.

A page is wrong where a script of the texts ran or a dialog opened, where the browser asked another host, where the
content policy had to stop something, or where an element came of a text: one with a handler, a script of its own, an
address that is a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

# Elements that none of the archive's own pages has.
ALIEN = """() => {
  const found = [...document.querySelectorAll("*")].filter(each =>
    [...each.attributes].some(a => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value) && a.name !== "value"
      && ["href", "src", "action", "formaction"].includes(a.name) || a.value.includes("//fuzz.invalid")
      && ["href", "src", "action", "style"].includes(a.name))
    || each.matches("script:not([src]):not([type='application/json'], [type='application/ld+json'])")
    || each.matches("iframe, base, object, embed"));
  return [String(window.owned ?? ""), ...found.map(each => each.outerHTML.slice(0, 120))].filter(Boolean);
}"""


class Watch:
    """What a page of the browser does that it should not."""

    def __init__(self, page: Any, host: str) -> None:
        self.seen: list[str] = []
        self._host = host
        self._page = page
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"a script failed: {error}"))
        page.on("request", self._request)

    def _dialog(self, dialog: Any) -> None:
        self.seen.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.seen.append(message.text[:200])

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self._host:
            self.seen.append(f"another host is asked: {request.url[:100]}")

    def opened(self, address: str) -> Iterator[str]:
        """Open it; what was wrong."""
        self.seen.clear()
        answer = self._page.goto(address, wait_until="load")
        if answer and answer.status >= 500:
            yield f"status {answer.status}"
        yield from self._page.evaluate(ALIEN)
        yield from self.seen

    def typed(self, address: str, words: str) -> Iterator[str]:
        """Type into the search of the page, so that suggestions are shown; what was wrong."""
        self.seen.clear()
        self._page.goto(address)
        self._page.locator("main input[name=q]").first.press_sequentially(words)
        self._page.wait_for_timeout(700)
        yield from self._page.evaluate(ALIEN)
        yield from self.seen


def play(page: Any, site: str, paths: Iterable[str]) -> tuple[int, list[str]]:
    """Open these paths; return how many were opened and what is wrong."""
    watch, wrong, opened = Watch(page, urlsplit(site).netloc), [], 0
    for path in paths:
        opened += 1
        wrong += [f"{path}: {each}" for each in watch.opened(site + path)]
    for words in ("<", "石", "owned"):
        wrong += [f"typed {words}: {each}" for each in watch.typed(f"{site}/search/", words)]
    return opened, wrong
