"""A small archive with one of everything that the reading room shows. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models

from archive.models import (
    Article,
    Byline,
    Event,
    Issue,
    Membership,
    Newspaper,
    Organization,
    OtherName,
    Page,
    Participation,
    Person,
    Place,
    Post,
)
from tests.factories import (
    ArticleFactory,
    EventFactory,
    IssueFactory,
    MentionFactory,
    NewspaperFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
    PlaceFactory,
)

RAW = """云溪区第三次河长会议召开

春到云溪

要求把每一条河都管住管好

本报讯（记者白小川）3月4日，云溪区第三次河长会议在石门镇召开，区长陆明远主持会议并讲话。

守住水源

陆明远要求，区水务局每月巡查石门镇各条河道，发现问题当天上报。

石门镇河道旁的巡查员

林小树 摄

本版责任编辑 顾一舟

邻版内容未公开的一行"""

TEXT = """本报讯（记者白小川）3月4日，云溪区第三次河长会议在石门镇召开，区长陆明远主持会议并讲话。
守住水源
陆明远要求，区水务局每月巡查石门镇各条河道，发现问题当天上报。"""

LINES = {
    "1": "headline",
    "3": "kicker",
    "5": "deck",
    "7": "body",
    "9": "subhead",
    "11": "body",
    "13": "caption",
    "15": "credit",
}

SECRET = "秘而不宣"


@dataclass(frozen=True, slots=True)
class Scene:
    """The records by the part they play."""

    newspaper: Newspaper
    issue: Issue
    page: Page
    article: Article
    photo: Article
    hidden: Article
    person: Person
    namesake: Person
    organization: Organization
    province: Place
    place: Place
    event: Event

    @property
    def addresses(self) -> dict[str, str]:
        """Every kind of page, by the name of its view; those of search are added where there is an index."""
        return {
            "home": "/",
            "newspapers": "/newspapers/",
            "newspaper": self.newspaper.get_absolute_url(),
            "issue": self.issue.get_absolute_url(),
            "page": self.page.get_absolute_url(),
            "article": self.article.get_absolute_url(),
            "people": "/people/",
            "person": self.person.get_absolute_url(),
            "organizations": "/organizations/",
            "organization": self.organization.get_absolute_url(),
            "post": Post.objects.get(title="区长").get_absolute_url(),
            "appointments": "/appointments/",
            "places": "/places/",
            "place": self.place.get_absolute_url(),
            "events": "/events/",
            "event": self.event.get_absolute_url(),
        }


def spans(text: str, name: str, field: str = "text", line: int | None = None) -> list[list[object]]:
    """Every place where `name` stands in `text`, as mentions keep them."""
    found: list[list[object]] = []
    start = text.find(name)
    while start >= 0:
        found.append([field, start, start + len(name), line])
        start = text.find(name, start + 1)
    return found


def name_in(article: Article, kind: str, text: str, **values: object) -> None:
    """Let the article name a record: `name_in(article, "person", "陆明远", person=…, titles=[…])`."""
    status = "linked" if kind in values else "unmatched"
    MentionFactory(
        article=article, kind=kind, text=text, **{"status": status, "spans": spans(article.text, text), **values}
    )


def link(article: Article, *records: models.Model, **values: object) -> None:
    """Let the article name each of the records, whatever their kinds: `link(article, person, place, titles=[…])`."""
    for record in records:
        kind = str(record._meta.model_name)
        MentionFactory(article=article, kind=kind, text=str(record), status="linked", **{kind: record, **values})


def inferred_issue(newspaper: Newspaper, reason: str) -> Issue:
    """The issue of 5 March 2023, a day that is inferred and might be two days later."""
    return IssueFactory(
        newspaper=newspaper,
        date=date(2023, 3, 5),
        date_origin="inferred",
        date_earliest=date(2023, 3, 5),
        date_latest=date(2023, 3, 7),
        date_reason=reason,
    )


def build() -> Scene:
    """Make the archive."""
    province = PlaceFactory(name="山岚省", type="省")
    city = PlaceFactory(name="青岚市", type="市", parent=province)
    district = PlaceFactory(name="云溪区", type="区", parent=city)
    town = PlaceFactory(name="石门镇", type="镇", parent=district)
    newspaper = NewspaperFactory(name="青岚日报", area=city)
    issue = inferred_issue(newspaper, "最晚的事件在3月4日，次日见报。")
    later = IssueFactory(newspaper=newspaper, date=date(2023, 4, 9))
    page = PageFactory(
        issue=issue,
        number=1,
        section="要闻",
        raw=RAW,
        path="dumps/20230305-01.txt",
        sha256="0" * 64,
        unassigned={"17": "noise"},
    )
    article = ArticleFactory(
        page=page,
        position=1,
        section="河长在行动",
        kicker="春到云溪",
        headline="云溪区第三次河长会议召开",
        deck="要求把每一条河都管住管好",
        text=TEXT,
        captions="石门镇河道旁的巡查员\n林小树 摄",
        lines=LINES,
        breaks=[{"position": 50, "kind": "column", "confidence": 0.9, "lines": [7, 9]}],
    )
    Byline.objects.create(article=article, name="白小川", role="记者")
    photo = ArticleFactory(
        page=page, position=2, kind="photo", headline="", text="石门镇的桃花开了。", illustrates=article
    )
    hidden = ArticleFactory(
        page=page, position=3, headline="不可外传", text="周不外传", state="withheld", lines={"19": "body"}
    )
    other = ArticleFactory(
        page=PageFactory(issue=later, number=2), headline="陆明远调研石门镇", text="陆明远到石门镇。"
    )

    office = OrganizationFactory(name="云溪区人民政府", type="政府", place=district)
    bureau = OrganizationFactory(name="云溪区水务局", type="局", place=district, parent=office)
    person = PersonFactory(name="陆明远", home=district)
    OtherName.objects.create(person=person, name="陆区长")
    namesake = PersonFactory(name="陆明远", home=town, note="石门镇小学教师")
    post = Post.objects.create(organization=office, title="区长")
    Membership.objects.create(
        person=person, post=post, first_seen=date(2023, 3, 5), last_seen=date(2023, 4, 9), start=date(2022, 1, 8)
    )
    event = EventFactory(
        title="云溪区第三次河长会议", start=date(2023, 3, 4), end=date(2023, 3, 5), place=town, place_name="石门镇"
    )
    Participation.objects.create(event=event, person=person, name="陆明远", part="主持", position=0)
    Participation.objects.create(event=event, name="白小川", part="", position=1)

    name_in(article, "person", "陆明远", person=person, titles=["区长"], posts=[{"title": "区长"}])
    name_in(article, "person", "白小川")
    name_in(article, "place", "石门镇", place=town)
    name_in(article, "place", "云溪区", place=district)
    name_in(article, "organization", "区水务局", organization=bureau)
    name_in(article, "event", event.title, event=event, spans=[["text", 0, 10, 7]])
    name_in(other, "person", "陆明远", person=person)
    name_in(other, "place", "石门镇", place=town)
    name_in(photo, "person", "陆明远", person=namesake, position=900)
    return Scene(newspaper, issue, page, article, photo, hidden, person, namesake, bureau, province, town, event)


def conceal(scene: Scene, state: str) -> dict[str, str]:
    """An unpublished article on a page of the scene and one on its own, with records nothing else names."""
    newspaper = NewspaperFactory(name=f"{SECRET}报")
    page = PageFactory(issue=IssueFactory(newspaper=newspaper), raw=f"{SECRET}原文")
    alone = ArticleFactory(page=page, headline=f"{SECRET}题", text=f"{SECRET}文", state=state, lines={"1": "body"})
    beside = ArticleFactory(
        page=scene.page, position=9, headline=f"{SECRET}题", state=state, illustrates=scene.article
    )
    person = PersonFactory(name=f"{SECRET}人", home=scene.place)
    namesake = PersonFactory(name=scene.person.name, note=SECRET)
    organization = OrganizationFactory(name=f"{SECRET}局", place=scene.place, parent=scene.organization)
    place = PlaceFactory(name=f"{SECRET}村", parent=scene.place)
    event = EventFactory(title=f"{SECRET}会", place=scene.place, start=date(2023, 3, 4), end=None)
    undated = EventFactory(title=f"{SECRET}会", start=None, end=None)
    post = Post.objects.create(organization=organization, title=f"{SECRET}长")
    Membership.objects.create(person=person, post=post)
    Participation.objects.create(event=event, person=scene.person, name="陆明远")
    for article in (alone, beside):
        link(article, person, namesake, organization, place, event, undated)
    return {
        "newspaper": newspaper.get_absolute_url(),
        "issue": page.issue.get_absolute_url(),
        "page": page.get_absolute_url(),
        "article": alone.get_absolute_url(),
        "person": person.get_absolute_url(),
        "organization": organization.get_absolute_url(),
        "post": post.get_absolute_url(),
        "place": place.get_absolute_url(),
        "event": event.get_absolute_url(),
    }


def latin() -> dict[str, str]:
    """One of everything, with no Chinese in it: what is Chinese on a page is then the page's own."""
    district = PlaceFactory(name="Yunxi", type="district", parent=PlaceFactory(name="Qinglan", type="city"))
    PlaceFactory(name="Shimen", type="town", parent=district)
    newspaper = NewspaperFactory(name="Qinglan Daily", named=False, area=district, note="A note")
    issue = inferred_issue(newspaper, "Because")
    for day, precision in ((date(2023, 4, 1), "month"), (date(2023, 1, 1), "year"), (None, "day")):
        ArticleFactory(
            page=PageFactory(issue=IssueFactory(newspaper=newspaper, date=day, date_precision=precision)),
            headline="Other",
            text="Other",
        )
    raw = "Headline\n\nBy Bai\n\nSubhead\n\nBody\n\nBanner\n\nHidden"
    page = PageFactory(issue=issue, section="News", raw=raw, path="x/1.txt", unassigned={"9": "banner"})
    article = ArticleFactory(
        page=page,
        section="Column",
        kicker="Kicker",
        headline="Headline",
        deck="Deck",
        text="By Bai\nSubhead\nBody Lu",
        captions="Caption",
        continues="Page 1",
        external_id="7",
        lines={"1": "headline", "3": "byline", "5": "subhead", "7": "body"},
    )
    ArticleFactory(page=page, position=1, kind="photo", headline="Photo", text="", illustrates=article)
    ArticleFactory(page=page, position=2, headline="Hidden", state="draft", lines={"11": "body"})
    removed = ArticleFactory(headline="Removed", state="removed", state_reason="Asked for", page=page, position=3)
    person = PersonFactory(name="Lu", home=district, note="Note")
    namesake = PersonFactory(name="Lu")
    organization = OrganizationFactory(name="Office", type="office", place=district)
    bureau = OrganizationFactory(name="Bureau", parent=organization, place=district)
    post = Post.objects.create(organization=organization, title="Head")
    for last in (date(2023, 3, 5), date(2023, 4, 9)):
        Membership.objects.create(
            person=person,
            post=post,
            first_seen=date(2023, 3, last.day - 4),
            last_seen=last,
            start=date(2022, 1, 8),
            end=date(2023, 9, 9),
        )
    event = EventFactory(title="Meeting", type="meeting", place=district, place_name="Hall", start=date(2023, 3, 1))
    undated = EventFactory(title="Launch", type="", start=None, end=None)
    Participation.objects.create(event=event, person=person, name="Lu", part="chaired")
    records = (person, namesake, organization, bureau, district, event, undated)
    link(article, *records, titles=["Head"], spans=[["text", 0, 1, line] for line in (1, 3, 5, 7)])
    MentionFactory(article=article, text="Gu", status="ambiguous")
    return {
        "home": "/",
        "newspapers": "/newspapers/",
        "newspaper": newspaper.get_absolute_url(),
        "issue": issue.get_absolute_url(),
        "page": page.get_absolute_url(),
        "article": article.get_absolute_url(),
        "removed": removed.get_absolute_url(),
        "people": "/people/",
        "nobody": "/people/?name=Zhao",
        "person": person.get_absolute_url(),
        "organizations": "/organizations/",
        "no organization": "/organizations/?name=Zhao",
        "organization": organization.get_absolute_url(),
        "post": post.get_absolute_url(),
        "appointments": "/appointments/",
        "no appointments": "/appointments/?month=1999-01",
        "no such month": "/appointments/?month=x",
        "person in a month": f"{person.get_absolute_url()}?month=2023-03",
        "person with another": f"{person.get_absolute_url()}?with={namesake.pk}",
        "person in no month": f"{person.get_absolute_url()}?month=1999-03",
        "places": "/places/",
        "places of a name": "/places/?name=Town",
        "place": district.get_absolute_url(),
        "events": "/events/",
        "empty month": "/events/?month=2020-01",
        "no month": "/events/?month=x",
        "undated": "/events/?month=undated",
        "event": event.get_absolute_url(),
        "missing": "/nothing/",
        "search": "/search/?q=Body&from=2020-01-01&to=2020-02-01&kind=photo&-year=2020&size=10&page=1",
        "malformed": "/search/?from=x&to=2020&year=x&page=x&sort=x&q=((-+OR+()",
    }
