"""`python -m tests.score`: how well pages come apart, against hand-made truth, as a table.

The real pages and their scorer are read from FANGZHI_SHARED where that folder is; elsewhere the samples are scored.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests import scoring
from tests.conftest import ROOT, SAMPLES


def main() -> int:
    """Print the tables."""
    shared = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared"))
    if not (shared / "score").is_dir():
        print(f"No real pages at {shared} (FANGZHI_SHARED): scoring the sample newspapers instead.\n")
        print(scoring.table(scoring.score_samples(SAMPLES)))
        return 0
    sets = ((shared / "pages", shared / "score" / "gold"), (shared / "pages_rmrb", shared / "pages_rmrb" / "gold"))
    for pages, gold in sets:
        print(f"\n{pages.name} against {gold.relative_to(shared)}")
        sys.stdout.flush()
        parse = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "parse", "--json", str(pages)], stdout=subprocess.PIPE
        )
        scorer = [sys.executable, str(shared / "score" / "score_pages.py"), str(gold), "--pages", str(pages)]
        status = subprocess.run([*scorer, *sys.argv[1:]], stdin=parse.stdout, check=False).returncode
        if parse.wait() or status:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
