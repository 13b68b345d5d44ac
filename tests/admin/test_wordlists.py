"""The room of the word lists: tried, saved, refused where somebody else was quicker, given out as files."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archive.lexicon import Name
from archive.models import Decision, WordList
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def url(name: str) -> str:
    return reverse("admin:word-list", args=[name])


def sent(text: str, seen: int = 0, **more: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "seen": seen, "text": text, "reason": "试试", **more}


def test_a_change_is_tried_then_saved(desk: Client) -> None:
    ArticleFactory(text="陆明远到砚台坪查看春灌。", state="draft")
    before = desk.get(url(Name.NO_PEOPLE)).text
    assert 'name="save"' not in before
    tried = desk.post(url(Name.NO_PEOPLE), sent("陆明远\n白云起", **{"try": "1"}))
    assert tried.status_code == 200
    assert "涉及 1 篇文章" in tried.text
    assert "<ins>陆明远</ins>" in tried.text
    assert not WordList.objects.exists()
    saved = desk.post(url(Name.NO_PEOPLE), sent("陆明远\n白云起", save="1"), follow=True)
    assert "已保存：不是人名的词：2 个词" in saved.text
    assert "1 篇（版）正在后台重读" in saved.text
    row = WordList.objects.get()
    assert (row.text, row.made_by.username, row.reason) == ("陆明远\n白云起", "chief", "试试")
    assert Decision.objects.get().kind == Decision.Kind.WORDS
    assert "现行" in desk.get(url(Name.NO_PEOPLE)).text
    assert "chief" in desk.get(reverse("admin:word-lists")).text


def test_lines_that_cannot_be_read_are_named_and_not_saved(desk: Client) -> None:
    answer = desk.post(url(Name.SURNAMES), sent("砚\n<script>", **{"try": "1"}))
    assert "第 2 行：" in answer.text
    assert "<script>”" not in answer.text
    assert 'name="save"' not in answer.text
    refused = desk.post(url(Name.SURNAMES), sent("砚\n<script>", save="1"))
    assert refused.status_code == 409
    assert not WordList.objects.exists()


def test_who_comes_second_sees_both(desk: Client) -> None:
    first = WordList.objects.create(name=Name.TITLES, text="渠管")
    WordList.objects.create(name=Name.TITLES, text="渠管\n水管")
    answer = desk.post(url(Name.TITLES), sent("渠管\n闸管", first.pk, save="1"))
    assert answer.status_code == 409
    assert "刚才有人改过" in answer.text
    assert "<del>水管</del>" in answer.text
    assert "<ins>闸管</ins>" in answer.text
    assert WordList.objects.count() == 2
    again = answer.context["form"].initial
    assert desk.post(url(Name.TITLES), sent("渠管\n闸管", again["seen"], save="1")).status_code == 302


def test_files_come_in_and_go_out(desk: Client) -> None:
    file = SimpleUploadedFile("synonyms.txt", "\ufeff春灌=春季灌溉\n".encode())
    tried = desk.post(url(Name.SYNONYMS), sent("", file=file, save="1"))
    assert "保存后即生效" in tried.text
    assert not WordList.objects.exists()
    assert desk.post(url(Name.SYNONYMS), sent("春灌=春季灌溉", save="1")).status_code == 302
    out = desk.get(reverse("admin:word-list-file", args=[Name.SYNONYMS]))
    assert (out.text, out["Content-Disposition"]) == ("春灌=春季灌溉\n", 'attachment; filename="synonyms.txt"')
    bad = SimpleUploadedFile("synonyms.txt", "春灌".encode("gbk"))
    assert "不是 UTF-8" in desk.post(url(Name.SYNONYMS), sent("", file=bad)).text
    row = WordList.objects.get()
    assert "春灌=春季灌溉" in desk.get(url(Name.SYNONYMS), {"version": row.pk}).text
    assert desk.get(url(Name.TITLES), {"version": row.pk}).status_code == 404
    assert desk.get("/admin/words/none/").status_code == 404


def test_only_those_who_may_change_lists_enter(staff: Any) -> None:
    for permissions, status in (((), 403), (("change_person",), 403), (("change_wordlist",), 200)):
        client = staff(*permissions)
        for name in Name.values:
            assert client.get(url(name)).status_code == status
        assert client.get(reverse("admin:word-lists")).status_code == status
