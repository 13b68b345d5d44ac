"""Bodies are found by the short names that articles print."""

from datetime import date
from pathlib import Path

import pytest

from archive import models
from archive.ingest.findings import Reading
from archive.ingest.resolve import Resolver
from archive.parsing import Item
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import Organization

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
