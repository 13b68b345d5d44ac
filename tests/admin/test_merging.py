"""The rooms for merging, splitting, rejecting and putting right: who may enter, what they show, once a form acts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from archive import models
from archive.curating import deciding
from archive.curating.leading import MODELS
from archive.models import Decision, Mention, Person
from tests import factories
from tests.admin.conftest import address
from tests.admin.rows import article


def two(kind: str) -> tuple[Any, Any]:
    """Two records of a kind, each named in an article; the places lie apart, the people are called alike."""
    place = factories.PlaceFactory()
    made = {
        "person": lambda n: factories.PersonFactory(
            name="陆明远", home=place if n else None, note="" if n else "教师"
        ),
        "organization": lambda n: factories.OrganizationFactory(name=f"云溪区水利局{n}", place=place if n else None),
        "place": lambda n: models.Place.objects.create(name=f"石门镇{n}", parent=place),
        "event": lambda n: factories.EventFactory(title=f"植树活动{n}"),
    }[kind]
    records = []
    for n in range(2):
        record = made(n)
        for _ in range(2):
            names = {"kind": kind, kind: record, "status": "linked", "text": str(record)}
            text = "3月4日，云溪区<b>陆明远</b>组织群众植树。"
            found = article(models.Article.objects.count())
            models.Article.objects.filter(pk=found.pk).update(text=text)
            factories.MentionFactory(article=found, spans=[["text", 10, 13, None]], **names)
        records.append(record)
    return records[0], records[1]


def rooms(kind: str, record: Any, other: Any) -> dict[str, str]:
    found = {
        "merge": reverse(f"admin:merge-{kind}", query={"keep": record.pk, "drop": other.pk}),
        "choose": reverse(f"admin:merge-{kind}", query={"keep": record.pk}),
        "split": reverse(f"admin:split-{kind}", args=[record.pk]),
        "reject": reverse(f"admin:reject-{kind}", query={"text": str(record)}),
    }
    if kind != "event":
        found["names"] = reverse(f"admin:names-{kind}", args=[record.pk])
    if kind == "person":
        found["title"] = reverse("admin:title-person", args=[record.pk])
    if kind == "place":
        found["move"] = reverse("admin:move-place", args=[record.pk])
    return found


def sent(answer: Any, **values: Any) -> dict[str, Any]:
    """What a browser sends from the room's last form."""
    form = answer.context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    return {**data, **values}


@pytest.mark.parametrize("kind", MODELS)
def test_rooms_open_for_those_who_may_change_the_records(kind: str, staff: Callable[..., Client]) -> None:
    curator, reader = staff(f"change_{kind}", f"view_{kind}"), staff(f"view_{kind}", "view_decision")
    for name, url in rooms(kind, *two(kind)).items():
        answer = curator.get(url)
        assert answer.status_code == 200, name
        assert "<b>陆明远" not in answer.text
        assert reader.get(url).status_code == 403, name
        assert reader.post(url).status_code == 403, name
        assert Client().get(url).status_code == 302, name
    assert not Decision.objects.exists()


@pytest.mark.parametrize("kind", MODELS)
def test_merged_once_and_undone(kind: str, desk: Client) -> None:
    keep, drop = two(kind)
    url = rooms(kind, keep, drop)["merge"]
    data = sent(desk.get(url), reason="同一个")
    answers = [desk.post(url, data, follow=True) for _ in range(2)]
    assert [str(each.redirect_chain[-1][0]) for each in answers] == [address(type(keep), "change", keep.pk)] * 2
    made = Decision.objects.get()
    assert (made.kind, made.reason, made.made_by, made.touched) == ("merge", "同一个", User.objects.get(), 2)
    assert keep.mentions.count() == 4
    assert desk.get(address(type(drop), "change", drop.pk)).status_code == 301
    desk.post(reverse("admin:undo-decision", args=[made.pk]))
    assert keep.mentions.count() == drop.mentions.count() == 2


def test_both_are_shown_with_what_stays(desk: Client) -> None:
    keep, drop = two("person")
    text = desk.get(rooms("person", keep, drop)["merge"]).text
    assert re.search(r"云溪区\s*<small>补入", text)
    assert re.search(r"提及 <b>2</b>", text)
    assert "任职" not in re.search(r'<ul class="counts">.*?</ul>', text, re.S).group()  # type: ignore[union-attr]


def test_a_preview_that_is_no_longer_true_is_refused(desk: Client) -> None:
    keep, drop = two("person")
    url = rooms("person", keep, drop)["merge"]
    data = sent(desk.get(url))
    drop.note = "另一位"
    drop.save()
    answer = desk.post(url, data)
    assert answer.status_code == 200
    assert "没有合并" in answer.text
    assert "另一位" in answer.text
    assert Person.objects.count() == 2
    assert desk.post(url, sent(answer)).status_code == 302


def test_candidates_bear_the_name(desk: Client) -> None:
    keep, drop = two("person")
    stranger = factories.PersonFactory(name="白云起")
    answer = desk.get(rooms("person", keep, drop)["choose"])
    assert [each.pk for each, _, _ in answer.context["candidates"]] == [drop.pk]
    assert stranger.name not in answer.text


def test_the_lists_action_leads_to_the_room(act: Callable[..., Any]) -> None:
    keep, drop = two("person")
    assert "keep=" in act("merge", keep, drop).redirect_chain[-1][0]
    third = factories.PersonFactory(name="陆明远")
    assert "一条或两条" in act("merge", keep, drop, third).text


def test_the_records_page_leads_to_the_rooms(desk: Client) -> None:
    for kind in MODELS:
        record, other = two(kind)
        text = desk.get(address(type(record), "change", record.pk)).text
        for name, url in rooms(kind, record, other).items():
            assert name in ("merge", "reject") or f'href="{url}"' in text, (kind, name)


def test_split_into_a_new_one(desk: Client) -> None:
    record, other = two("person")
    url = rooms("person", record, other)["split"]
    mention = record.mentions.first()
    answer = desk.post(url, sent(desk.get(url), mention=[mention.pk], reason="两个人"))
    made = Decision.objects.get()
    assert answer.url == address(Person, "change", made.data["into"])
    mention.refresh_from_db()
    assert mention.person_id == made.data["into"]
    assert mention.locked_fields == ["person", "status"]


def test_split_all_that_a_newspaper_tells(desk: Client) -> None:
    record, other = two("person")
    paper = record.mentions.first().article.newspaper
    url = rooms("person", record, other)["split"] + f"?newspaper={paper.pk}&year=x&place="
    opened = desk.get(url)
    assert opened.context["page"].paginator.count == 1
    desk.post(url, sent(opened, everything="on", into=other.pk))
    assert other.mentions.count() == 3
    assert not Mention.objects.filter(person=record, article__newspaper=paper).exists()


def test_nothing_chosen_is_refused(desk: Client) -> None:
    record, other = two("person")
    url = rooms("person", record, other)["split"]
    assert "至少" in desk.post(url, sent(desk.get(url))).text
    assert not Decision.objects.exists()


def test_rejected_everywhere(desk: Client) -> None:
    record, other = two("person")
    url = rooms("person", record, other)["reject"]
    opened = desk.get(url)
    assert opened.context["count"] == 4
    data = sent(opened, text="陆明远", reason="不是人名")
    for _ in range(2):
        assert desk.post(reverse("admin:reject-person"), data).status_code == 302
    assert set(Mention.objects.values_list("status", flat=True)) == {"rejected"}
    deciding.undo(Decision.objects.get().pk, User.objects.get().pk)
    assert set(Mention.objects.values_list("status", "person")) == {("linked", record.pk), ("linked", other.pk)}


def test_other_names_are_given_and_taken(desk: Client) -> None:
    record, other = two("person")
    url = rooms("person", record, other)["names"]
    desk.post(url, sent(desk.get(url), name="远叔"))
    assert record.other_names.get().name == "远叔"
    opened = desk.get(url)
    [(name, form)] = opened.context["names"]
    desk.post(url, {"name": name, "key": form.initial["key"], "seen": form.initial["seen"], "remove": "1"})
    assert not record.other_names.exists()
    assert Decision.objects.filter(kind="alias").count() == 2


def test_a_title_is_put_right(desk: Client) -> None:
    record, other = two("person")
    body = factories.OrganizationFactory(name="云溪区教育局")
    url = rooms("person", record, other)["title"]
    opened = desk.get(url)
    data = sent(opened, organization=body.pk, title="局长", start="2023-01-01", end="2022-01-01")
    assert "不能晚于" in desk.post(url, data).text
    assert desk.post(url, {**data, "end": ""}).status_code == 302
    member = record.memberships.get()
    assert (str(member.post), str(member.start)) == ("云溪区教育局局长", "2023-01-01")
    url += f"?membership={member.pk}"
    desk.post(url, sent(desk.get(url), title="副局长"))
    member.refresh_from_db()
    assert member.post.title == "副局长"


def test_a_place_is_moved(desk: Client) -> None:
    record, other = two("place")
    url = rooms("place", record, other)["move"]
    desk.post(url, sent(desk.get(url), parent=other.pk))
    record.refresh_from_db()
    assert record.path == "云溪区/石门镇1/石门镇0"
    assert "本来就在" in desk.post(url, sent(desk.get(url))).text


def test_deleting_is_a_decision(desk: Client, act: Callable[..., Any]) -> None:
    record, other = two("person")
    url = address(Person, "delete", record.pk)
    assert f"/merge/?drop={record.pk}" in desk.get(url).text
    desk.post(url, {"post": "yes"})
    made = Decision.objects.get()
    assert (made.kind, made.data["removed"]) == ("reject", record.pk)
    assert not Person.objects.filter(pk=record.pk).exists()


def test_what_cannot_be_deleted_is_said(desk: Client) -> None:
    factories.OrganizationFactory(name="同名的", place=None)
    lower = factories.OrganizationFactory(name="同名的", place=factories.PlaceFactory(name="孤地"))
    answer = desk.post(address(models.Place, "delete", lower.place_id), {"post": "yes"}, follow=True)
    assert "请先合并它们" in answer.text
    data = {"action": "delete_selected", "_selected_action": [lower.place_id], "post": "yes"}
    assert "请先合并它们" in desk.post(address(models.Place, "changelist"), data, follow=True).text
    assert models.Place.objects.filter(pk=lower.place_id).exists()
    assert not Decision.objects.exists()


def test_rooms_cost_a_fixed_number_of_queries(desk: Client, django_assert_max_num_queries: Any) -> None:
    record, other = two("person")
    for n in range(20, 40):
        factories.MentionFactory(article=article(n), person=record, status="linked", spans=[["text", 0, 3, 1]])
    for url in rooms("person", record, other).values():
        with django_assert_max_num_queries(30):
            desk.get(url)


def test_a_body_cannot_belong_to_itself(edit: Callable[..., Any]) -> None:
    top = factories.OrganizationFactory(name="云溪区教育局")
    middle = factories.OrganizationFactory(name="云溪区教研室", parent=top)
    low = factories.OrganizationFactory(name="云溪区教研一组", parent=middle)
    for below in (top, middle, low):
        refused = edit(top, parent=below.pk)
        assert refused.status_code == 200 and "上级不能是它自己" in refused.text
    assert edit(low, parent=top.pk).status_code == 302
