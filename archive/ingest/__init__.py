"""From files to rows: read page dumps and JSON Lines, parse them, store them issue by issue.

`Run` ingests paths into the database; `parsed` only parses them. Both take the same way as far as they go together.
`Extraction` looks again for the names in what is stored, `settle_all` for reprints.
"""

from archive.ingest.extract import Extraction
from archive.ingest.families import Settled, settle_all
from archive.ingest.given import given_from
from archive.ingest.parsing import parsed
from archive.ingest.progress import Progress
from archive.ingest.run import Run, load_gazetteer
from archive.ingest.tally import Tally

__all__ = [
    "Extraction",
    "Progress",
    "Run",
    "Settled",
    "Tally",
    "given_from",
    "load_gazetteer",
    "parsed",
    "settle_all",
]
