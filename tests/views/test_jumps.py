"""An article of several pages in the reading room: one article, each of its pages its source; nothing unseen leaks."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.models import Article, Page
from tests.factories import ArticleFactory, EventFactory, IssueFactory, MentionFactory, PageFactory, PersonFactory
from tests.views.page import document
from tests.views.test_queries import questions

FIRST = "区长陆明远到石门镇看路灯，他要求抓紧（下转第三版）"
THIRD = "（上接第一版）装好。司机马川说，路好走了。"
WHOLE = "区长陆明远到石门镇看路灯，他要求抓紧第3版装好。司机马川说，路好走了。"
SECRET = ("装好", "马川", "好走")


def on_page(number: int, text: str, **values: object) -> Article:
    page = PageFactory(
        issue=IssueFactory(),
        number=number,
        raw=f"版头{number}\n{text}",
        sha256=f"{number:064}",
        path=f"dumps/page-{number}.txt",
        unassigned={"1": "banner"},
    )
    return ArticleFactory(page=page, text=text, lines={"2": "body"}, **{"headline": "", **values})


@pytest.fixture
def first(db: None) -> Article:
    """The beginning, on page 1."""
    return on_page(1, FIRST, headline="石门镇新路通车", goes_on="第三版")


@pytest.fixture
def rest(first: Article) -> Article:
    """Its rest, on page 3, joined to it, with a person and an event named there."""
    rest = on_page(3, THIRD, continues="第一版", kind="continuation")
    person = PersonFactory(name="马川")
    MentionFactory(article=rest, text="马川", status="linked", person=person, spans=[["text", 12, 14, 2]])
    event = EventFactory(title="石门镇试车")
    spans = [["text", 7, len(THIRD), 2]]
    MentionFactory(article=rest, kind="event", text="石门镇试车", status="linked", event=event, spans=spans)
    rest.join(first)
    return rest


def seen(client: Client, address: str) -> str:
    return document(client.get(address)).text


def test_an_article_is_read_as_one(client: Client, first: Article, rest: Article) -> None:
    page = document(client.get(first.get_absolute_url()))
    assert WHOLE in page.text
    assert ("第3版", rest.page.get_absolute_url()) in page.links()
    assert "青岚日报 2023年3月5日 第1版、第3版" in page.text
    assert "page-1.txtpage-3.txt" in page.text
    assert "行第1版 2第3版 2" in page.text
    assert page.all("div", class_="mine") == ["2 " + FIRST + " 正文", "2 " + THIRD + " 正文"]
    ids = [attributes["id"] for _, attributes in page.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert "尚未收录" not in page.text
    assert [text for text, address in page.links() if address.startswith("/people/")].count("马川") == 2


def test_the_rest_leads_to_the_article(client: Client, first: Article, rest: Article) -> None:
    answer = client.get(rest.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, first.get_absolute_url())
    assert client.post(rest.get_absolute_url()).status_code == 405


def test_pages_and_issues_list_it_where_it_is_printed(client: Client, first: Article, rest: Article) -> None:
    for address in (rest.page.get_absolute_url(), first.page.issue.get_absolute_url()):
        page = document(client.get(address))
        assert ("石门镇新路通车", first.get_absolute_url()) in page.links()
        assert "转版 上接第1版" in page.text
    page = document(client.get(rest.page.get_absolute_url()))
    assert "装好" in page.text
    assert "未公开" not in page.text
    assert "1篇文章" in seen(client, first.page.issue.get_absolute_url())
    assert list(Page.objects.public()) == [first.page, rest.page]


def test_people_and_events_of_the_rest_lead_to_the_article(client: Client, first: Article, rest: Article) -> None:
    mention = rest.mentions.get(text="马川")
    page = document(client.get(mention.person.get_absolute_url()))
    assert [link for link in page.links() if link[1].startswith("/articles/")] == [
        ("石门镇新路通车", first.get_absolute_url())
    ]
    page = document(client.get(rest.mentions.get(kind="event").event.get_absolute_url()))
    assert ("2", f"{rest.page.get_absolute_url()}#L2") in page.links() or THIRD in page.text


def test_a_photo_of_the_rest_belongs_to_the_article(client: Client, first: Article, rest: Article) -> None:
    photo = ArticleFactory(page=rest.page, kind="photo", headline="新路夜景", illustrates=rest)
    assert ("新路夜景", photo.get_absolute_url()) in document(client.get(first.get_absolute_url())).links()
    assert ("石门镇新路通车", first.get_absolute_url()) in document(client.get(photo.get_absolute_url())).links()


@pytest.mark.dear(cases=2)
@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
@pytest.mark.parametrize("which", ["first", "rest"])
def test_what_is_not_public_is_read_nowhere(
    client: Client, first: Article, rest: Article, state: str, which: str
) -> None:
    hidden = first if which == "first" else rest
    neighbour = ArticleFactory(page=rest.page, headline="邻篇", text="邻篇的正文。")
    mention = rest.mentions.get(text="马川")
    Article.objects.filter(pk=hidden.pk).set_state(state)
    status = 410 if state == "removed" else 404
    assert client.get(rest.get_absolute_url()).status_code == status
    assert client.get(first.get_absolute_url()).status_code == (status if which == "first" else 200)
    assert client.get(mention.person.get_absolute_url()).status_code == 404
    addresses = ["/", rest.page.get_absolute_url(), first.page.issue.get_absolute_url(), neighbour.get_absolute_url()]
    if which == "rest":
        addresses += [first.get_absolute_url(), first.page.get_absolute_url()]
        assert "本文下转第三版" in seen(client, first.get_absolute_url())
    for address in addresses:
        text = seen(client, address)
        assert not [word for word in SECRET if word in text], address
    Article.objects.filter(pk=neighbour.pk).set_state("withheld")
    assert client.get(rest.page.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("values", "others", "note"),
    [
        ({"goes_on": "第三版"}, [], "本文下转第三版，该版尚未收录。"),
        ({"goes_on": "第三版"}, [3], "本文下转第三版，续文未能确定。 查看该版"),
        ({"goes_on": "第三版"}, [4], "本文下转第三版，该版尚未收录。"),
        ({"continues": "头版", "kind": "continuation"}, [], "本文上接头版，该版尚未收录。"),
        ({"continues": "上版", "kind": "continuation"}, [1], "本文上接上版，该版尚未收录。"),
        ({"continues": "第一版", "kind": "continuation"}, [1], "本文上接第一版，前文未能确定。 查看该版"),
    ],
)
@pytest.mark.django_db
def test_what_is_missing_is_said(client: Client, values: dict[str, str], others: list[int], note: str) -> None:
    article = on_page(2, "路灯装好了。", **values)
    for number in others:
        on_page(number, "别的消息。", headline="别的消息")
    assert note in seen(client, article.get_absolute_url())


def test_a_page_that_nobody_may_see_is_not_admitted_to(client: Client, first: Article) -> None:
    on_page(3, "别的消息。", headline="别的消息", state="withheld")
    assert "本文下转第三版，该版尚未收录。" in seen(client, first.get_absolute_url())


def test_hostile_words_at_the_seam_stay_text(client: Client, db: None) -> None:
    hostile = "<script>alert(1)</script>\u202e"
    first = on_page(1, f"{hostile}他要求抓紧（下转第三版）", headline=hostile, goes_on="第三版")
    rest = on_page(3, f"（上接第一版）{hostile}装好。", continues="第一版")
    rest.join(first)
    lonely = on_page(5, "文", goes_on=hostile, continues=hostile)
    for article in (first, lonely):
        for address in (article.get_absolute_url(), article.page.get_absolute_url()):
            html = client.get(address).content.decode()
            assert "<script>" not in html
            assert "\u202e" not in html


def test_questions_do_not_grow_with_joins(client: Client, first: Article, rest: Article) -> None:
    event = rest.mentions.get(kind="event").event
    addresses = [rest.page.get_absolute_url(), first.page.issue.get_absolute_url(), event.get_absolute_url()]
    few = [questions(client, address) for address in addresses]
    for number in (11, 12, 13):
        begin = on_page(number, FIRST, headline=f"第{number}条", goes_on="第三版")
        more = ArticleFactory(page=rest.page, headline="", text=THIRD, kind="continuation", continues="第一版")
        known = {"kind": "event", "text": event.title, "status": "linked", "event": event}
        MentionFactory(article=more, spans=[["text", 8, 9, 2]], **known)
        more.join(begin)
    assert [questions(client, address) for address in addresses] == few


def test_a_page_that_turns_in_the_midst_of_a_date_is_marked_behind_it(client: Client, db: None) -> None:
    first = on_page(1, "石门镇的路修到3月（下转第三版）", headline="石门镇新路通车", goes_on="第三版")
    rest = on_page(3, "（上接第一版）4日，次日通车。", continues="第一版", kind="continuation")
    rest.join(first)
    html = client.get(first.get_absolute_url()).content.decode()
    assert 'title="2023年3月4日">3月4日</time><a class="leaf-mark"' in html
    assert ">第3版</a>，<time" in html
