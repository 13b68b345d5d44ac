"""What a timer looks through once a week: each check says in a line what it found, and whether a person is needed.

A check that breaks is a check that failed: it never passes unseen.
"""

from __future__ import annotations

import filecmp
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks as django_checks
from django.utils import timezone

from archive.liveness import is_dead
from archive.models import Exchange, Ingest, Upload, WordList
from archive.operating import databases
from archive.operating.backlog import backlog, behind
from archive.operating.disk import disk, newest_backup, size
from archive.operating.readiness import pending_migrations
from archive.search import verify, worker
from archive.search.verify import Difference

STUCK = 3600  # Seconds after which a change that still waits says that nobody applies it.
UNSETTLED = 24 * 3600  # Seconds within which the index learns a word.
BACKUP_AGE = 8 * 24 * 3600  # A weekly backup that came, with a day to spare.
COLLECT = "run `manage.py collectstatic`, then start the web server again"
AHEAD = 60  # Seconds by which two machines' clocks may differ.
LOOKS = 3  # Times that index and database are compared before a difference counts: both move meanwhile.
BETWEEN = 2.0  # seconds


@dataclass(frozen=True)
class Result:
    """What a check found."""

    name: str
    ok: bool
    text: str


class Failed(Exception):
    """What is wrong, in one line."""


def run() -> Iterator[Result]:
    """Make every check, one after the other."""
    for check in CHECKS:
        name = check.__name__
        try:
            yield Result(name, True, check())
        except Failed as error:
            yield Result(name, False, str(error))
        except Exception as error:
            yield Result(name, False, f"could not be checked: {type(error).__name__}: {error}")


def configuration() -> str:
    """Django's own checks, those for production among them."""
    found = django_checks.run_checks(include_deployment_checks=settings.PRODUCTION)
    if serious := [each for each in found if each.level >= django_checks.WARNING and not each.is_silenced()]:
        raise Failed("; ".join(f"{each.id} {each.msg}" for each in serious))
    return "as it should be" if settings.PRODUCTION else "not in production: only what holds everywhere was checked"


def static_files() -> str:
    """In production pages name style sheets by their hash, which `collectstatic` writes down beside copies of them."""
    if not settings.PRODUCTION:
        return "served as they are"
    root = Path(settings.STATIC_ROOT)
    if not (root / "staticfiles.json").is_file():
        raise Failed(f"there is no staticfiles.json: {COLLECT}")
    ours = [(path, Path(storage.path(path))) for finder in get_finders() for path, storage in finder.list([])]
    if other := [path for path, file in ours if not _same(file, root / path)]:
        raise Failed(f"{len(other)} are not those of this version, {min(other)} among them: {COLLECT}")
    return f"all {len(ours)} collected"


def _same(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except FileNotFoundError:
        return False


def migrations() -> str:
    """Whether the database is of this version."""
    if pending := pending_migrations():
        raise Failed(f"not applied: {', '.join(pending)}")
    return "all applied"


def database() -> str:
    """What the database says of its own files and indexes."""
    if found := databases.damage():
        raise Failed("; ".join(found))
    return databases.CHECKED


def references() -> str:
    """Whether every row that another names is there."""
    if found := databases.dangling():
        raise Failed("; ".join(found))
    return "every row that is named is there"


def folders() -> str:
    """Whether each upload and table has its files, and each folder its row."""
    wrong = [*_unmatched("uploads", Upload), *_unmatched("exchanges", Exchange)]
    if wrong:
        raise Failed("; ".join(wrong))
    return "each has its row"


def _unmatched(name: str, model: type[Upload] | type[Exchange]) -> Iterator[str]:
    home = Path(settings.VAR) / name
    there = {path.name for path in home.iterdir() if path.is_dir()} if home.is_dir() else set()
    known = {key.hex: pk for key, pk in model.objects.values_list("key", "pk")}
    kept = {key.hex for key in model.objects.exclude(state=model.State.DISCARDED).values_list("key", flat=True)}
    if strays := there - known.keys():
        told = f"{name}: {len(strays)} folders without a row, {min(strays)} among them"
        yield f"{told}: delete them if nobody misses what is in them (a restore leaves what was handed in since)"
    if lost := kept - there:
        yield f"{name}: number {min(known[key] for key in lost)} and {len(lost) - 1} more have no files"


def index() -> str:
    """Whether the index holds exactly what is published; what the queue explains counts nothing."""
    home = worker.index_home()
    if problem := worker.trouble(home):
        raise Failed(f"{problem}: run `manage.py index`")
    lasting: dict[str, tuple[set[int], ...]] = {}
    for look in range(LOOKS):
        comparison = verify.compare(home)
        found = {kind: _unexplained(kind, each) for kind, each in comparison.kinds.items()}
        lasting = {
            kind: tuple(a & b for a, b in zip(lasting.get(kind, sets), sets, strict=True))
            for kind, sets in found.items()
        }
        if not any(map(any, lasting.values())):
            return f"published {comparison.whole.published}, missing 0, ghosts 0, stale 0"
        if look < LOOKS - 1:
            time.sleep(BETWEEN)
    missing, ghosts, stale = (sum(len(sets[part]) for sets in lasting.values()) for part in range(3))
    raise Failed(f"missing {missing}, ghosts {ghosts}, stale {stale}: run `manage.py verify_index --repair`")


def _unexplained(kind: str, difference: Difference) -> tuple[set[int], ...]:
    """What is missing, a ghost or stale, and does not wait in the queue."""
    from archive.models import IndexChange

    sets = [set(difference.missing), set(difference.ghosts), set(difference.stale)]
    differing = sorted(set().union(*sets))
    queued = {
        pk
        for start in range(0, len(differing), 1_000)
        for _, pk in IndexChange.objects.of(kind, differing[start : start + 1_000])
    }
    return tuple(each - queued for each in sets)


def queue() -> str:
    """Whether the index writer comes along."""
    found = backlog()
    if found.set_aside:
        raise Failed(f"{found.set_aside} rows set aside: see `manage.py status`, then `manage.py status --retry`")
    if found.lag > STUCK:
        raise Failed(f"{found.waiting} wait, the oldest for {found.lag} s: is `manage.py index_worker` running?")
    return f"{found.waiting} wait, the oldest for {found.lag} s"


def processes() -> str:
    """Whether something is marked as at work whose process is gone."""
    marks = {
        "upload": Upload.objects.filter(state__in=Upload.WORKING).values_list("pk", "process"),
        "exchange": Exchange.objects.filter(state=Exchange.State.WORKING).values_list("pk", "process"),
        "ingest": Ingest.objects.filter(state=Ingest.State.RUNNING).values_list("pk", "arguments__process"),
    }
    dead = [f"{kind} {pk}" for kind, rows in marks.items() for pk, mark in rows if is_dead(mark or {})]
    if dead:
        raise Failed(f"their process is gone: {', '.join(dead)}; what they stored is whole, start them again")
    return "none is missing"


def disk_space() -> str:
    """Whether there is room for what is to come: at least for a second index, as every rebuild makes one."""
    found, needed = disk(Path(settings.VAR)), size(worker.index_home())
    if not found.enough or found.free < needed:
        raise Failed(
            f"{found.free} bytes free; {max(needed, settings.MIN_FREE_BYTES)} are needed to rebuild the index"
        )
    return f"{found.free} bytes of {found.total} free"


def backup() -> str:
    """Whether there is a backup of this week."""
    newest = newest_backup()
    if newest is None:
        raise Failed("there is none in FANGZHI_BACKUPS: run `manage.py backup`")
    name, made = newest
    if (made - timezone.now()).total_seconds() > AHEAD:
        raise Failed(f"the newest, {name}, is of a time to come: set the clock right, then run `manage.py backup`")
    if (age := behind(made)) > BACKUP_AGE:
        raise Failed(f"the newest, {name}, is {age // 86_400} days old")
    return f"the newest, {name}, is {age / 3600:.1f} hours old"


def word_lists() -> str:
    """Whether the index has learnt the newest words."""
    newest = WordList.objects.unsettled()
    if newest and (age := behind(WordList.objects.get(pk=newest).made_at)) > UNSETTLED:
        raise Failed(f"the index has not learnt version {newest} in {age // 3600} hours: is the index writer running?")
    return "the index is learning the newest" if newest else "the index knows them"


CHECKS: tuple[Callable[[], str], ...] = (
    configuration,
    static_files,
    migrations,
    database,
    references,
    folders,
    index,
    queue,
    processes,
    disk_space,
    backup,
    word_lists,
)
