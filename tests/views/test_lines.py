"""Every fact leads to the line that says so: names, deeds, posts, changes of post, parts in events, home areas."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from archive.models import Article, Event, Membership, Participation, Post, Sighting, silences
from archive.views.passages import Passages
from tests.factories import (
    ArticleFactory,
    IssueFactory,
    MentionFactory,
    NewspaperFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
    PlaceFactory,
)
from tests.views.page import document
from tests.views.scene import SECRET, Scene, spans

pytestmark = pytest.mark.django_db

RAW = (
    "陆明远任云溪区区长\n\n本报讯 陆明远主持会议。\n\n"
    "会议决定任命陆明远为云溪区人民政府区长，\n免去何青山的云溪区人民政府区长职务。"
)
TEXT = "本报讯 陆明远主持会议。\n会议决定任命陆明远为云溪区人民政府区长，免去何青山的云溪区人民政府区长职务。"


@pytest.fixture
def post() -> Post:
    """The head of an invented district."""
    return Post.objects.create(organization=OrganizationFactory(name="云溪区人民政府"), title="区长")


def decided(post: Post, day: date = date(2023, 3, 5), state: str = "published", **values: object) -> Article:
    """An article that gives one person the post and takes it from another."""
    page = PageFactory(issue=IssueFactory(date=day), raw=RAW)
    lines = {"1": "headline", "3": "body", "5": "body", "6": "body"}
    headline = "陆明远任云溪区区长"
    article = ArticleFactory(page=page, headline=headline, text=TEXT, lines=lines, state=state, **values)
    told = {"陆明远": ("appointed", [["headline", 0, 3, 1], ["text", 4, 7, 3], ["text", 19, 22, 5]])}
    told["何青山"] = ("removed", [["text", 35, 38, 6]])
    for name, (kind, where) in told.items():
        person = PersonFactory(name=name)
        mention = MentionFactory(article=article, text=name, person=person, status="linked", spans=where)
        Sighting.objects.create(mention=mention, post=post, title="区长", kind=kind, day=date(2023, 3, 4))
        Membership.objects.create(person=person, post=post, first_seen=date(2023, 3, 4), last_seen=date(2023, 3, 4))
    return article


def test_a_change_of_post_is_told_beside_the_name_with_its_line(client: Client, post: Post) -> None:
    article = decided(post)
    article.mentions.filter(text="陆明远").update(actions=[["主持", "text", 7, 9, 3], ["讲话", "text", 0, 2, 3]])
    page = document(client.get(article.get_absolute_url()))
    own = article.page.get_absolute_url()
    assert "陆明远 第1行、第3行、第5行 主持 任命 云溪区人民政府 区长 2023年3月4日 第5行" in page.text
    assert "何青山 第6行 免职 云溪区人民政府 区长 2023年3月4日 第6行" in page.text
    assert ("主持", f"{own}#L3") in page.links()
    assert ("云溪区人民政府", post.organization.get_absolute_url()) in page.links()
    assert "讲话" not in page.text  # no longer stands there


def test_a_body_that_is_not_in_public_is_no_link(client: Client, post: Post) -> None:
    article = decided(post)
    Membership.objects.all().delete()
    links = document(client.get(article.get_absolute_url())).links()
    assert ("云溪区人民政府", post.organization.get_absolute_url()) not in links


def test_a_career_tells_how_each_term_began_and_ended(client: Client, post: Post) -> None:
    article = decided(post)
    own = article.page.get_absolute_url()
    for name, kind, line in (("陆明远", "任命", 5), ("何青山", "免职", 6)):
        person = article.mentions.get(text=name).person
        page = document(client.get(person.get_absolute_url()))
        assert f"区长 云溪区人民政府 2023年3月4日 {kind}" in page.text
        assert (kind, f"{own}#L{line}") in page.links()
        assert "其他任免" not in page.text
    page = document(client.get(post.organization.get_absolute_url()))
    assert {("任命", f"{own}#L5"), ("免职", f"{own}#L6")} <= set(page.links())


def test_a_change_to_an_uncertain_post_is_listed_apart_and_once(client: Client, post: Post) -> None:
    mention = decided(post).mentions.get(text="陆明远")
    for title in ("云溪区区长", "云溪区人大代表"):
        Sighting.objects.create(mention=mention, title=title, kind="elected", day=date(2023, 3, 4))
    Sighting.objects.filter(mention=mention, post=post).update(kind="elected")
    page = document(client.get(mention.person.get_absolute_url()))
    assert "其他任免 当选 云溪区人大代表" in page.text
    assert "云溪区区长 2023" not in page.text


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_what_an_unpublished_article_says_of_a_post_is_not_shown(client: Client, post: Post, state: str) -> None:
    person = decided(post).mentions.get(text="陆明远").person
    hidden = ArticleFactory(page=PageFactory(issue=IssueFactory(date=date(2023, 9, 9))), state=state)
    mention = MentionFactory(article=hidden, text="陆明远", person=person, status="linked")
    for kind, title in (("removed", "区长"), ("elected", SECRET)):
        row = Sighting(mention=mention, title=title, kind=kind, day=date(2023, 3, 4))
        row.post = post if title == "区长" else None
        row.save()
    shown = document(client.get(person.get_absolute_url()))
    assert "任命" in shown.text
    assert "免职" not in shown.text
    assert SECRET not in shown.text
    assert hidden.get_absolute_url() not in {address for _, address in shown.links()}


def test_silences_are_told(client: Client, post: Post) -> None:
    paper, person = NewspaperFactory(), PersonFactory(name="陆明远")
    for day in (date(2022, 1, 5), date(2022, 12, 1), date(2022, 12, 20)):
        article = ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=paper, date=day)))
        mention = MentionFactory(article=article, text="陆明远", person=person, status="linked")
        Sighting.objects.create(mention=mention, post=post, title="区长", day=day)
    Membership.objects.create(person=person, post=post, first_seen=date(2022, 1, 5), last_seen=date(2022, 12, 20))

    silences.keep_of({person.pk})

    def printed(since: date, weeks: int) -> str:
        for week in range(1, weeks + 1):
            day = since + timedelta(weeks=week)
            ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=paper, date=day)))
        return document(client.get(person.get_absolute_url())).text

    # What the archive does not hold is no silence, and a few months are none yet.
    assert "未见（" not in printed(date(2022, 12, 20), 20)
    text = printed(date(2022, 12, 20) + timedelta(weeks=20), 10)
    assert "此后未见（提到此人的报纸收录至2023年7月18日）" in text
    assert "日之间未见" not in text
    assert "2022年1月5日至2022年12月1日之间未见" in printed(date(2022, 1, 5), 46)


def test_the_host_of_an_event_is_shown_where_a_published_report_says_so(client: Client, scene: Scene) -> None:
    Event.objects.filter(pk=scene.event.pk).update(host="区水务局")
    page = document(client.get(scene.event.get_absolute_url()))
    assert "主办者区水务局 第11行" in page.text
    Event.objects.filter(pk=scene.event.pk).update(host=SECRET)
    assert SECRET not in client.get(scene.event.get_absolute_url()).content.decode()


def test_parts_lead_to_the_lines_of_the_report(client: Client, scene: Scene) -> None:
    named = scene.article.mentions.filter(text="陆明远")
    named.update(
        spans=[[*span[:3], line] for span, line in zip(spans(scene.article.text, "陆明远"), (7, 11), strict=True)]
    )
    Participation.objects.create(event=scene.event, name="陆明远", position=9)  # named beside his part
    page = document(client.get(scene.event.get_absolute_url()))
    assert page.all("ol", class_="names") == ["陆明远 主持 第7行 白小川 第1段"]
    assert ("第7行", f"{scene.page.get_absolute_url()}#L7") in page.links()


def test_a_report_without_a_dump_is_quoted_by_paragraph(client: Client, scene: Scene) -> None:
    article = ArticleFactory(text="开头。\n\n区第三次河长会议召开。")
    MentionFactory(
        article=article, kind="event", text=scene.event.title, status="linked", event=scene.event,
        spans=[["text", 5, 16, None]],
    )  # fmt: skip
    page = document(client.get(scene.event.get_absolute_url()))
    assert "第2段 区第三次河长会议召开。" in page.text
    assert ("第2段", f"{article.get_absolute_url()}#p2") in page.links()
    assert 'id="p2">' in client.get(article.get_absolute_url()).content.decode()


def test_the_place_that_says_a_title_goes_before_the_first() -> None:
    article = ArticleFactory(text="陆明远来了。\n区长陆明远讲话。")
    mention = MentionFactory(article=article, text="陆明远", spans=spans(article.text, "陆明远"))
    assert [each.number for each in Passages(article).of(mention)] == [1, 2]
    assert Passages(article).that_says(mention, ["区长"]).number == 2
    assert Passages(article).that_says(mention, ["局长"]).number == 1


@pytest.mark.parametrize("hidden", [False, True])
def test_a_page_tells_what_its_home_area_rests_on(client: Client, hidden: bool) -> None:
    place = PlaceFactory(name="云溪区", parent=PlaceFactory(name="青岚市"))
    evidence = [
        {"name": "石门镇", "places": [["青岚市", "云溪区", "石门镇"]], "weight": 1.2, "times": 2, "lines": [1, 3]},
        {"name": SECRET, "places": [["青岚市", "云溪区", SECRET]], "weight": 1, "times": 1, "lines": [3]},
    ]
    page = PageFactory(
        raw="石门镇\n\n石门镇", area=["青岚市", "云溪区"], area_evidence=evidence if hidden else evidence[:1]
    )
    ArticleFactory(page=page, lines={"1": "body"})
    ArticleFactory(page=page, lines={"3": "body"}, state="withheld" if hidden else "published")
    shown = document(client.get(page.get_absolute_url()))
    assert "所在地 青岚市/云溪区 推断 依据" in shown.text
    assert place.get_absolute_url() not in {address for _, address in shown.links()}  # nothing public names it
    lines = [address for text, address in shown.links() if text in ("第1行", "第3行")]
    assert lines == [f"{page.get_absolute_url()}#L{line}" for line in ([1] if hidden else [1, 3])]
    assert SECRET not in shown.text


def test_an_area_that_only_hidden_lines_speak_for_stays_hidden(client: Client) -> None:
    evidence = [{"name": "石门镇", "places": [["青岚市", "石门镇"]], "weight": 1, "times": 1, "lines": [3]}]
    page = PageFactory(raw="一\n\n石门镇", area=["青岚市"], area_evidence=evidence)
    ArticleFactory(page=page, lines={"1": "body"})
    ArticleFactory(page=page, lines={"3": "body"}, state="withheld")
    assert "所在地" not in client.get(page.get_absolute_url()).content.decode()
