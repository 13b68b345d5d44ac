"""Correcting mentions and places: links follow statuses, and a mistake is refused with a reason."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from archive import models
from archive.admin.mentions import find_spans
from tests import factories
from tests.admin.conftest import address
from tests.admin.rows import mention, person, place

Edit = Callable[..., Any]


def test_choosing_a_person_links_the_mention(edit: Edit) -> None:
    record, chosen = factories.MentionFactory(status="ambiguous"), person()
    edit(record, person=chosen.pk)
    record.refresh_from_db()
    assert (record.person, record.status) == (chosen, "linked")
    assert record.locked_fields == ["person", "status"]


def test_a_headline_corrected_in_a_browser_leaves_the_text_as_it_is(edit: Edit) -> None:
    """A browser sends CR LF for each line end of a text area."""
    text = "第一段。\n第二段。\n第三段。"
    record = factories.ArticleFactory(headline="旧题", text=text, breaks=[6])
    edit(record, headline="新题", text=text.replace("\n", "\r\n"))
    record.refresh_from_db()
    assert (record.headline, record.text, record.breaks) == ("新题", text, [6])
    assert record.locked_fields == ["headline"]
    edit(record, text="第一段。\r\n第二段改了。")
    record.refresh_from_db()
    assert record.text == "第一段。\n第二段改了。"
    assert record.locked_fields == ["breaks", "headline", "text"]


def test_rejecting_lets_go_of_the_person(edit: Edit) -> None:
    record = mention()
    edit(record, status="rejected")
    record.refresh_from_db()
    assert (record.person, record.status) == (None, "rejected")
    assert record.locked_fields == ["person", "status"]


def test_linking_to_nobody_is_refused(edit: Edit) -> None:
    record = factories.MentionFactory()
    assert "请选择要关联的记录" in edit(record, status="linked").text
    record.refresh_from_db()
    assert record.status == "unmatched"


def test_taking_the_person_away_leaves_the_mention_open(edit: Edit) -> None:
    record = mention()
    edit(record, person="")
    record.refresh_from_db()
    assert (record.person, record.status) == (None, "unmatched")


def test_reject_action(act: Callable[..., Any]) -> None:
    record = mention()
    models.IndexChange.objects.all().delete()
    act("reject", record)
    record.refresh_from_db()
    assert (record.person, record.status) == (None, "rejected")
    assert record.locked_fields == ["person", "status"]
    assert models.IndexChange.objects.get().object_id == record.article_id


def test_candidates_are_those_that_bear_the_name(desk: Client) -> None:
    record = factories.MentionFactory(text="远叔")
    factories.PersonFactory(name="陆明远").other_names.create(name="远叔")
    factories.PersonFactory(name="远叔", home=place())
    factories.PersonFactory(name="白小川")
    html = desk.get(address(models.Mention, "change", record.pk)).text
    assert ">陆明远</a>" in html
    assert ">远叔 · 青岚市/石门镇0</a>" in html
    assert "白小川" not in html.split("同名记录")[1].split("</fieldset>")[0]


def test_a_mention_a_person_adds_is_found_in_the_article(desk: Client) -> None:
    article = factories.ArticleFactory(headline="石门镇植树", text="石门镇群众植树。")
    url = address(models.Mention, "add")
    data = {"article": article.pk, "kind": "place", "text": "石门镇", "status": "unmatched"}
    assert desk.post(url, data).status_code == 302
    added = models.Mention.objects.get()
    assert added.spans == [["headline", 0, 3, None], ["text", 0, 3, None]]
    assert "该文章已有此提及" in desk.post(url, data).text
    assert "文章里没有这些文字" in desk.post(url, {**data, "text": "柳河镇"}).text
    assert "与类别不符" in desk.post(url, {**data, "text": "群众", "person": person().pk}).text


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [("甲乙甲乙", "甲", [0, 2]), ("甲甲甲", "甲甲", [0]), ("甲", "乙", []), ("", "甲", [])],
)
def test_find_spans(text: str, words: str, starts: list[int]) -> None:
    found = find_spans(models.Article(text=text), words)
    assert [(field, start) for field, start, _end, _line in found] == [("text", start) for start in starts]


def test_a_place_cannot_lie_below_itself(edit: Edit) -> None:
    town = place()
    city = town.parent
    assert "上级不能是它自己" in edit(city, parent=town.pk).text
    assert "上级不能是它自己" in edit(city, parent=city.pk).text


@pytest.mark.parametrize(("name", "reason"), [("石门镇1", "已有这个地名"), ("石门/镇", "不能有“/”")])
def test_a_place_needs_a_name_of_its_own(edit: Edit, name: str, reason: str) -> None:
    place(1)
    assert reason in edit(place(0), name=name).text


def test_an_alias_twice_is_refused(edit: Edit) -> None:
    record = person()
    record.other_names.create(name="远叔")
    answer = edit(
        record,
        **{"other_names-TOTAL_FORMS": 2, "other_names-1-name": "远叔", "other_names-1-person": record.pk},
    )
    assert answer.status_code == 200
    assert record.other_names.count() == 1


def test_a_page_shows_its_area_as_a_path(desk: Client, edit: Edit) -> None:
    page = factories.PageFactory(area=["山岚省", "青岚市"])
    assert 'value="山岚省/青岚市"' in desk.get(address(models.Page, "change", page.pk)).text
    edit(page, area="山岚省/青岚市/云溪区")
    page.refresh_from_db()
    assert (page.area, page.locked_fields) == (["山岚省", "青岚市", "云溪区"], ["area"])


def test_a_newspapers_address_is_not_changed(edit: Edit) -> None:
    newspaper = factories.NewspaperFactory()
    edit(newspaper, name="青岚晚报", slug="elsewhere")
    newspaper.refresh_from_db()
    assert (newspaper.name, newspaper.slug) == ("青岚晚报", "青岚日报")
