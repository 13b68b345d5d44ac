"""Every admin page opens, and has the columns, filters, search and look-ups it was given."""

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import ForeignKey, Model
from django.test import Client
from django.utils.html import escape
from simple_history.models import HistoricalChanges

from archive import models
from archive.models.arrivals import Lookout
from tests.admin.conftest import address
from tests.admin.rows import MAKERS


@dataclass(frozen=True)
class Expected:
    """What a model's admin offers: how many columns, the filters' titles, searched fields, looked-up fields."""

    columns: int
    filters: tuple[str, ...]
    search: tuple[str, ...]
    lookups: tuple[str, ...] = ()
    hierarchy: str | None = None
    add: bool = True
    delete: bool = True


READ_ONLY = {"add": False, "delete": False}
LOCKED = "人工锁定"
EXPECTED: dict[type[Model], Expected] = {
    models.Newspaper: Expected(6, ("报名已知", "所在地", LOCKED), ("name", "slug", "area__path"), ("area",)),
    models.Issue: Expected(
        7,
        ("日期来源", "日期精度", "日期", LOCKED, "报纸"),
        ("newspaper__name", "date__startswith"),
        ("newspaper",),
        hierarchy="date",
    ),
    models.Page: Expected(
        8,
        ("校验和", "版次", "有疑问的日期", LOCKED, "报纸"),
        ("issue__newspaper__name", "issue__date__startswith", "section", "path"),
        ("issue",),
        hierarchy="issue__date",
        delete=False,
    ),
    models.Article: Expected(
        8,
        ("状态", "类型", "转版", "同稿", "把握", "日期", LOCKED, "报纸"),
        ("kicker", "headline", "deck", "section", "external_id", "id__exact"),
        ("page", "illustrates"),
        hierarchy="date",
        delete=False,
    ),
    models.Byline: Expected(5, ("报纸",), ("name", "role"), **READ_ONLY),
    models.DateMention: Expected(7, ("来源", "精度", "首日", "泛指", "有误"), ("text",), **READ_ONLY),
    models.Likeness: Expected(5, ("认定",), ("first__headline", "second__headline"), **READ_ONLY),
    models.Person: Expected(
        5,
        ("同名", "所在地区", LOCKED),
        ("name", "other_names__name", "home__path", "note"),
        ("home",),
    ),
    models.OtherName: Expected(
        2,
        ("对象",),
        ("name", "person__name", "organization__name", "place__name"),
        ("person", "organization", "place"),
    ),
    models.Organization: Expected(
        6,
        ("类型", "所在地区", "上级机构", LOCKED),
        ("name", "other_names__name", "place__path"),
        ("place", "parent"),
    ),
    models.Post: Expected(4, ("所在地区", LOCKED), ("title", "organization__name"), ("organization",)),
    models.Membership: Expected(
        7,
        ("到任", "离任", LOCKED),
        ("person__name", "post__title", "post__organization__name"),
        ("person", "post"),
        hierarchy="last_seen",
    ),
    models.Place: Expected(
        7, ("类型", "见于地名表", "上级", LOCKED), ("name", "path", "other_names__name"), ("parent",)
    ),
    models.Event: Expected(
        7,
        ("类型", "日期精度", "开始", "地点", LOCKED),
        ("title", "place_name", "participations__name"),
        ("place", "area"),
        hierarchy="start",
    ),
    models.Participation: Expected(5, ("人物", LOCKED), ("name", "part", "event__title"), ("event", "person")),
    models.Mention: Expected(
        7,
        ("类别", "状态", "置信度", LOCKED),
        ("text",),
        ("article", "person", "place", "organization", "event"),
        delete=False,
    ),
    models.Sighting: Expected(
        6,
        ("类别", "职位"),
        ("mention__text", "title", "body"),
        ("mention", "post", "told", "home"),
        hierarchy="day",
        **READ_ONLY,
    ),
    models.Ingest: Expected(
        8, ("状态",), ("id__exact", "started_at__startswith"), hierarchy="started_at", **READ_ONLY
    ),
    models.IngestFile: Expected(8, ("结果",), ("path", "reason", "sha256"), **READ_ONLY),
    models.Report: Expected(
        6,
        ("状态", "问题", "对象", "语言"),
        ("message", "note", "email", "address"),
        hierarchy="created_at",
        add=False,
    ),
    models.SavedSearch: Expected(7, ("发送", "邮件通知"), ("owner__username", "owner__email"), add=False),
    models.IndexChange: Expected(7, ("进度", "操作", "对象类型"), ("object_id__exact", "error"), **READ_ONLY),
    User: Expected(
        5,
        ("工作人员状态", "超级用户状态", "有效", "组"),
        ("username", "first_name", "last_name", "email"),
    ),
    Group: Expected(1, (), ("name",)),
}

every_model = pytest.mark.parametrize("model", EXPECTED, ids=lambda model: model.__name__)


def test_every_model_is_registered_and_stands_in_the_table() -> None:
    # The numbers by which texts find each other, in which articles came, and of attempts tell nobody anything; a list
    # is its reader's alone; decisions and uploads have rooms of their own, versions stand on their record's page.
    unseen = {models.TextKey, models.Arrival, Lookout, models.Attempt, models.ReadingList, models.KeptArticle}
    unseen |= {models.Decision, models.FormerRecord, models.Lead, models.Rejection, models.Upload}
    unseen |= {models.RunChange, models.Disagreement, models.Exchange, models.WordList, models.Silence}
    unseen |= {models.KeptQuestions}
    own = set(apps.get_app_config("archive").get_models()) - unseen
    own = {model for model in own if not issubclass(model, HistoricalChanges)}
    assert own | {User, Group} == set(admin.site._registry) == set(EXPECTED) == set(MAKERS)


@every_model
def test_declared(model: type[Model]) -> None:
    page, expected = admin.site.get_model_admin(model), EXPECTED[model]
    assert len(page.list_display) == expected.columns
    assert tuple(page.search_fields) == expected.search
    assert tuple(page.autocomplete_fields) == expected.lookups
    assert page.date_hierarchy == expected.hierarchy


@every_model
def test_every_foreign_key_is_looked_up(model: type[Model]) -> None:
    page = admin.site.get_model_admin(model)
    keys = {field.name for field in model._meta.fields if isinstance(field, ForeignKey) and field.editable}
    assert keys - set(page.autocomplete_fields) == (
        {"article"} if model in (models.Byline, models.DateMention) else set()
    ) | ({"ingest"} if model is models.IngestFile else set())


@every_model
def test_inlines_look_up_their_foreign_keys(model: type[Model]) -> None:
    for inline in admin.site.get_model_admin(model).inlines:
        shown = {field.name for field in inline.model._meta.fields if isinstance(field, ForeignKey)} & {*inline.fields}
        assert shown == set(inline.autocomplete_fields)


@pytest.mark.dear(cases=8)
@every_model
def test_list_shows_filters_search_and_dates(desk: Client, model: type[Model]) -> None:
    for n in range(2):
        MAKERS[model](n)
    answer = desk.get(address(model, "changelist"))
    expected, html = EXPECTED[model], answer.text
    assert answer.status_code == 200
    assert html.count('class="sortable column-') + html.count('class="column-') == expected.columns
    assert 'id="searchbar"' in html
    assert ('class="change-list-filters"' in html or 'id="changelist-filter"' in html) == bool(expected.filters)
    titles = tuple(str(spec.title) for spec in answer.context["cl"].filter_specs)
    assert titles == expected.filters
    assert all(f"以 {escape(title)}" in html for title in titles)
    assert answer.context["cl"].date_hierarchy == expected.hierarchy
    assert ('class="change-list-dates"' in html or 'class="toplinks"' in html) == bool(expected.hierarchy)


@pytest.mark.dear(cases=8)
@every_model
def test_every_filter_choice_opens(desk: Client, model: type[Model]) -> None:
    MAKERS[model](0)
    cl = desk.get(address(model, "changelist")).context["cl"]
    links = {choice["query_string"] for spec in cl.filter_specs for choice in spec.choices(cl)}
    for link in links:
        answer = desk.get(address(model, "changelist") + link)
        assert (answer.status_code, "e=1" in link) == (200, False)


@pytest.mark.dear(cases=8)
@every_model
def test_search_box_works(desk: Client, model: type[Model]) -> None:
    MAKERS[model](0)
    found = desk.get(address(model, "changelist", q="没有这样的词语"))
    assert (found.status_code, found.context["cl"].result_count) == (200, 0)


@pytest.mark.dear(cases=8)
@every_model
def test_other_pages_open(desk: Client, model: type[Model]) -> None:
    record, expected = MAKERS[model](0), EXPECTED[model]
    assert desk.get(address(model, "change", record.pk)).status_code == 200
    assert desk.get(address(model, "history", record.pk)).status_code == 200
    assert desk.get(address(model, "add")).status_code == (200 if expected.add else 403)
    assert desk.get(address(model, "delete", record.pk)).status_code == (200 if expected.delete else 403)


def test_labels_are_chinese(desk: Client) -> None:
    record = MAKERS[models.Mention](0)
    html = desk.get(address(models.Mention, "change", record.pk)).text
    assert "人物" in html
    assert "Person" not in html
