"""Parse without storing: no database is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import IO

from archive.ingest.dump import Refused
from archive.ingest.reading import ParsingFailed, parse_unit
from archive.ingest.records import BadLine
from archive.ingest.stream import Note, PageUnit, RecordsEnd, RecordUnit, Stream
from archive.parsing import Given, ParsedPage
from archive.parsing.gazetteer import Gazetteer


def parsed(
    paths: Sequence[str],
    options: Given,
    gazetteer: Gazetteer,
    limit: int,
    stdin: Callable[[], IO[bytes]] | None = None,
) -> Iterator[ParsedPage | Refused | BadLine | Note]:
    """Yield each page and article at `paths`, parsed, and what could not be read. `limit` is in bytes of a page."""
    for arrival in Stream(paths, options, limit, stdin):
        if isinstance(arrival, PageUnit | RecordUnit):
            result = parse_unit(arrival, gazetteer)
            yield Refused(arrival.path, result.reason) if isinstance(result, ParsingFailed) else result
        elif isinstance(arrival, RecordsEnd):
            if arrival.damage:
                yield Refused(arrival.path, arrival.damage)
        else:
            yield arrival
