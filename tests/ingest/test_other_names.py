"""Bodies are found by the short names that articles print."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive import models
from archive.ingest.findings import Reading
from archive.ingest.resolve import Resolver
from archive.parsing import Item
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import Organization
from tests.factories import MentionFactory

pytestmark = pytest.mark.django_db

YUNXI = ("山岚省", "青岚市", "云溪区")
BUREAU = Organization("区城管局", "云溪区城市管理局", "政府", YUNXI, aliases=("云溪区城管局",))


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    path = tmp_path / "gazetteer.tsv"
    path.write_text("path\ttype\taliases\n山岚省/青岚市/云溪区\t区\t\n", encoding="utf-8")
    return Gazetteer.load([path])


def resolve(gazetteer: Gazetteer, *bodies: Organization) -> None:
    Resolver(gazetteer).resolve([Reading(Item(organizations=bodies), YUNXI, date(2023, 3, 5))])


def names() -> list[tuple[str, str]]:
    return list(models.OtherName.objects.values_list("organization__name", "name"))


def test_a_short_name_is_another_name_of_the_record_once(gazetteer: Gazetteer):
    resolve(gazetteer, BUREAU)
    resolve(gazetteer, BUREAU, Organization("云溪区城管局", "云溪区城市管理局", "政府", YUNXI, aliases=BUREAU.aliases))
    assert names() == [("云溪区城市管理局", "云溪区城管局")]


def test_where_a_curator_chose_a_bodys_names_none_is_added(gazetteer: Gazetteer):
    resolve(gazetteer, BUREAU)
    models.OtherName.objects.all().delete()
    models.Organization.objects.update(locked_fields=["other_names"])
    resolve(gazetteer, BUREAU)
    assert names() == []


def test_a_body_without_a_record_gets_no_other_name(gazetteer: Gazetteer):
    resolve(gazetteer, Organization("区城管局", aliases=("云溪区城管局",)))
    assert names() == []


def test_articles_that_named_a_body_are_found_by_its_new_short_name(gazetteer: Gazetteer):
    resolve(gazetteer, replace(BUREAU, aliases=()))
    body = models.Organization.objects.get()
    earlier = MentionFactory(kind="organization", status="linked", text=body.name, organization=body)
    models.IndexChange.objects.all().delete()
    resolve(gazetteer, BUREAU)
    queued = set(models.IndexChange.objects.values_list("object_type", "object_id"))
    assert queued == {("organization", body.pk), ("article", earlier.article_id)}
    models.IndexChange.objects.all().delete()
    resolve(gazetteer, BUREAU)
    assert not models.IndexChange.objects.exists()
