"""Articles that a curator moved to another page or newspaper: still the ones that their old place brings again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from archive.models import Article, Newspaper, Page


class MovedArticles:
    """The articles on pages where a curator put them, looked up once in a run, and only where one is missing."""

    def __init__(self) -> None:
        """Nothing is looked up yet."""
        self._lines: dict[int, frozenset[str]] | None = None

    def from_page(self, page: Page, remaining: Sequence[Article]) -> list[Article]:
        """Those that may have stood on `page`: they hold lines of it that nothing on the page accounts for now."""
        free = _unaccounted(page, remaining)
        if not free:
            return []
        pks = [pk for pk, lines in self._known().items() if lines <= free]
        rows = Article.objects.select_for_update(of=("self",)).select_related("page__issue").filter(pk__in=pks)
        return list(rows.exclude(page=page).order_by("pk"))

    def _known(self) -> dict[int, frozenset[str]]:
        if self._lines is None:
            rows = Article.objects.filter(external_id="").exclude(locked_fields=[]).order_by()
            self._lines = {
                pk: frozenset(lines)
                for pk, locked, lines in rows.values_list("pk", "locked_fields", "lines").iterator()
                if "page" in locked and lines
            }
        return self._lines


def _unaccounted(page: Page, remaining: Sequence[Article]) -> set[str]:
    """The numbers of the dump's printed lines that are neither an article's nor were put aside."""
    printed = {str(number) for number, line in enumerate(page.raw_lines, 1) if line.strip()}
    for article in remaining:
        if "page" not in article.locked_fields and article.state != Article.State.REMOVED:
            printed -= article.lines.keys()
    return printed - set(page.unassigned)


def to_other_newspapers(newspaper: int, ids: Collection[str]) -> dict[str, list[Article]]:
    """The separate articles with those ids that a curator took out of the newspaper, by id: alone, or with their
    page or issue. Another newspaper may have such ids of its own, and also moved ones: compare the texts."""
    # All newspapers by name, because the index on ids begins with the newspaper; there are few.
    others = list(Newspaper.objects.exclude(pk=newspaper).order_by().values_list("pk", flat=True)) if ids else []
    moved: dict[str, list[Article]] = {}
    if others:
        rows = Article.objects.filter(newspaper__in=others, external_id__in=ids).exclude(external_id="")
        for row in rows.select_for_update(of=("self",)).select_related("page__issue"):
            if "page" in row.locked_fields or _left(row.page):
                moved.setdefault(row.external_id, []).append(row)
    return moved


def _left(page: Page) -> bool:
    return "issue" in page.locked_fields or "newspaper" in page.issue.locked_fields
