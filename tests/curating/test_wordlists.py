"""A word list changed: exactly what it touches is read again, and a person's work stays."""

from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from archive.curating import again, deciding, wordlists
from archive.ingest import Progress
from archive.lexicon import Name
from archive.models import Article, Decision, IndexChange, Mention, Page, WordList
from tests.ingest.conftest import run

pytestmark = pytest.mark.django_db

PAGE = (
    "云溪区春灌工作会议召开\n本报讯（记者 白小川）昨日，云溪区在石门镇召开春灌工作会议，区长砚明远主持会议并讲话，"
    "要求各镇抓紧修渠，确保三百亩水田按时通水。会后，与会人员沿着渠堤走了一圈，查看了新砌的闸口和泵房。\n"
)
OTHER = (
    "渠边闲坐\n小学迎来新操场\n本报讯（记者 马川）云溪区实验小学的新操场前天启用，孩子们在塑胶跑道上跑了第一圈，"
    "老师和家长都来了，看台上坐得满满的。\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2023-03-05_青岚日报_02版.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "2023-03-09_青岚日报_03版.txt").write_text(OTHER, encoding="utf-8")
    run("ingest", tmp_path)
    IndexChange.objects.all().delete()
    return tmp_path


def change(name: str, text: str) -> Decision | None:
    newest = WordList.objects.newest(name)
    made = wordlists.change(name, text, seen=newest.pk if newest else 0)
    WordList.objects.enforce()
    return made


def read() -> again.Waiting:
    return again.read(Progress(StringIO(), quiet=True))


def people() -> set[str]:
    return set(Mention.objects.filter(kind="person").values_list("text", flat=True))


def test_exactly_the_articles_with_the_word_are_read_again(folder: Path, curator: User) -> None:
    assert "砚明远" in people()
    proposal = wordlists.propose(Name.NO_PEOPLE, "砚明远")
    (article,) = Article.objects.filter(text__contains="砚明远")
    assert (proposal.touched.articles, proposal.touched.by_word) == ({article.pk}, {"砚明远": 1})
    decision = change(Name.NO_PEOPLE, "砚明远")
    assert decision is not None
    assert (decision.label, decision.touched, decision.reason) == ("不是人名的词：1 个词", 1, "同一个")
    assert list(Article.objects.filter(extractor="")) == [article]
    assert read() == (0, 0)
    assert "砚明远" not in people()
    deciding.undo(decision.pk, curator.pk)
    WordList.objects.enforce()
    assert list(Article.objects.filter(extractor="")) == [article]
    assert read() == (0, 0)
    assert "砚明远" in people()
    assert [row.text for row in WordList.objects.filter(name=Name.NO_PEOPLE)] == ["", "砚明远"]


def test_what_a_person_rejected_stays_rejected(folder: Path, curator: User) -> None:
    mention = Mention.objects.get(text="砚明远")
    mention.status, mention.person = Mention.Status.REJECTED, None
    mention.lock(["status", "person"])
    mention.save()
    change(Name.SURNAMES, "砚\n墨")
    Article.objects.update(extractor="")
    read()
    assert Mention.objects.get(text="砚明远").status == Mention.Status.REJECTED


def test_a_section_cuts_its_pages_again(folder: Path, curator: User) -> None:
    page = Page.objects.get(raw=OTHER)
    before = Article.objects.get(page=page)
    assert before.section != "渠边闲坐"
    decision = change(Name.SECTIONS, "渠边闲坐")
    assert decision is not None
    assert decision.touched == 1
    assert list(Page.objects.waiting()) == [page]
    assert not Article.objects.filter(extractor="").exists()
    assert read() == (0, 0)
    after = Article.objects.get(page=page)
    assert (after.pk, after.section, after.headline) == (before.pk, "渠边闲坐", "小学迎来新操场")
    assert after.page.issue.date == before.page.issue.date
    # The files tell nothing else.
    assert run("ingest", folder).counts.startswith("created 0, updated 0,")


def test_words_are_indexed_again_synonyms_are_not_read(folder: Path, curator: User) -> None:
    change(Name.SYNONYMS, "春灌=春季灌溉")
    assert not IndexChange.objects.exists()
    assert again.waiting() == (0, 0)
    change(Name.WORDS, "水田按时")
    (article,) = Article.objects.filter(text__contains="水田按时")
    assert list(IndexChange.objects.values_list("object_type", "object_id")) == [("article", article.pk)]
    assert again.waiting().articles == 1


def test_sent_twice_it_is_one_change_and_stale_it_is_none(folder: Path, curator: User) -> None:
    key = uuid4()
    made = wordlists.change(Name.TITLES, "渠管", seen=0, key=key)
    assert made is not None
    assert wordlists.change(Name.TITLES, "渠管", seen=0, key=key) == made
    with pytest.raises(deciding.Refused, match="刚才有人改过"):
        wordlists.change(Name.TITLES, "渠管员", seen=0)
    with pytest.raises(deciding.Refused, match="读不了"):
        wordlists.change(Name.TITLES, "长", seen=made.data["version"])
    assert wordlists.change(Name.TITLES, "渠管", seen=made.data["version"]) is None
    later = change(Name.TITLES, "渠管 水管")
    with pytest.raises(deciding.Refused, match="后来又改过"):
        deciding.undo(made.pk, curator.pk)
    assert later is not None
    deciding.undo(later.pk, curator.pk)
    assert WordList.objects.newest(Name.TITLES).text == "渠管"


def test_lists_go_out_into_files_and_come_back(folder: Path, curator: User, tmp_path: Path) -> None:
    change(Name.SURNAMES, "砚")
    change(Name.SYNONYMS, "春灌=春季灌溉")
    out = tmp_path / "lists"
    assert run("export_word_lists", out).status == 0
    assert (out / "surnames.txt").read_text("utf-8") == "砚\n"
    (out / "surnames.txt").write_text("砚 墨\n", "utf-8")
    told = StringIO()
    call_command("load_word_lists", out, user="bai", dry_run=True, stdout=told)
    assert "would change surnames: words 1, articles 0, pages 0" in told.getvalue()
    call_command("load_word_lists", out, user="bai", reason="来自邻县", stdout=told)
    newest = WordList.objects.newest(Name.SURNAMES)
    assert (newest.text, newest.reason, newest.made_by) == ("砚 墨", "来自邻县", curator)
    assert "synonyms: as it was" in told.getvalue()
    (out / "titles.txt").write_text("长\n", "utf-8")
    problems = StringIO()
    with pytest.raises(CommandError, match="files that cannot be read: 1"):
        call_command("load_word_lists", out, user="bai", stdout=told, stderr=problems)
    assert "titles.txt, line 1: " in problems.getvalue()
    assert WordList.objects.newest(Name.TITLES) is None
