"""The page's lines and a mention's sentence stand beside what was concluded, and hostile text stays text."""

import pytest
from django.test import Client

from archive import models
from archive.admin import evidence
from tests import factories
from tests.admin.conftest import address

HOSTILE = "<img src=x onerror=alert(1)>"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;"


@pytest.fixture
def dumped(db: None) -> models.Page:
    return factories.PageFactory(raw=f"云溪区植树\n\n本报讯{HOSTILE}\n另一篇\n欢迎订阅", unassigned={"5": "banner"})


def test_article_form_shows_the_pages_lines(desk: Client, dumped: models.Page) -> None:
    own = factories.ArticleFactory(page=dumped, lines={"1": "headline", "3": "body"})
    other = factories.ArticleFactory(page=dumped, lines={"4": "headline"})
    html = desk.get(address(models.Article, "change", own.pk)).text
    assert '<tr class="own"><th scope="row">1</th><td>主题</td><td>云溪区植树</td></tr>' in html
    assert f'<tr class="own"><th scope="row">3</th><td>正文</td><td>本报讯{ESCAPED}</td></tr>' in html
    link = f'<a href="/admin/archive/article/{other.pk}/change/">主题</a>'
    assert f'<tr class="other"><th scope="row">4</th><td>{link}</td><td>另一篇</td></tr>' in html
    assert '<tr class="other"><th scope="row">5</th><td>通栏</td><td>欢迎订阅</td></tr>' in html
    assert '<th scope="row">2</th>' not in html


def test_page_form_shows_its_lines_and_articles(desk: Client, dumped: models.Page) -> None:
    article = factories.ArticleFactory(page=dumped, lines={"1": "headline"}, state="withheld")
    html = desk.get(address(models.Page, "change", dumped.pk)).text
    assert f'<a href="/admin/archive/article/{article.pk}/change/">{article.headline}</a> <small>暂不公开' in html
    assert ESCAPED in html


def test_page_form_shows_what_its_area_rests_on(desk: Client, dumped: models.Page) -> None:
    assert "没有。" in evidence.area_names(dumped)
    told = {"name": f"石门镇{HOSTILE}", "places": [["山岚省", "石门镇"]], "weight": 1.15, "times": 2, "lines": [1, 3]}
    dumped.area_evidence = [told]
    dumped.save()
    html = desk.get(address(models.Page, "change", dumped.pk)).text
    lines = '<a href="#L1">1</a>、<a href="#L3">3</a>'
    assert f"<tr><td>石门镇{ESCAPED}</td><td>1.15</td><td>{lines}</td></tr>" in html
    assert HOSTILE not in html


def test_a_long_dump_is_cut(desk: Client, monkeypatch: pytest.MonkeyPatch, dumped: models.Page) -> None:
    monkeypatch.setattr(evidence, "LINES_SHOWN", 3)
    html = evidence.page_lines(dumped)
    assert "另一篇" not in html
    assert "另有 2 行未显示" in html


def test_a_page_without_a_dump_says_so(db: None) -> None:
    assert evidence.page_lines(factories.PageFactory()) == "本版没有原文。"


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ([["text", 0, 3, 7]], ["陆明远"]),
        ([["text", 0, 3, 7], ["headline", 0, 2, None]], ["陆明远", "区长"]),
        ([["text", 3, 99, 7]], []),
        ([["text", 3, 3, 7]], []),
        ([], []),
    ],
)
def test_contexts(db: None, spans: list, marked: list[str]) -> None:
    article = factories.ArticleFactory(headline="区长植树", text="陆明远说。\n第二段")
    mention = models.Mention(article=article, spans=spans)
    shown = [part.split("</mark>")[0] for part in evidence.contexts(mention).split("<mark>")[1:]]
    assert shown == marked
    first = evidence.first_context(mention)
    assert first.count("<mark>") == min(len(marked), 1)
    assert ("第 7 行" in first) == bool(marked)
    assert ("共 2 处" in first) == (len(marked) == 2)


def test_a_list_shows_how_a_long_passage_begins(db: None) -> None:
    article = factories.ArticleFactory(text="植" * 50 + "树")
    html = evidence.first_context(models.Mention(article=article, spans=[["text", 0, 50, 1]]))
    assert f"<mark>{'植' * evidence.WORDS_SHOWN}…</mark> <small>" in html


HOSTILE_PAGES = [
    (models.Article, "changelist"),
    (models.Article, "change"),
    (models.Page, "changelist"),
    (models.Page, "change"),
    (models.Mention, "changelist"),
    (models.Mention, "change"),
    (models.Person, "changelist"),
    (models.Person, "change"),
    (models.Byline, "changelist"),
    (models.Byline, "change"),
    (models.Event, "changelist"),
    (models.Event, "change"),
    (models.Place, "changelist"),
    (models.Place, "change"),
    (models.Organization, "changelist"),
    (models.Membership, "changelist"),
    (models.IngestFile, "changelist"),
    (models.IngestFile, "change"),
    (models.IndexChange, "changelist"),
]


@pytest.mark.parametrize(("model", "kind"), HOSTILE_PAGES)
def test_hostile_text_stays_text(desk: Client, dumped: models.Page, model: type, kind: str) -> None:
    article = factories.ArticleFactory(page=dumped, headline=HOSTILE, text=HOSTILE, lines={"3": "body"})
    article.bylines.create(name=HOSTILE, role=HOSTILE)
    spot = models.Place.objects.create(name=HOSTILE)
    person = factories.PersonFactory(name=HOSTILE, note=HOSTILE, home=spot)
    body = factories.OrganizationFactory(name=HOSTILE, place=spot)
    models.Membership.objects.create(person=person, post=models.Post.objects.create(organization=body, title=HOSTILE))
    event = factories.EventFactory(title=HOSTILE, place=spot)
    event.participations.create(name=HOSTILE, part=HOSTILE, person=person)
    factories.MentionFactory(
        article=article,
        text=HOSTILE,
        titles=[HOSTILE],
        spans=[["text", 2, 9, 3]],
        person=person,
        status="linked",
    )
    models.IngestFile.objects.create(
        ingest=models.Ingest.objects.create(), path=HOSTILE, reason=HOSTILE, outcome="quarantined"
    )
    models.IndexChange.objects.create(object_type="article", object_id=article.pk, error=HOSTILE)
    models.Page.objects.update(path=HOSTILE, section=HOSTILE)
    args = [model.objects.first().pk] if kind == "change" else []
    answer = desk.get(address(model, kind, *args))
    assert answer.status_code == 200
    assert "<img src=x" not in answer.text
    assert "&lt;img" in answer.text or "&lt;</mark>" in answer.text


def test_a_mention_leads_to_its_characters_in_the_dump(desk: Client, db: None) -> None:
    page = factories.PageFactory(raw="云溪区植树\n\n\u3000\u3000区长陆明远到场。")
    article = factories.ArticleFactory(
        page=page,
        headline="云溪区植树",
        text="区长陆明远到场。",
        lines={"1": "headline", "3": "body"},
        extractor="lac 0123456789ab",
    )
    mention = factories.MentionFactory(article=article, spans=[["text", 2, 5, 3]], rule="title", confidence=0.95)
    html = desk.get(address(models.Mention, "change", mention.pk)).text
    assert f'<a href="{address(models.Page, "change", page.pk)}#L3">正文，第 3 行，第 5–7 字</a>' in html
    assert "lac 0123456789ab" in html
    assert "title" in html
    assert '<tr id="L3"' in desk.get(address(models.Page, "change", page.pk)).text
