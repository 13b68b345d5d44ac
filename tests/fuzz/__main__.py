"""`python -m tests.fuzz [PART...] [--seed S] [--times N]`: hostile input of every kind; `make fuzz` runs all parts.

Each part has a process and an archive of its own. The same seed asks and writes the same things again.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from tests.conftest import ROOT

SEED = 3


def pages(options: argparse.Namespace) -> list[str]:
    """Spoilt pages through the parser, in processes of their own."""
    command = [sys.executable, "-m", "tests.fuzz.pages", "--seed", str(options.seed)]
    command += ["--pages", str(options.times)] if options.times else []
    ended = subprocess.run(command, cwd=ROOT, check=False).returncode
    return [f"pages ended with {ended}"] if ended else []


def files(options: argparse.Namespace) -> list[str]:
    """Hand-made, large and spoilt files through ingest, archives through the desk."""
    from tests.fuzz import ground

    with ground.prepared() as folder:
        from django.contrib.auth.models import User

        from tests.fuzz import files

        chief = User.objects.create_superuser("fuzz", "fuzz@example.org")
        wrong = files.by_size(folder / "large") + files.by_hand(folder / "made")
        wrong += files.uploaded(chief, folder)
        wrong += files.generated(folder / "spoilt", options.seed, options.times or files.GENERATED)
        print(f"files: at most {files.peak()} MB of memory")
        return wrong + ([f"{files.peak()} MB of memory"] if files.peak() > files.PEAK else [])


def asking(options: argparse.Namespace) -> list[str]:
    """Random and crafted addresses, signed out and at the desk."""
    from tests.fuzz import ground

    with ground.prepared():
        from django.test import Client

        from tests.fuzz import addresses, asking, hostile

        desk = ground.signed_in(ground.hostile_archive((*hostile.MARKUP, *hostile.FORMULAS)))
        found = [each for each in addresses.every(desk) if each.status == 200]
        paths = {
            "visitor": [each.path for each in found if not each.path.startswith(("/admin/", "/account/"))],
            "staff": [each.path for each in found if each.path.startswith(("/admin/", "/account/"))],
        }
        clients = {"visitor": Client(), "staff": desk}
        desk.raise_request_exception = True
        asked = asking.play(clients, paths, options.seed, options.times or asking.RANDOM)
    told = ", ".join(f"{count:,} {status}" for status, count in sorted(asked.statuses.items()))
    print(f"asking: {sum(asked.statuses.values()):,} addresses of {len(found)} kinds: {told}")
    for spent, address in asked.slowest:
        print(f"  {spent:.2f} s of processor time: {address}")
    return asked.wrong


def tables(_options: argparse.Namespace) -> list[str]:
    """Every file that can be taken away."""
    from tests.fuzz import ground

    with ground.prepared():
        from tests.fuzz import hostile, tables

        found, wrong = tables.play(ground.hostile_archive(hostile.FORMULAS))
    print(f"tables: {len(found)} addresses give files: {', '.join(found)}")
    return wrong


def imports(options: argparse.Namespace) -> list[str]:
    """Spoilt tables at the desk."""
    from tests.fuzz import ground

    with ground.prepared():
        from tests.fuzz import imports
        from tests.views import scene

        scene.build()
        from django.contrib.auth.models import User

        chief = User.objects.create_superuser("fuzz", "fuzz@example.org")
        outcomes, wrong = imports.play(chief, options.seed, options.times or imports.TABLES)
    print(f"imports: {', '.join(f'{count:,} {outcome}' for outcome, count in sorted(outcomes.items()))}")
    return wrong


def browser(_options: argparse.Namespace) -> list[str]:
    """Every kind of page in chromium."""
    chromium = shutil.which("chromium")
    if not chromium:
        return ["there is no chromium"]
    from tests.fuzz import ground

    with ground.prepared():
        from playwright.sync_api import sync_playwright

        from tests.fuzz import addresses, browser, hostile

        desk = ground.signed_in(ground.hostile_archive(hostile.MARKUP))
        paths = [
            each.path
            for each in addresses.every(desk)
            if each.status == 200 and "html" in desk.get(each.path).headers["Content-Type"]
        ]
        with ground.served() as site, sync_playwright() as play:
            started = play.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
            context = started.new_context(base_url=site)
            cookie = desk.cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site}])
            opened, wrong = browser.play(context.new_page(), site, paths)
            started.close()
    print(f"browser: {opened} pages opened")
    return wrong


PARTS: dict[str, Callable[[argparse.Namespace], list[str]]] = {
    "pages": pages,
    "files": files,
    "imports": imports,
    "asking": asking,
    "tables": tables,
    "browser": browser,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; exit status 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--times", type=int, help="how many pages or addresses, where not as many as there should be")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    names = options.parts or list(PARTS)
    if len(names) == 1:
        return played(names[0], options)
    more = ["--times", str(options.times)] if options.times else []
    command = [sys.executable, "-W", "ignore", "-m", "tests.fuzz", "--seed", str(options.seed), *more]
    wrong = [name for name in names if subprocess.run([*command, name], cwd=ROOT, check=False).returncode]
    print(f"{len(names)} parts, {len(wrong)} with something wrong{''.join(f' {name}' for name in wrong)}")
    return bool(wrong)


def played(name: str, options: argparse.Namespace) -> int:
    """Play a part here, and print what came of it."""
    print(f"{name}: seed {options.seed}", flush=True)
    began = time.monotonic()
    wrong = PARTS[name](options)
    for each in wrong[:40]:
        print(f"  WRONG: {each}")
    print(f"{name}: {len(wrong)} wrong, {time.monotonic() - began:.0f} s", flush=True)
    if wrong:
        print(f"  again: python -m tests.fuzz {name} --seed {options.seed}", flush=True)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
