"""Chinese first, English complete: the catalogue, the switch, and pages without a Chinese word of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polib
import pytest
from django.test import Client

from archive.models import Membership, Participation, Post
from tests.components import require
from tests.conftest import ROOT
from tests.factories import (
    ArticleFactory,
    EventFactory,
    IssueFactory,
    MentionFactory,
    NewspaperFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
    PlaceFactory,
)
from tests.views.conftest import FakeEngine
from tests.views.page import document

CATALOGUE = ROOT / "archive" / "locale" / "en" / "LC_MESSAGES" / "django.po"
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
# Formats of numbers and names that a translation must keep.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")


@pytest.fixture
def english(client: Client) -> Client:
    """A reader who chose English."""
    client.post("/language/setlang/", {"language": "en", "next": "/"})
    return client


def test_every_text_is_translated() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert len(catalogue) > 200
    assert catalogue.untranslated_entries() == []
    assert catalogue.fuzzy_entries() == []
    assert catalogue.obsolete_entries() == []


@pytest.mark.parametrize("entry", polib.pofile(str(CATALOGUE)), ids=lambda entry: entry.msgid[:20])
def test_a_translation_keeps_its_placeholders(entry: polib.POEntry) -> None:
    texts = [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values()
    for text in texts:
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(entry.msgid))


def test_the_compiled_catalogue_is_the_written_one() -> None:
    written, compiled = polib.pofile(str(CATALOGUE)), polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert texts(compiled) == texts(written)


def texts(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], tuple[str, dict[int, str]]]:
    """What each text is translated to, by context and text."""
    return {(each.msgctxt or None, each.msgid): (each.msgstr, each.msgstr_plural) for each in catalogue}


def test_no_text_is_missing_from_the_catalogue(tmp_path: Path) -> None:
    require("gettext", shutil.which("xgettext") is not None)
    for name in ("archive", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "gazetteers"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    environment = {**os.environ, "FANGZHI_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    environment.pop("PYTHONPATH", None)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "en", "--no-location", "-e", "html,py"],
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
    chosen = client.post("/language/setlang/", {"language": "en", "next": "/people/?name=Lu"})
    assert chosen["Location"] == "/people/?name=Lu"
    page = document(client.get("/people/"))
    assert page.elements[0] == ("html", {"lang": "en"})
    assert page.all("h1") == ["People"]
    client.post("/language/setlang/", {"language": "zh-hans", "next": "/people/"})
    assert document(client.get("/people/")).all("h1") == ["人物"]


def latin_archive() -> dict[str, str]:
    """One of everything, with no Chinese in it: what is Chinese on a page is then the page's own."""
    district = PlaceFactory(name="Yunxi", type="district", parent=PlaceFactory(name="Qinglan", type="city"))
    PlaceFactory(name="Shimen", type="town", parent=district)
    newspaper = NewspaperFactory(name="Qinglan Daily", named=False, area=district, note="A note")
    issue = IssueFactory(
        newspaper=newspaper,
        date=date(2023, 3, 5),
        date_origin="inferred",
        date_earliest=date(2023, 3, 5),
        date_latest=date(2023, 3, 7),
        date_reason="Because",
    )
    for day, precision in ((date(2023, 4, 1), "month"), (date(2023, 1, 1), "year"), (None, "day")):
        ArticleFactory(
            page=PageFactory(issue=IssueFactory(newspaper=newspaper, date=day, date_precision=precision)),
            headline="Other",
            text="Other",
        )
    raw = "Headline\n\nBy Bai\n\nSubhead\n\nBody\n\nBanner\n\nHidden"
    page = PageFactory(issue=issue, section="News", raw=raw, path="x/1.txt", unassigned={"9": "banner"})
    article = ArticleFactory(
        page=page,
        section="Column",
        kicker="Kicker",
        headline="Headline",
        deck="Deck",
        text="By Bai\nSubhead\nBody Lu",
        captions="Caption",
        continues="Page 1",
        external_id="7",
        lines={"1": "headline", "3": "byline", "5": "subhead", "7": "body"},
    )
    ArticleFactory(page=page, position=1, kind="photo", headline="Photo", text="", illustrates=article)
    ArticleFactory(page=page, position=2, headline="Hidden", state="draft", lines={"11": "body"})
    removed = ArticleFactory(headline="Removed", state="removed", state_reason="Asked for", page=page, position=3)
    person = PersonFactory(name="Lu", home=district, note="Note")
    namesake = PersonFactory(name="Lu")
    organization = OrganizationFactory(name="Office", type="office", place=district)
    bureau = OrganizationFactory(name="Bureau", parent=organization, place=district)
    post = Post.objects.create(organization=organization, title="Head")
    for last in (date(2023, 3, 5), date(2023, 4, 9)):
        Membership.objects.create(
            person=person,
            post=post,
            first_seen=date(2023, 3, last.day - 4),
            last_seen=last,
            start=date(2022, 1, 8),
            end=date(2023, 9, 9),
        )
    event = EventFactory(title="Meeting", type="meeting", place=district, place_name="Hall", start=date(2023, 3, 1))
    undated = EventFactory(title="Launch", type="", start=None, end=None)
    Participation.objects.create(event=event, person=person, name="Lu", part="chaired")
    for kind, record in (
        ("person", person),
        ("person", namesake),
        ("organization", organization),
        ("organization", bureau),
        ("place", district),
        ("event", event),
        ("event", undated),
    ):
        MentionFactory(
            article=article,
            kind=kind,
            text=str(record),
            titles=["Head"],
            status="linked",
            spans=[["text", 0, 1, line] for line in (1, 3, 5, 7)],
            **{kind: record},
        )
    MentionFactory(article=article, text="Gu", status="ambiguous")
    return {
        "home": "/",
        "newspapers": "/newspapers/",
        "newspaper": newspaper.get_absolute_url(),
        "issue": issue.get_absolute_url(),
        "page": page.get_absolute_url(),
        "article": article.get_absolute_url(),
        "removed": removed.get_absolute_url(),
        "people": "/people/",
        "nobody": "/people/?name=Zhao",
        "person": person.get_absolute_url(),
        "organizations": "/organizations/",
        "no organization": "/organizations/?name=Zhao",
        "organization": organization.get_absolute_url(),
        "places": "/places/",
        "place": district.get_absolute_url(),
        "events": "/events/",
        "empty month": "/events/?month=2020-01",
        "no month": "/events/?month=x",
        "undated": "/events/?month=undated",
        "event": event.get_absolute_url(),
        "missing": "/nothing/",
        "search": "/search/?q=Body&from=2020-01-01&to=2020-02-01&kind=photo&-year=2020&size=10&page=1",
        "malformed": "/search/?from=x&to=2020&q=((",
    }


def test_english_pages_are_english(english: Client, db: None, engine: FakeEngine) -> None:
    addresses = latin_archive()
    chinese = {}
    for found in (0, 25):
        engine.articles = list(ArticleFactory._meta.model.objects.public()) * found
        for kind, address in addresses.items():
            page = document(english.get(address))
            assert page.elements[0] == ("html", {"lang": "en"})
            own = page.text.replace("简体中文", "").replace("方志", "")
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
