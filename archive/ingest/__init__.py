"""From files to rows: read page dumps and JSON Lines, parse them, store them issue by issue.

`Run` ingests paths into the database; `parsed` only parses them. Both take the same way as far as they go together.
"""

from archive.ingest.given import given_from
from archive.ingest.parsing import parsed
from archive.ingest.progress import Progress
from archive.ingest.run import Run, load_gazetteer
from archive.ingest.tally import Tally

__all__ = ["Progress", "Run", "Tally", "given_from", "load_gazetteer", "parsed"]
