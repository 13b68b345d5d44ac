"""What is not published is told nowhere by search: not by hits, counts, names, suggestions, trends or facets."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from archive.models import Article, Event, Organization, Person, Place
from tests import factories
from tests.views.scene import link

SECRETS = {
    "headline": "龙脊峡谷溃坝",
    "text": "夤夜泄洪",
    "caption": "鸱鸮栖木",
    "person": "尉迟飘雪",
    "alias": "雪姨",
    "title": "漕运使",
    "organization": "漕帮联络处",
    "place": "幽篁坞",
    "event": "篝火夜谈",
    "type": "夜谈",
    "byline": "司空摘月",
    "newspaper": "幽州密报",
    "section": "密报栏",
}
FILES = ("/search.csv", "/search.json", "/search.ris", "/search.txt", "/search.atom")
PINYIN = ("yuchi", "ycpx", "caoyunshi", "caobang", "youhuang", "gouhuo", "mibaolan", "yexie", "xueyi")


@pytest.fixture
def hidden(db: None, index_now: Callable[[], None]) -> Article:
    """An article that is alone in telling of all the secrets, published and indexed."""
    factories.ArticleFactory(headline="稻花节开幕", text="云溪区举办稻花节，夜里放灯。")
    paper = factories.NewspaperFactory(name=SECRETS["newspaper"])
    page = factories.PageFactory(issue=factories.IssueFactory(newspaper=paper))
    article = factories.ArticleFactory(
        page=page,
        headline=SECRETS["headline"],
        text=f"云溪区{SECRETS['text']}。" * 3,
        captions=SECRETS["caption"],
        section=SECRETS["section"],
    )
    article.bylines.create(name=SECRETS["byline"])
    person = factories.PersonFactory(name=SECRETS["person"])
    person.other_names.create(name=SECRETS["alias"])
    place = factories.PlaceFactory(name=SECRETS["place"])
    body = factories.OrganizationFactory(name=SECRETS["organization"], place=place)
    event = factories.EventFactory(title=SECRETS["event"], type=SECRETS["type"])
    link(article, person, place, body, event)
    article.mentions.update(titles=[SECRETS["title"]])
    index_now()
    return article


def addresses(article: Article) -> Iterator[tuple[str, dict[str, object]]]:
    """Everything that search answers, asked for each of the secrets."""
    records = [model.objects.get() for model in (Person, Event)]
    records += [Organization.objects.get(name=SECRETS["organization"]), Place.objects.get(name=SECRETS["place"])]
    narrowed: list[dict[str, object]] = [{}, {"newspaper": article.newspaper.slug}, {"section": SECRETS["section"]}]
    narrowed += [{record._meta.model_name: record.pk} for record in records if not isinstance(record, Event)]
    for more in narrowed:
        yield "/search/", more
    for q in (SECRETS["person"], "尉迟飘血", "云溪区"):
        for face in ("/search/", "/api/search", "/trends/", *FILES):
            yield face, {"q": q}
    for kind in ("person", "organization", "place", "event"):
        yield "/search/", {"of": kind}
    for record in (*records, article.newspaper):
        if not isinstance(record, Event):
            yield record.get_absolute_url().removesuffix("/") + ".atom", {}
    for kind in ("ris", "bib"):
        yield f"/articles/{article.pk}.{kind}", {}
    for plural in ("newspapers", "articles", "people", "organizations", "places", "events"):
        yield f"/api/{plural}", {}
    yield "/api/trends", {"q": SECRETS["person"]}
    yield "/api/articles", {"newspaper": article.newspaper.slug}
    for record in records:
        yield "/api/articles", {str(record._meta.model_name): record.pk}
    for typed in (*SECRETS.values(), *PINYIN):
        for length in (1, 2, len(typed)):
            yield "/api/suggest", {"q": typed[:length]}


def told(client: Client, article: Article) -> set[tuple[str, str]]:
    """The secrets that are told to whoever did not know them, and where."""
    found = set()
    for face, query in addresses(article):
        page = client.get(face, query).getvalue().decode()
        known = {str(value) for value in query.values()}
        found |= {
            (face, secret)
            for secret in SECRETS.values()
            if secret in page and not any(secret in each or each and each in secret for each in known)
        }
    return found


def test_what_is_withdrawn_is_told_nowhere(client: Client, hidden: Article, index_now: Callable[[], None]) -> None:
    before = {secret for _, secret in told(client, hidden)}
    assert before >= set(SECRETS.values()) - {SECRETS[name] for name in ("text", "caption", "alias")}
    hidden.state = "withheld"
    hidden.save()
    index_now()
    assert told(client, hidden) == set()


def test_numbers_tell_of_nothing_withdrawn(client: Client, hidden: Article, index_now: Callable[[], None]) -> None:
    assert client.get("/api/search", {"q": SECRETS["text"]}).json()["count"] == 1
    hidden.state = "withheld"
    hidden.save()
    index_now()
    for secret in SECRETS.values():
        answer = client.get("/api/search", {"q": secret}).json()
        assert (answer["count"], answer["histogram"]["bars"]) == (0, [])
        assert not any(answer["facets"].values())
        rows = client.get("/trends.csv", {"q": secret}).content.decode("utf-8-sig").splitlines()[1:]
        assert {row.split(",")[2] for row in rows} == {"0"}
