"""An article's page: printed parts, linked names, where it came from, and what a hostile page cannot do."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.models import Article
from archive.views import names, source
from archive.views.dates import Day
from archive.views.names import Link, Mark, Turn, marked
from tests.factories import ArticleFactory, MentionFactory, PageFactory, PersonFactory
from tests.views.page import document
from tests.views.scene import Scene, name_in

HOSTILE = "<script>alert(1)</script>&amp;\u202e倒\u2066"
HARMLESS = "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;⟨U+202E⟩倒⟨U+2066⟩"


def test_article_is_shown_as_printed(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.article.get_absolute_url()))
    assert page.all("h1") == ["云溪区第三次河长会议召开"]
    assert page.all("p", class_="section") == ["河长在行动"]
    assert page.all("p", class_="kicker") == ["春到云溪"]
    assert page.all("p", class_="deck") == ["要求把每一条河都管住管好"]
    assert "守住水源" in page.all("h2")
    assert "记者 白小川" in page.text
    assert "2023年3月5日 推断" in page.text
    assert "石门镇河道旁的巡查员" in page.all("section", class_="captions")[0]
    assert "20230305-01.txt" in page.text
    assert "dumps" not in page.text
    assert "行1–15" in page.text


def test_names_are_linked_in_the_text_and_listed_beside_it(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.article.get_absolute_url()))
    person = ("陆明远", scene.person.get_absolute_url())
    assert page.links().count(person) == 3  # twice in the text, once in the list
    assert page.links().count(("区水务局", scene.organization.get_absolute_url())) == 2
    assert ("白小川", "") not in page.links()
    assert "陆明远 第1段、第3段 区长 白小川 第1段" in page.all("ul", class_="names")[0]
    assert ("云溪区第三次河长会议", scene.event.get_absolute_url()) in page.links()


def test_each_name_leads_to_the_lines_that_print_it(client: Client, scene: Scene) -> None:
    article = scene.article
    article.mentions.exclude(text="陆明远").delete()
    article.mentions.filter(text="陆明远").update(
        spans=[["text", 42, 45, 7], ["text", 57, 60, 11], ["text", 57, 60, 11]]
    )
    page = document(client.get(article.get_absolute_url()))
    lines = [(text, address) for text, address in page.links() if "#L" in address]
    own = article.page.get_absolute_url()
    assert lines.count(("第7行", f"{own}#L7")) >= 1
    assert lines.count(("第11行", f"{own}#L11")) == 1
    article.mentions.filter(text="陆明远").update(spans=[["text", 0, 1, line] for line in (1, 3, 5, 7, 9, 11)])
    page = document(client.get(article.get_absolute_url()))
    assert ("第9行", f"{own}#L9") in page.links()
    assert ("第11行", f"{own}#L11") not in page.links()


def test_a_name_that_fits_several_people_leads_to_the_choice(client: Client, scene: Scene) -> None:
    name_in(scene.article, "person", "林小树", status="ambiguous")
    page = document(client.get(scene.article.get_absolute_url()))
    assert ("林小树", "/people/?name=%E6%9E%97%E5%B0%8F%E6%A0%91") in page.links()
    assert "同名，未认定" in page.text


def test_a_rejected_name_is_not_shown(client: Client, scene: Scene) -> None:
    name_in(scene.article, "organization", "第三次河长", status="rejected")
    assert not [
        text for text in document(client.get(scene.article.get_absolute_url())).all("li") if text == "第三次河长"
    ]


def test_a_photo_and_its_article_lead_to_each_other(client: Client, scene: Scene) -> None:
    article, photo = scene.article.get_absolute_url(), scene.photo.get_absolute_url()
    assert ("石门镇的桃花开了。", photo) in document(client.get(article)).links()
    assert ("云溪区第三次河长会议召开", article) in document(client.get(photo)).links()


def test_neighbours_are_the_published_articles_of_the_page(client: Client, scene: Scene) -> None:
    last = ArticleFactory(page=scene.page, position=4, headline="末篇")
    page = document(client.get(scene.photo.get_absolute_url()))
    assert page.all("a", rel="prev") == ["上一篇 云溪区第三次河长会议召开"]
    assert page.all("a", rel="next") == ["下一篇 末篇"]
    assert document(client.get(last.get_absolute_url())).all("a", rel="next") == []


def test_the_article_s_lines_are_marked_among_the_page_s(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.article.get_absolute_url()))
    assert len(page.all("div", class_="mine")) == 1
    assert page.all("div", class_="mine")[0].startswith("1 云溪区第三次河长会议召开 主题 3 春到云溪 引题")
    assert page.all("div", class_="nobody") == ["17 （此行未公开） 19 （此行未公开）"]


def test_an_article_without_a_dump_has_no_lines(client: Client, db: None) -> None:
    article = ArticleFactory(external_id="qinglan-7")
    page = document(client.get(article.get_absolute_url()))
    assert not page.all("div", class_="lines")
    assert "外部编号qinglan-7" in page.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "field", ["section", "kicker", "headline", "deck", "text", "captions", "continues", "external_id"]
)
def test_hostile_text_stays_text(client: Client, field: str) -> None:
    article = ArticleFactory(**{"headline": "题", "text": "文", field: HOSTILE})
    html = client.get(article.get_absolute_url()).content.decode()
    assert HARMLESS in html
    assert "<script>" not in html
    assert "\u202e" not in html


@pytest.mark.django_db
def test_a_roll_of_names_is_listed_in_part(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr(names, "LISTED", 2)
    text = "陆明远、白云起、沈若溪、陆明远、顾延舟出席。"
    article = ArticleFactory(text=text)
    for name in ("陆明远", "白云起", "沈若溪", "顾延舟"):
        spans = [["text", at, at + 3, None] for at in range(len(text)) if text.startswith(name, at)]
        MentionFactory(article=article, text=name, person=PersonFactory(name=name), status="linked", spans=spans)
    page = document(client.get(article.get_absolute_url()))
    aside = page.all("aside")[0]
    assert "陆明远" in aside and "白云起" in aside and "沈若溪" not in aside
    assert aside.endswith("另有2个，见正文")
    linked = [text for text, _address in page.links()]
    assert [linked.count(name) for name in ("陆明远", "白云起", "沈若溪", "顾延舟")] == [3, 2, 1, 1]


def test_hostile_names_and_lines_stay_text(client: Client, db: None) -> None:
    page = PageFactory(raw=HOSTILE, path=f"x/{HOSTILE}", section=HOSTILE)
    article = ArticleFactory(page=page, text=f"甲{HOSTILE}乙", lines={"1": "body"})
    person = PersonFactory(name=HOSTILE)
    MentionFactory(
        article=article,
        text=HOSTILE,
        titles=[HOSTILE],
        status="linked",
        person=person,
        spans=[["text", 1, 1 + len(HOSTILE), 1]],
    )
    for address in (article.get_absolute_url(), page.get_absolute_url(), person.get_absolute_url(), "/people/"):
        html = client.get(address).content.decode()
        assert "<script>" not in html
        assert "\u202e" not in html
        assert HARMLESS in html


@pytest.mark.parametrize(
    ("marks", "html"),
    [
        ([], "青岚&lt;市&gt;云溪区"),
        ([Link(0, 2, "/a/")], '<a href="/a/">青岚</a>&lt;市&gt;云溪区'),
        ([Link(2, 5, "/a/?b=1&c=2")], '青岚<a href="/a/?b=1&amp;c=2">&lt;市&gt;</a>云溪区'),
        ([Link(0, 2, "/a/"), Link(2, 8, '"')], '<a href="/a/">青岚</a><a href="&quot;">&lt;市&gt;云溪区</a>'),
        (
            [Link(0, 2, "/a/"), Turn(2, 2, "/p/", "第3版"), Day(5, 8, "2023-03-04", "3月4日")],
            '<a href="/a/">青岚</a><a class="leaf-mark" href="/p/" title="以下印在第3版">第3版</a>&lt;市&gt;'
            '<time datetime="2023-03-04" title="3月4日">云溪区</time>',
        ),
    ],
)
def test_marked(marks: list[Mark], html: str) -> None:
    assert marked("青岚<市>云溪区", marks) == html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "spans", "locked", "shown"),
    [
        # name, its spans, whether a curator corrected the text -> the words that lead somewhere
        ("云溪区政府", [("place", "云溪区", 0, 3), ("organization", "云溪区政府", 0, 5)], False, ["云溪区政府"]),
        (
            "云溪区陆明远办公室",
            [("person", "陆明远", 3, 6), ("organization", "云溪区陆明远办公室", 0, 9)],
            False,
            ["陆明远"],
        ),
        ("云溪和石门", [("place", "云溪区", 0, 2), ("place", "石门镇", 3, 5)], False, ["云溪", "石门"]),
        ("今日云溪区", [("place", "云溪区", 0, 3)], True, []),
        ("云溪区\n石门镇", [("place", "云溪区", 2, 5)], False, []),
        ("云溪区", [("place", "云溪区", 0, 99)], False, []),
        ("云溪区", [("event", "云溪区", 0, 3)], False, []),
    ],
)
def test_which_names_become_links(
    text: str, spans: list[tuple[str, str, int, int]], locked: bool, shown: list[str]
) -> None:
    article = ArticleFactory(text=text, locked_fields=["text"] if locked else [])
    mentions = [
        MentionFactory.build(
            article=article,
            kind=kind,
            text=name,
            status="linked",
            spans=[["text", first, last, None]],
            **{f"{kind}_id": 1},
        )
        for kind, name, first, last in spans
    ]
    html = "".join(f"<p>{paragraph.html}</p>" for paragraph in names.paragraphs(article, mentions, []))
    assert [text for text, _ in _document(html).links()] == shown


def _document(html: str):
    from tests.views.page import Document

    return Document(f"<main>{html}</main>")


def test_paragraphs_know_what_they_are(scene: Scene) -> None:
    scene.article.lines["7"] = "byline"
    assert [each.role for each in names.paragraphs(scene.article, [], [])] == ["byline", "subhead", "body"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("states", "unassigned", "expected"),
    [
        # two articles own lines 1 and 3; line 5 was set aside, line 7 belongs to nobody
        (("published", "published"), {"5": "banner"}, ["一", "三", "五", None]),
        (("published", "withheld"), {"5": "banner"}, ["一", None, None, None]),
        (("published", "draft"), {"5": "duplicate"}, ["一", None, None, None]),
        (("removed", "published"), {}, [None, "三", None, None]),
        (("published", "published"), {"1": "noise"}, ["一", "三", None, None]),
    ],
)
def test_only_lines_of_published_articles_are_uncovered(
    states: tuple[str, str], unassigned: dict[str, str], expected: list[str | None]
) -> None:
    page = PageFactory(raw="一\n\n三\n  \n五\n\n七", unassigned=unassigned)
    articles = [
        ArticleFactory(page=page, position=position, state=state, lines={str(2 * position + 1): "body"})
        for position, state in enumerate(states)
    ]
    lines = source.lines_of(page, articles)
    assert [line.number for line in lines] == [1, 3, 5, 7]
    assert [None if line.covered else line.text for line in lines] == expected
    assert all(not line.text and line.owner is None for line in lines if line.covered)


@pytest.mark.django_db
def test_a_long_page_is_shown_in_parts(client: Client) -> None:
    count = source.LINES + 50
    page = PageFactory(raw="\n".join(f"第{number}行" for number in range(1, count + 1)))
    article = ArticleFactory(page=page, lines={str(number): "body" for number in range(1, count + 1)})
    first = document(client.get(page.get_absolute_url()))
    assert len(first.all("span", class_="line")) == source.LINES
    last = document(client.get(source.address(page, count).partition("#")[0]))
    assert last.all("span", class_="line")[-1] == f"第{count}行"
    assert len(document(client.get(article.get_absolute_url())).all("span", class_="line")) == source.LINES


@pytest.mark.django_db
def test_around_an_article_far_down_a_long_page() -> None:
    page = PageFactory(raw="\n".join("文" * 1 for _ in range(3 * source.LINES)))
    article = ArticleFactory(page=page, lines={str(2 * source.LINES): "body"})
    lines = source.around(source.lines_of(page, [article]), article)
    assert len(lines) == source.LINES
    assert lines[source.CONTEXT].owner == article


def test_removed_articles_say_why(client: Client, scene: Scene) -> None:
    Article.objects.filter(pk=scene.article.pk).set_state("removed", "应当事人请求<撤下>", public=True)
    response = client.get(scene.article.get_absolute_url())
    assert response.status_code == 410
    page = document(response)
    assert "应当事人请求<撤下>" in page.text
    assert "河长" not in page.text


def test_joints_are_marked_on_request(client: Client, scene: Scene) -> None:
    article = scene.article
    article.breaks = [
        {"position": 50, "kind": "column", "confidence": 0.9, "lines": [7, 8]},
        {"position": 60, "kind": "caption", "confidence": 0.9, "lines": [9, 12]},
        {"position": 64, "kind": "page", "confidence": 0.9, "lines": [12, 1]},
    ]
    article.save()
    address = article.get_absolute_url()
    page = document(client.get(address, {"q": "会议"}))
    assert not page.all("span", class_="joint")
    assert ("标出接合处", "?q=%E4%BC%9A%E8%AE%AE&breaks=1") in page.links()
    marked = document(client.get(address, {"breaks": "1"}))
    told = ["接合处：第7行与第8行，跨栏", "接合处：第9行与第12行，中间隔着图片说明"]
    assert marked.all("span", class_="joint") == [f"¦（{each}）" for each in told]
    assert [text for text, target in marked.links() if target.startswith(address + "?")] == ["不标接合处"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("position", "locked", "html"),
    [
        (2, [], "青岚{}<a>云溪区</a>办"),
        (3, [], "青岚<a>云溪区</a>{}办"),  # Behind the name that it stands in.
        (5, [], "青岚<a>云溪区</a>{}办"),
        (0, [], "青岚<a>云溪区</a>办"),
        (6, [], "青岚<a>云溪区</a>办"),
        (2, ["text"], "青岚<a>云溪区</a>办"),  # A curator has corrected the text since.
    ],
)
def test_where_a_joint_is_marked(position: int, locked: list[str], html: str) -> None:
    gap = {"position": position, "kind": "column", "confidence": 1.0, "lines": [1, 2]}
    article = ArticleFactory(text="青岚云溪区办", breaks=[gap], locked_fields=locked)
    spans = [["text", 2, 5, None]]
    mention = MentionFactory.build(
        article=article, kind="place", text="云溪区", status="linked", place_id=1, spans=spans
    )
    [paragraph] = names.paragraphs(article, [mention], [], joints=True)
    [*joints] = names.joints_of(article)
    sign = joints[0].html(paragraph.html) if joints else ""
    assert paragraph.html.replace(' href="/places/1/"', "") == html.format(sign)


def test_other_articles_on_the_same_event_are_listed(client: Client, scene: Scene) -> None:
    address = scene.article.get_absolute_url()
    assert not document(client.get(address)).all("section", class_="same-event")
    others = [
        ArticleFactory(headline="也报河长会议"),
        ArticleFactory(headline="秘而不宣", state="draft"),
        ArticleFactory(headline="转载", family=scene.article),
    ]
    type(scene.article).objects.filter(pk=scene.article.pk).update(family=scene.article)
    for other in others:
        MentionFactory(article=other, kind="event", text=scene.event.title, status="linked", event=scene.event)
    [section] = document(client.get(address)).all("section", class_="same-event")
    assert "也报河长会议" in section
    assert "秘而不宣" not in section
    assert "转载" not in section
