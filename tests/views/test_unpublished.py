"""What is not published is told nowhere by search: not by hits, counts, names, suggestions, trends or facets."""

from collections.abc import Callable

import pytest
from django.test import Client

from archive.models import Article
from tests.views import hidden as secrets
from tests.views.hidden import SECRETS, Hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(made_once: Callable[..., Hidden]) -> Hidden:
    """Articles that are alone in telling of all the secrets, withheld since they were indexed in public."""

    def make(index_now: Callable[[], None]) -> Hidden:
        made = secrets.build()
        index_now()
        Article.objects.filter(pk__in=[each.pk for each in made.articles]).set_state("withheld")
        index_now()
        return made

    return made_once(make)


def test_numbers_tell_of_nothing_withdrawn(client: Client, hidden: Hidden) -> None:
    for secret in SECRETS.values():
        answer = client.get("/api/search", {"q": secret}).json()
        assert (answer["count"], answer["histogram"]["bars"]) == (0, [])
        assert not any(answer["facets"].values())
        rows = client.get("/trends.csv", {"q": secret}).content.decode("utf-8-sig").splitlines()[1:]
        assert {row.split(",")[2] for row in rows} == {"0"}


@pytest.mark.parametrize("length", [1, 2, 3])
def test_nothing_withdrawn_is_suggested(client: Client, hidden: Hidden, length: int) -> None:
    for typed in {each[:length] for each in (*SECRETS.values(), *secrets.PINYIN)}:
        for face in ("/api/suggest", "/opensearch/suggest"):
            page = client.get(face, {"q": typed}).content.decode()
            assert not {secret for secret in SECRETS.values() if secret in page and secret not in typed}
