"""Bring the archive up on one machine: database, first user, sample newspapers, index, server and index writer."""

import secrets
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from archive.local import kept_secret
from archive.models import Article, Ingest
from archive.processes import Supervisor, answers, wait_until_answers
from archive.search import folders, worker

SAMPLES = settings.BASE_DIR / "tests" / "samples"
HOST = "127.0.0.1"
STEPS = 5


class Command(BaseCommand):
    """`make run` calls this; every step is skipped when its work is done already."""

    help = "Prepare the archive and serve it with its index writer until Ctrl-C."
    step = 0

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port."""
        parser.add_argument("--port", type=int, default=8000, help="port to serve on (default: 8000)")

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Prepare, then serve."""
        if settings.PRODUCTION:
            raise CommandError("`start` is for one person's machine; in production run gunicorn and index_worker.")
        if answers(HOST, port):
            raise CommandError(f"Port {port} is taken. Stop what runs there, or choose another: make run PORT=8080")
        self.say("database", lambda: call_command("migrate", verbosity=0))
        self.say("administrator", self.make_admin)
        self.say("sample newspapers", self.ingest_samples)
        self.say("search index", self.build_index)
        self.serve(port)

    def say(self, title: str, work: Any) -> None:
        """Announce a step, do it, and print what it reports."""
        self.step += 1
        self.stdout.write(f"[{self.step}/{STEPS}] {title}", ending="\n")
        self.stdout.flush()
        if done := work():
            self.stdout.write(f"      {done}")

    def make_admin(self) -> str:
        """Create the user `admin` where there is no administrator, with a password only this machine knows."""
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return "there is one already"
        password = kept_secret(self.password_file, lambda: secrets.token_urlsafe(15))
        users.create_superuser("admin", password=password)
        return f"created; the password is in {self.shown(self.password_file)}"

    def ingest_samples(self) -> str:
        """Read the sample newspapers, unless an ingest ever came to its end here."""
        if Ingest.objects.filter(state=Ingest.State.DONE).exists():
            return f"the archive holds {Article.objects.count()} articles already"
        if not SAMPLES.is_dir():
            return "none here; ingest your own: manage.py ingest FOLDER"
        call_command("ingest", str(SAMPLES), stdout=self.stdout, stderr=self.stderr)
        return ""

    def build_index(self) -> str:
        """Build the index where there is none; the index writer keeps it up from then on."""
        if folders.current(worker.index_home()):
            return "there already; the index writer brings it up to date"
        call_command("index", stdout=self.stdout, stderr=self.stderr)
        return ""

    def serve(self, port: int) -> None:
        """Run server and index writer until told to stop."""
        self.say("server and index writer", lambda: "")
        supervisor = Supervisor(lambda text: self.stderr.write(f"      {text}"))
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        supervisor.start("index_worker", [*manage, "index_worker"])
        supervisor.start(
            "server",
            [sys.executable, "-m", "gunicorn", "-c", "python:archive.gunicorn", "--bind", f"{HOST}:{port}"],
        )
        try:
            if not wait_until_answers(HOST, port):
                raise CommandError(f"The server did not answer on port {port} in 30 seconds; see its message above.")
            self.stdout.write(self.welcome(port))
            self.stdout.flush()
            supervisor.watch()
        finally:
            supervisor.stop()

    def welcome(self, port: int) -> str:
        """Say where the archive is and how to sign in."""
        address = f"http://{HOST}:{port}"
        lines = ["", f"  The archive:  {address}", f"  The admin:    {address}/admin/"]
        if self.password_file.exists():
            lines.append(f"                user admin, password in {self.shown(self.password_file)}")
        return "\n".join([*lines, "", "  Ctrl-C stops both.", ""])

    @property
    def password_file(self) -> Path:
        """Where the first administrator's password is kept."""
        return settings.VAR / "admin-password"

    def shown(self, path: Path) -> str:
        """The path as the reader would type it here."""
        return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
