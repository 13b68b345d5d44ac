"""Comparing the index with the database, and mending it."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from archive.models import Article, IndexChange
from archive.search import folders, storage, verify, worker
from archive.search.kinds import KINDS
from tests.factories import ArticleFactory
from tests.search.asking import agrees, read_only


def spoil(home):
    """Make one article missing in the index, one stale, and leave one ghost; return them."""
    missing, stale, ghost, fine = (ArticleFactory() for _ in range(4))
    worker.drain(home)
    Article.objects.filter(pk=stale.pk).update(revision=9)
    Article.objects.filter(pk=ghost.pk).update(state=Article.State.REMOVED)
    with storage.writer(folders.current(home), KINDS["article"]) as writer:
        assert writer.delete([missing.pk]) == 1
    return missing, stale, ghost, fine


def test_verifying_names_every_difference(home):
    missing, stale, ghost, _ = spoil(home)
    comparison = verify.compare(home)
    found = comparison.kinds["article"]
    assert (found.missing, found.stale, found.ghosts) == ([missing.pk], [stale.pk], [ghost.pk])
    assert str(comparison) == "published 3, indexed 3, missing 1, ghosts 1, stale 1, waiting 0, set aside 0"


def test_verify_index(home, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("verify_index")
    assert ended.value.code == 1
    assert "there is no index" in capsys.readouterr().out
    spoil(home)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_index")
    assert ended.value.code == 1
    call_command("verify_index", repair=True)
    assert "after repair: published 3, indexed 3, missing 0, ghosts 0, stale 0" in capsys.readouterr().out
    call_command("verify_index")
    assert agrees(home)[0]


def test_verify_index_repairs_a_missing_index(home, capsys):
    ArticleFactory()
    call_command("verify_index", repair=True)
    assert "published 1, indexed 1" in capsys.readouterr().out


def test_what_cannot_be_written_is_told_and_left_as_it_is(home, monkeypatch, capsys):
    missing, stale, ghost, _ = spoil(home)
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", read_only(home))
        with pytest.raises(CommandError, match="cannot be read or written: .*Read-only(?s:.*)mounted writable"):
            call_command("verify_index", repair=True)
    assert "missing 1, ghosts 1, stale 1" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == files
    assert {row.object_id for row in IndexChange.objects.waiting()} == {missing.pk, stale.pk, ghost.pk}
    worker.drain(home)
    assert agrees(home)[0]


def test_a_missing_index_that_cannot_be_made_is_told(home, monkeypatch):
    home.mkdir(parents=True)
    monkeypatch.setattr(os, "open", read_only(home))
    with pytest.raises(CommandError, match="Read-only"):
        call_command("verify_index", repair=True)
    assert not list(home.iterdir())


def test_a_database_that_cannot_be_read_is_told(home, index_now, monkeypatch):
    index_now()

    def unreadable(_home):
        raise OperationalError("unable to open database file")

    monkeypatch.setattr(verify, "compare", unreadable)
    for repair in (False, True):
        with pytest.raises(CommandError, match="the database cannot be read or written: unable to open"):
            call_command("verify_index", repair=repair)
