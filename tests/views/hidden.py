"""Articles that alone tell of some secrets, everything a visitor can ask of the archive, and what it tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from archive.models import (
    Article,
    Event,
    KeptArticle,
    Membership,
    Mention,
    Post,
    ReadingList,
    SavedSearch,
    Sighting,
    families,
)
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
PINYIN = ("yuchi", "ycpx", "caoyunshi", "caobang", "youhuang", "gouhuo", "mibaolan", "yexie", "xueyi")
FILES = ("/search.csv", "/search.json", "/search.ris", "/search.txt", "/search.atom")
LISTS = ("newspapers", "articles", "people", "organizations", "places", "events")
RECORDS = ("person", "organization", "place", "event")
# What is the same whatever is public, and pages of a signed-in reader's alone (`of_a_reader` asks those that list).
UNASKED = {
    *("login", "logout", "sign-up", "password_change", "password_reset", "password_reset_done"),
    *("password_reset_confirm", "account", "save-search", "delete-saved-search", "edit-reading-list"),
    *("delete-reading-list", "language", "unsubscribe"),
}
Asked = tuple[str, tuple[tuple[str, Any], ...]]


@dataclass(frozen=True)
class Hidden:
    """The articles, the secrets that they tell, the records that are named with them (public or not), and what a
    reader has kept of them."""

    articles: tuple[Article, ...]
    secrets: tuple[str, ...]
    records: tuple[Model, ...]
    pinyin: tuple[str, ...] = PINYIN
    kept: tuple[KeptArticle, ...] = ()


@dataclass
class Browser:
    """What a visitor's browser has kept of each page: its ETag, and the text."""

    client: Client
    kept: dict[Asked, tuple[str, str]] = field(default_factory=dict)

    def look(self, asked: Asked) -> str:
        """The page as the visitor sees it: what was kept, where the archive says that it still holds."""
        face, query = asked
        etag, text = self.kept.get(asked, ("", ""))
        answer: Any = self.client.get(face, dict(query), headers={"If-None-Match": etag} if etag else None)
        if answer.status_code == 304:
            return text
        self.kept[asked] = answer.headers.get("ETag", ""), content(answer)
        return self.kept[asked][1]


def content(answer: HttpResponse) -> str:
    """What an answer says, streamed or not."""
    return bytes(answer.getvalue()).decode()


def build() -> Hidden:
    """One article alone in a newspaper of its own, and one beside others: in their page, event and family."""
    page = factories.PageFactory(issue=factories.IssueFactory(date=date(2023, 3, 5)), raw="稻花节开幕\n云溪区")
    public, last = (factories.ArticleFactory(page=page, position=n, headline="稻花节开幕") for n in (1, 3))
    Article.objects.filter(pk=public.pk).update(text="云溪区举办稻花节，夜里放灯。" * 3)
    paper = factories.NewspaperFactory(name=SECRETS["newspaper"])
    text = f"云溪区{SECRETS['text']}。" * 3
    own = factories.PageFactory(issue=factories.IssueFactory(newspaper=paper, date=date(2023, 3, 6)), raw=text)
    told = {name: SECRETS[name] for name in ("headline", "section")} | {"text": text, "captions": SECRETS["caption"]}
    alone = factories.ArticleFactory(page=own, **told)
    beside = factories.ArticleFactory(page=page, position=2, **told)
    for each in (alone, beside):
        each.bylines.create(name=SECRETS["byline"])
    person = factories.PersonFactory(name=SECRETS["person"])
    person.other_names.create(name=SECRETS["alias"])
    place = factories.PlaceFactory(name=SECRETS["place"])
    body = factories.OrganizationFactory(name=SECRETS["organization"], place=place)
    event = factories.EventFactory(title=SECRETS["event"], type=SECRETS["type"], place=place)
    shared = (
        factories.PersonFactory(name="白云起"),
        factories.OrganizationFactory(name="云溪区文化站"),
        factories.PlaceFactory(name="云溪区"),
        factories.EventFactory(title="稻花节"),
    )
    for each in (alone, beside):
        link(each, person, place, body, event)
        each.mentions.update(titles=[SECRETS["title"]])
    for each in (beside, public, last):
        link(each, *shared)
    for mention in Mention.objects.filter(person__name__in=(person.name, "白云起"), article__in=(alone, beside)):
        day = mention.article.date
        Sighting.objects.create(mention=mention, title=SECRETS["title"], kind="appointed", day=day, body=body.name)
    families.join([public, alone, beside])
    post = Post.objects.create(organization=body, title=SECRETS["title"])
    Membership.objects.create(person=person, post=post, first_seen=date(2023, 3, 5), last_seen=date(2023, 3, 6))
    links = (alone.get_absolute_url(), beside.get_absolute_url())
    return Hidden((alone, beside), (*SECRETS.values(), *links), (person, body, place, event, post, *shared))


def keep(hidden: Hidden, owner: Any) -> Hidden:
    """The same, with the articles in a reading list and a search saved that finds them."""
    made = ReadingList.objects.create(owner=owner, name="清单")
    SavedSearch.objects.create(owner=owner, name="云溪区", query="q=云溪区", language="zh-hans")
    kept = tuple(made.entries.create(article=each) for each in hidden.articles)
    return Hidden(hidden.articles, hidden.secrets, hidden.records, hidden.pinyin, kept)


def addresses(hidden: Hidden) -> Iterator[Asked]:
    """Everything that the archive answers, asked for each of the secrets and about all that has to do with them."""
    for face, query in _asked(hidden):
        yield face, tuple(query.items())


def _asked(hidden: Hidden) -> Iterator[tuple[str, dict[str, object]]]:
    for face in ("/", "/calendar/", "/coverage/", "/appointments/", "/appointments.atom", "/names/", "/search/help/"):
        yield face, {}
    for face in ("/robots.txt", "/sitemap.xml", "/opensearch.xml", "/api/", "/api/openapi.json", "/api/nothing"):
        yield face, {}
    for section in ("articles", "issues", *LISTS):
        yield f"/sitemap-{section}.xml", {}
    for plural in LISTS:
        yield f"/api/{plural}", {}
        if plural != "articles":
            yield f"/{plural}/", {}
    for kind in RECORDS:
        yield "/search/", {"of": kind}
    for article in hidden.articles:
        yield from _of_article(article)
    for record in hidden.records:
        yield from _of_record(record)
    yield from _searched(hidden)
    for kept in hidden.kept:
        saved = SavedSearch.objects.get(owner=kept.reading_list.owner)
        yield "/account/lists/", {}
        yield "/account/searches/", {}
        yield f"/account/searches/{saved.pk}/", {}
        yield f"/account/kept/{kept.pk}/", {}
        yield f"/account/keep/{kept.article_id}/", {}
        yield f"/account/lists/{kept.reading_list_id}/", {}
        yield f"/account/lists/{kept.reading_list_id}.csv", {}


def _of_article(article: Article) -> Iterator[tuple[str, dict[str, object]]]:
    paper = article.newspaper
    for each in (article, article.page, article.page.issue, paper):
        yield each.get_absolute_url(), {}
    for face in (f"/articles/{article.pk}.ris", f"/articles/{article.pk}.bib", f"/api/articles/{article.pk}"):
        yield face, {}
    yield "/reports/new/", {"article": article.pk}
    yield f"/newspapers/{paper.slug}.atom", {}
    yield "/search/", {"newspaper": paper.slug}
    yield "/search/", {"section": article.section}
    yield "/appointments/", {"newspaper": paper.slug}
    yield "/api/articles", {"newspaper": paper.slug}


def _of_record(record: Model) -> Iterator[tuple[str, dict[str, object]]]:
    kind, pk = str(record._meta.model_name), record.pk
    plural = {"person": "people"}.get(kind, f"{kind}s")
    if isinstance(record, Post):
        yield f"/posts/{pk}/", {}
        return
    yield f"/{plural}/{pk}/", {}
    yield f"/api/{plural}/{pk}", {}
    yield "/api/articles", {kind: pk}
    yield "/reports/new/", {kind: pk}
    if not isinstance(record, Event):
        yield f"/{plural}/{pk}.atom", {}
        yield "/search/", {kind: pk}


def _searched(hidden: Hidden) -> Iterator[tuple[str, dict[str, object]]]:
    for q in (SECRETS["text"], SECRETS["person"], "尉迟飘血", "云溪区"):
        for face in ("/search/", "/api/search", "/trends/", "/api/trends", "/trends.csv", *FILES):
            yield face, {"q": q}
    words = [secret for secret in hidden.secrets if "/" not in secret]
    for typed in (*words, *hidden.pinyin):
        for length in (2, len(typed)):
            yield "/api/suggest", {"q": typed[:length]}
        yield "/opensearch/suggest", {"q": typed[:1]}


def told(browser: Browser, hidden: Hidden, asked: Mapping[Asked, object] | list[Asked]) -> set[tuple[str, str]]:
    """The secrets that are told to whoever did not know them, and where."""
    found = set()
    for each in asked:
        face, query = each
        page = browser.look(each)
        known = {str(value) for _name, value in query}
        if face.startswith("/account/lists/"):  # Readers may keep the addresses of what they kept.
            known |= {secret for secret in hidden.secrets if "/" in secret}
        found |= {
            (face, secret)
            for secret in hidden.secrets
            if secret in page
            and secret not in face
            and not any(secret in one or one in secret for one in known if one)
        }
    return found
