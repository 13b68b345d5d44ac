"""Pages that are read again as they are stored, without their files."""

from __future__ import annotations

from collections.abc import Iterator

from archive.ingest.stream import PageUnit
from archive.models import Page
from archive.parsing import Given, PageDump

AT_ONCE = 100  # Pages fetched in one query.


class StoredPages:
    """The dumps that wait to be read again, issue after issue, each with what was known of it from outside."""

    def __init__(self) -> None:
        """Nothing is read before the iteration."""
        self.bytes_read = 0

    @property
    def size(self) -> int:
        """About how many bytes there are to read."""
        return 3 * sum(len(raw) for raw in Page.objects.waiting().values_list("raw", flat=True).iterator(AT_ONCE))

    def __iter__(self) -> Iterator[PageUnit]:
        """Yield them; the list is made at once, since what is stored meanwhile waits no more."""
        pks = list(Page.objects.waiting().order_by("issue", "number", "pk").values_list("pk", flat=True))
        for start in range(0, len(pks), AT_ONCE):
            rows = Page.objects.select_related("issue__newspaper").in_bulk(pks[start : start + AT_ONCE])
            for pk in pks[start : start + AT_ONCE]:
                if pk in rows:
                    yield self._unit(rows[pk])

    def _unit(self, page: Page) -> PageUnit:
        size = len(page.raw.encode())
        self.bytes_read += size
        dump = PageDump(page.path, page.encoding, page.raw)
        return PageUnit(page.path, page.path, _given(page), dump, page.sha256 or "", size)


def _given(page: Page) -> Given:
    """What was not concluded from the dump."""
    issue = page.issue
    return Given(
        newspaper=issue.newspaper.name if issue.newspaper.named else None,
        date=issue.date if issue.date_origin == "given" else None,
        page=page.number,
        area=() if page.area_evidence else tuple(page.area),
    )
