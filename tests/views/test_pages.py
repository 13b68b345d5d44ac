"""Every page: it is there, it is well formed, it answers GET only, and it asks nothing of other hosts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import Settings

from archive.models import OtherName
from tests.factories import IssueFactory, PlaceFactory
from tests.thorough import THOROUGH
from tests.views.conftest import FakeEngine
from tests.views.page import document
from tests.views.scene import Scene

NAMES = [
    "home",
    "newspapers",
    "newspaper",
    "issue",
    "page",
    "article",
    "people",
    "person",
    "organizations",
    "organization",
    "post",
    "appointments",
    "places",
    "place",
    "events",
    "event",
]


@pytest.mark.parametrize("name", [*NAMES, "search"])
def test_page_is_well_formed(client: Client, scene: Scene, engine: FakeEngine, name: str) -> None:
    engine.articles = [scene.article, scene.photo]
    response = client.get({**scene.addresses, "search": "/search/?q=河长"}[name])
    assert response.status_code == 200
    page = document(response)
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("header", class_="masthead")) == 1
    assert page.all("title")[0].strip(" ·")
    assert page.elements[0] == ("html", {"lang": "zh-Hans"})
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes}
    assert labelled <= set(ids)


@pytest.mark.parametrize("name", [*NAMES, "search"])
def test_page_has_no_inline_script_no_inline_style_and_no_other_host(
    client: Client, scene: Scene, engine: FakeEngine, name: str
) -> None:
    page = document(client.get({**scene.addresses, "search": "/search/"}[name]))
    # Of scripts only files of our own, which wait for the page (it works without them), and data, which nobody runs.
    assert [text for text in page.all("script") if text] == page.all("script", type="application/ld+json")
    assert not page.all("style")
    for tag, attributes in page.elements:
        if tag == "script" and attributes.get("type") != "application/ld+json":
            assert "defer" in attributes and str(attributes["src"]).startswith("/static/archive/")
        assert not {attribute for attribute in attributes if attribute == "style" or attribute.startswith("on")}
        for address in (attributes.get("href"), attributes.get("src"), attributes.get("action")):
            assert not re.match(r"\w+:|//", (address or "").removeprefix("http://testserver/"))


@pytest.mark.parametrize("name", [*NAMES, "search", "api"])
def test_page_can_only_be_read(client: Client, scene: Scene, engine: FakeEngine, name: str) -> None:
    address = {**scene.addresses, "search": "/search/", "api": "/api/search"}[name]
    assert client.post(address).status_code == 405
    assert client.delete(address).status_code == 405
    assert client.head(address).status_code == 200
    assert Client(enforce_csrf_checks=True).post(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/articles/1/",
        "/articles/999999999999999999999999/",
        "/people/7/",
        "/pages/7/",
        "/places/7/",
        "/organizations/7/",
        "/events/7/",
        "/newspapers/没有/",
        "/newspapers/没有/2023-13-40/",
        "/newspapers/没有/undated/",
        "/newspapers/%00/",
        "/newspapers/%00/undated/",
        "/nothing/",
    ],
)
def test_what_is_not_there_says_so(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert document(response).all("h1") == ["没有这一页"]


@pytest.mark.parametrize("address", ["/newspapers/\0/", "/newspapers/青岚\0日报/undated/"])
def test_an_address_with_a_nul_reaches_no_database(address: str) -> None:
    with pytest.raises(Resolver404):
        resolve(address)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/newspapers/", "/people/", "/organizations/", "/places/", "/events/"])
def test_an_empty_archive_says_so(client: Client, address: str) -> None:
    page = document(client.get(address))
    assert len(page.all("p", class_="empty")) == 1


def test_an_error_page_needs_nothing(client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("archive.views.home.indexed", lambda: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert document(response).all("h1") == ["出错了"]


def test_home_says_what_is_held(client: Client, scene: Scene) -> None:
    call_command("index", verbosity=0)
    page = document(client.get("/"))
    counts = dict(zip(page.all("dt"), page.all("dd"), strict=True))
    assert counts == {"报纸": "1", "期": "2", "文章": "3", "人物": "2", "地点": "4", "事件": "1"}
    assert "收录2023—2023年的报纸" in page.text
    assert [link for link in page.links() if link[1] == scene.article.get_absolute_url()]


def test_home_shows_who_is_in_the_news_and_leads_to_it(client: Client, scene: Scene) -> None:
    IssueFactory(newspaper=scene.newspaper, date=date(2023, 2, 3))
    call_command("index", verbosity=0)
    page = document(client.get("/"))
    months = {text: address for text, address in page.links() if "month=" in address}
    assert "/search/?month=2023-03" in months.values()
    assert "/search/?month=2023-02" not in months.values()  # An issue without articles.
    officials = client.get("/").context["officials"]
    newest = client.get("/").context["newest"]
    for person, count in officials:
        found = client.get("/search/", {"person": person.pk, "month": f"{newest:%Y-%m}"})
        assert found.context["result"].count == count > 0


def test_home_without_an_index_shows_the_newest_issues(client: Client, scene: Scene) -> None:
    page = document(client.get("/"))
    assert dict(zip(page.all("dt"), page.all("dd"), strict=True)) == {"报纸": "1", "期": "2"}
    assert scene.article.headline in page.text


def test_home_counts_once_for_each_state_of_the_index_and_keeps_no_text(
    client: Client, scene: Scene, settings: Settings, index_now: Callable[[], None]
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "home"}}
    cache.clear()
    index_now()
    first = document(client.get("/"))
    scene.article._meta.model.objects.all().set_state("withheld")
    second = document(client.get("/"))
    assert second.all("dd") == first.all("dd")
    assert scene.article.headline in first.text
    assert scene.article.headline not in second.text
    index_now()
    assert set(document(client.get("/")).all("dd")) == {"0"}
    cache.clear()


def test_newspaper_shows_its_issues_by_day(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.newspaper.get_absolute_url()))
    assert page.all("caption") == ["2023年3月 1期", "2023年4月 1期"]
    assert page.all("a", class_="guess") == ["5"]
    days = [text for text, address in page.links() if address.startswith(scene.newspaper.get_absolute_url() + "2")]
    assert days == ["5", "9"]


def test_issue_lists_its_pages_with_their_articles(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.issue.get_absolute_url()))
    assert page.all("h2") == ["第1版 要闻"]
    assert page.all("a", class_="headline") == ["云溪区第三次河长会议召开", "石门镇的桃花开了。"]
    assert "不早于2023年3月5日，不晚于2023年3月7日" in page.text
    assert "最晚的事件在3月4日，次日见报。" in page.text
    assert page.all("a", rel="next") == ["下一期 2023年4月9日"]


def test_person_shows_posts_events_articles_and_namesakes(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.person.get_absolute_url()))
    assert page.all("h1") == ["陆明远"]
    assert "又作 陆区长" in page.text
    assert "区长 云溪区人民政府 2022年1月8日到任 首见 2023年3月5日 末见 2023年4月9日" in page.text
    assert page.all("ol", class_="rows")[0].index("陆明远调研石门镇") < page.all("ol", class_="rows")[0].index(
        "河长会议"
    )
    assert page.all("p", class_="printed") == ["文中称 区长", "按所印次序 陆明远、白小川"]
    assert "云溪区第三次河长会议 2023年3月4日 主持 名单2人中第1位" in page.text
    assert ("陆明远", scene.namesake.get_absolute_url()) in page.links()
    assert "石门镇小学教师" in page.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["陆明远", "陆明远"]),
        ("明远", ["陆明远", "陆明远"]),
        ("陆区长", ["陆明远"]),
        ("赵", []),
        ("%", []),
        ("\0", ["陆明远"] * 2),
    ],
)
def test_people_are_found_by_name_or_other_name(client: Client, scene: Scene, asked: str, found: list[str]) -> None:
    assert document(client.get("/people/", {"name": asked})).all("a", class_="headline") == found


@pytest.mark.parametrize(("asked", "found"), [("水务", True), ("云溪水务", True), ("水利", False)])
def test_organizations_are_found_by_name_or_other_name(client: Client, scene: Scene, asked: str, found: bool) -> None:
    OtherName.objects.create(organization=scene.organization, name="云溪水务")
    names = document(client.get("/organizations/", {"name": asked})).all("a", class_="headline")
    assert ("云溪区水务局" in names) == found


def test_organization_shows_who_holds_its_posts(client: Client, scene: Scene) -> None:
    office = scene.organization.parent
    assert office is not None
    page = document(client.get(office.get_absolute_url()))
    assert ("陆明远", scene.person.get_absolute_url()) in page.links()
    assert ("云溪区水务局", scene.organization.get_absolute_url()) in page.links()
    below = document(client.get(scene.organization.get_absolute_url()))
    assert ("云溪区人民政府", office.get_absolute_url()) in below.links()


def test_places_are_walked_from_the_root(client: Client, scene: Scene) -> None:
    step = "/places/"
    walked = []
    for name in ("山岚省", "青岚市", "云溪区", "石门镇"):
        step = next(address for text, address in document(client.get(step)).links() if text == name)
        walked.append(step)
    page = document(client.get(step))
    above = [address for text, address in page.links() if text in ("山岚省", "青岚市", "云溪区")]
    assert above == walked[:-1]
    assert page.all("h1") == ["石门镇"]
    assert ("云溪区第三次河长会议", scene.event.get_absolute_url()) in page.links()
    assert len(page.all("ol", class_="rows")[0]) > 0


def test_event_shows_who_took_part_and_its_reports(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.event.get_absolute_url()))
    assert page.all("ol", class_="names") == ["陆明远 主持 第1段 白小川 第1段"]
    assert ("陆明远", scene.person.get_absolute_url()) in page.links()
    assert "2023年3月4日 – 2023年3月5日" in page.text
    assert ("第7行", f"{scene.page.get_absolute_url()}#L7") in page.links()


@pytest.mark.parametrize(
    ("asked", "heading", "shown"),
    [
        ("", "2023年3月", True),
        ("2023-03", "2023年3月", True),
        ("2023-04", "2023年4月", False),
        ("0001-01", "0001年1月", False),
        ("9999-12", "9999年12月", False),
        ("undated", "日期不详", False),
        ("2023-13", "2023年3月", True),
        ("２０２３-03", "2023年3月", True),
    ],
)
def test_events_are_shown_by_month(client: Client, scene: Scene, asked: str, heading: str, shown: bool) -> None:
    page = document(client.get("/events/", {"month": asked}))
    assert page.all("h2") == [heading]
    assert page.all("a", class_="headline") == ["云溪区第三次河长会议"] * shown
    assert bool(page.all("p", class_="notice")) == (asked in ("2023-13", "２０２３-03"))


def test_from_an_empty_month_the_nearest_are_one_click_away(client: Client, scene: Scene) -> None:
    after = document(client.get("/events/?month=2024-01"))
    assert after.all("a", rel="prev") == ["← 2023年3月"]
    before = document(client.get("/events/?month=2021-01"))
    assert before.all("a", rel="next") == ["2023年3月 →"]


# Choices of a search lead on to thousands of addresses that differ in one value: so many of a kind are opened.
OF_A_KIND = 10_000 if THOROUGH else 2


def kind_of(address: str) -> tuple[str, frozenset[str]]:
    """The path, and what is asked there, whatever the values."""
    parts = urlsplit(address)
    return parts.path, frozenset(parse_qs(parts.query, keep_blank_values=True))


@pytest.mark.one_database
def test_no_link_leads_nowhere(client: Client, scene: Scene, engine: FakeEngine) -> None:
    nowhere = PlaceFactory(name="无人提到的县")
    for record in (scene.person, scene.namesake):
        record.home = nowhere
        record.save()
    scene.newspaper.area = scene.event.place = nowhere
    scene.newspaper.save()
    scene.event.save()
    call_command("index", verbosity=0)
    engine.articles = [scene.article]
    waiting, seen, kinds = ["/"], {"/"}, Counter[tuple[str, frozenset[str]]]()
    while waiting:
        here = waiting.pop()
        kinds[kind_of(here)] += 1
        if kinds[kind_of(here)] > OF_A_KIND:
            continue
        response = client.get(here, follow=True)  # a page of a reader's own asks to sign in
        assert response.status_code == 200, here
        if not response["Content-Type"].startswith("text/html"):
            continue
        for _, link in document(response).links():
            address = urljoin(here, link.partition("#")[0])
            if address not in seen:
                seen.add(address)
                waiting.append(address)
    assert set(scene.addresses.values()) - {"/places/"} <= seen
    assert len(seen) > 25
