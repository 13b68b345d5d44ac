"""Chinese first, English complete: the catalogue, the switch, and pages without a Chinese word of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.test import Client

from tests.components import require
from tests.conftest import ROOT
from tests.factories import ArticleFactory
from tests.views.conftest import FakeEngine
from tests.views.page import document
from tests.views.scene import latin

CATALOGUE = ROOT / "archive" / "locale" / "en" / "LC_MESSAGES" / "django.po"
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
# Formats of numbers and names that a translation must keep.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")


@pytest.fixture
def english(client: Client) -> Client:
    """A reader who chose English."""
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def test_every_text_is_translated() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert len(catalogue) > 200
    assert catalogue.untranslated_entries() == []
    assert catalogue.fuzzy_entries() == []
    assert catalogue.obsolete_entries() == []


def test_a_translation_keeps_its_placeholders() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        for text in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_the_compiled_catalogue_is_the_written_one() -> None:
    written, compiled = polib.pofile(str(CATALOGUE)), polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert texts(compiled) == texts(written)


def texts(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], tuple[str, dict[int, str]]]:
    """What each text is translated to, by context and text."""
    return {(each.msgctxt or None, each.msgid): (each.msgstr, each.msgstr_plural) for each in catalogue}


def test_no_text_is_missing_from_the_catalogue(tmp_path: Path) -> None:
    require("gettext", shutil.which("xgettext") is not None)
    for name in ("archive", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.xz"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    environment = {**os.environ, "FANGZHI_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    environment.pop("PYTHONPATH", None)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "en", "--no-location", "-e", "html,py,txt"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )
    collected = polib.pofile(str(tmp_path / CATALOGUE.relative_to(ROOT)))
    known = {(each.msgctxt, each.msgid) for each in polib.pofile(str(CATALOGUE))}
    assert {(each.msgctxt, each.msgid) for each in collected if not each.obsolete} == known


@pytest.mark.django_db
def test_the_reader_chooses_the_language(client: Client) -> None:
    page = document(client.get("/people/", headers={"accept-language": "en"}))
    assert page.elements[0] == ("html", {"lang": "zh-Hans"})
    assert page.all("h1") == ["人物"]
    chosen = client.post("/language/", {"language": "en", "next": "/people/?name=Lu"})
    assert chosen["Location"] == "/people/?name=Lu"
    page = document(client.get("/people/"))
    assert page.elements[0] == ("html", {"lang": "en"})
    assert page.all("h1") == ["People"]
    client.post("/language/", {"language": "zh-hans", "next": "/people/"})
    assert document(client.get("/people/")).all("h1") == ["人物"]


def test_english_pages_are_english(english: Client, db: None, engine: FakeEngine) -> None:
    addresses = latin()
    chinese = {}
    for found in (0, 25):
        engine.articles = list(ArticleFactory._meta.model.objects.public()) * found
        for kind, address in addresses.items():
            page = document(english.get(address))
            assert page.elements[0] == ("html", {"lang": "en"})
            own = page.text.replace("简体中文", "").replace("方志", "")
            for reference in page.all("textarea"):  # References are Chinese: the national standard, with its commas.
                own = own.replace(reference, "")
            labels = [
                attributes.get(key) or "" for _, attributes in page.elements for key in ("aria-label", "placeholder")
            ]
            chinese[kind, found] = HAN.findall(own + " ".join(labels))
    assert not {name: words for name, words in chinese.items() if words}


@pytest.mark.django_db
def test_the_other_pages_of_an_english_reader(english: Client, engine: FakeEngine) -> None:
    for address in ("/", "/newspapers/", "/people/", "/organizations/", "/places/", "/events/"):
        assert not HAN.findall(document(english.get(address)).text.replace("简体中文", "").replace("方志", ""))
    engine.state = engine.state.BUILDING
    assert document(english.get("/search/")).all("h1") == ["The index is being built"]
