"""The tagger that the settings name: what ingest makes of it, and of one that cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.ingest import reading
from archive.ingest.reading import ParsedGroup, fingerprint, parse_unit, parse_units
from archive.ingest.stream import RecordUnit
from archive.parsing import ArticleText, Given
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.tagging import TaggerError
from tests.conftest import ROOT

GIVEN = Given(newspaper="青岚日报", date=date(2023, 3, 5))
TEXTS = ("区长陆明远到石门镇调研。", "", "村民马川说：“路修好了。”")


def test_the_fingerprint_changes_with_the_tagger(settings):
    before = fingerprint([])
    settings.TAGGER = "jieba"
    assert fingerprint([]) != before


def test_articles_are_read_together_as_each_alone():
    gazetteer = Gazetteer()
    articles = [ArticleText(str(number), "", "石门镇新事", "", text) for number, text in enumerate(TEXTS)]
    units = tuple(RecordUnit("a.jsonl", "", GIVEN, article, 1) for article in articles)
    alone = tuple(None if at == 1 else parse_unit(unit, gazetteer) for at, unit in enumerate(units))
    assert parse_units(units, frozenset([1]), gazetteer) == ParsedGroup(units, alone)


@pytest.mark.parametrize("command", ["parse", "ingest"])
@pytest.mark.django_db
def test_a_model_that_cannot_be_used_ends_the_command_at_once(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(name: str) -> None:
        raise TaggerError("crfw is no parameter file of the model: cut off")

    (tmp_path / "1.txt").write_text("云溪区开会\n", encoding="utf-8")
    monkeypatch.setattr(reading.tagging, "tagger", broken)
    with pytest.raises(CommandError, match="crfw is no parameter file"):
        call_command(command, str(tmp_path))


def test_the_setting_names_a_tagger(tmp_path: Path):
    environment = {**os.environ, "FANGZHI_TAGGER": "lca", "FANGZHI_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode
    assert "FANGZHI_TAGGER is 'lca'; it can be lac or jieba" in done.stderr
