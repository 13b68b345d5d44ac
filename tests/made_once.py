"""What many tests begin with is made once in each process; every further test gets its rows and index put back."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.apps import apps
from django.db.models import Model, QuerySet

Made = TypeVar("Made")
IndexNow = Callable[[], None]


@dataclass
class MadeOnce:
    """Keeps, by the function that made it, what the archive's tables and the index held afterwards.

    A row comes back with its number, so that the index and what the function returned go on meaning it. Nothing else
    may be in the tables when `make` is called: what was there would come back too.
    """

    folder: Path
    _kept: dict[Callable[[IndexNow], object], tuple[bytes, Path]] = field(default_factory=dict)

    def __call__(self, make: Callable[[IndexNow], Made], index_now: IndexNow, index: Path) -> Made:
        """What `make(index_now)` returns, with the rows and the index that it makes; it is called the first time."""
        if make in self._kept:
            pickled, copy = self._kept[make]
            rows, made = pickle.loads(pickled)
            for model, records in rows.items():
                QuerySet(model).bulk_create(records)
            if copy.is_dir():
                shutil.copytree(copy, index)
            return made  # type: ignore[no-any-return]
        assert not any(_rows().values())
        made = make(index_now)
        # Pickled, so that no test meets what another did to its records.
        pickled, copy = pickle.dumps((_rows(), made)), self.folder / str(len(self._kept))
        self._kept[make] = pickled, copy
        if index.is_dir():
            shutil.copytree(index, copy)
        return made


def _rows() -> dict[type[Model], list[Model]]:
    """Every row of the archive's tables."""
    rows = {model: list(QuerySet(model)) for model in apps.get_app_config("archive").get_models()}
    return {model: records for model, records in rows.items() if records}
