"""A whole issue given another date or newspaper: what rests on it follows, and comes back."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from archive.curating import again, cutting, deciding, issues
from archive.ingest import Progress
from archive.models import Article, DateMention, Decision, Event, Issue, Newspaper, Page
from archive.models.acting import acting
from tests.ingest.conftest import run

pytestmark = pytest.mark.django_db

TEXT = (
    "云溪区春灌工作会议召开\n本报讯（记者 白小川）昨日，云溪区在石门镇召开春灌工作会议，"
    "区长陆明远主持会议并讲话，要求各镇抓紧修渠，确保三百亩水田按时通水。"
    "会后，与会人员沿着渠堤走了一圈，查看了新砌的闸口和泵房，听守渠人说了夜里轮班的办法，"
    "又到渡口边的粮站问了稻种的价钱，叮嘱镇上把种子早些送到田头，不误农时。\n"
)
OTHER = "小学迎来新操场\n本报讯（记者 马川）云溪区实验小学的新操场前天启用，孩子们在塑胶跑道上跑了第一圈。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2023-03-05_青岚日报_02版.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "2023-03-09_青岚日报_03版.txt").write_text(OTHER, encoding="utf-8")
    run("ingest", tmp_path)
    return tmp_path


@pytest.fixture
def curator() -> User:
    return User.objects.create(username="bai")


@pytest.fixture
def move(folder: Path, curator: User) -> Callable[..., Decision]:
    def carry_out(issue: Issue, newspaper: Newspaper | None, day: date | None) -> Decision:
        with acting(curator.pk, "报头印错"):
            return issues.move(issue.pk, newspaper or issue.newspaper, day, seen=issue.revision)

    return carry_out


def first() -> Issue:
    return Issue.objects.get(date=date(2023, 3, 5))


def yesterday() -> tuple[date | None, date | None]:
    return DateMention.objects.values_list("first", "last").get(text="昨日")


def again_read(folder: Path) -> None:
    Article.objects.update(checksum="another")
    assert run("ingest", folder).counts.startswith("created 0, updated 0,")


def test_another_date(folder: Path, move: Callable[..., Decision], curator: User) -> None:
    issue = first()
    assert Event.objects.get(start__isnull=False).start == date(2023, 3, 4)
    decision = move(issue, None, date(2023, 4, 5))
    issue.refresh_from_db()
    assert (issue.date, issue.date_origin, "date" in issue.locked_fields) == (date(2023, 4, 5), "given", True)
    assert yesterday() == (date(2023, 4, 4), date(2023, 4, 4))
    assert [each.start for each in Event.objects.all()] == [date(2023, 4, 4)]
    assert (decision.kind, decision.touched, decision.reason) == ("issue", 1, "报头印错")
    again_read(folder)
    assert deciding.undo(decision.pk, curator.pk)[1] == []
    assert yesterday() == (date(2023, 3, 4), date(2023, 3, 4))
    assert [each.start for each in Event.objects.all()] == [date(2023, 3, 4)]
    assert first().locked_fields == []
    again_read(folder)


def test_made_one_with_another_issue(folder: Path, move: Callable[..., Decision], curator: User) -> None:
    issue, other = first(), Issue.objects.get(date=date(2023, 3, 9))
    decision = move(issue, None, other.date)
    assert Issue.objects.get() == other
    assert {page.number for page in other.pages.all()} == {2, 3}
    assert yesterday() == (date(2023, 3, 8), date(2023, 3, 8))
    again_read(folder)
    assert deciding.undo(decision.pk, curator.pk)[1] == []
    assert {page.issue.date for page in Page.objects.all()} == {date(2023, 3, 5), date(2023, 3, 9)}
    assert Issue.objects.get(pk=issue.pk).newspaper == issue.newspaper
    assert not any(page.locked_fields for page in Page.objects.all())
    again_read(folder)


def test_another_newspaper_and_no_date(folder: Path, move: Callable[..., Decision], curator: User) -> None:
    other = Newspaper.objects.create(name="沅溪日报")
    decision = move(first(), other, None)
    article = Article.objects.get(headline="云溪区春灌工作会议召开")
    assert (article.newspaper, article.date, yesterday()) == (other, None, (None, None))
    again_read(folder)
    deciding.undo(decision.pk, curator.pk)
    article.refresh_from_db()
    assert (article.newspaper.name, article.date) == ("青岚日报", date(2023, 3, 5))


def test_reprints_are_told_by_the_new_date(folder: Path, move: Callable[..., Decision], curator: User) -> None:
    reprint = TEXT.replace("确保三百亩水田按时通水", "确保三百亩水田通水")
    path = folder / "2023-08-09_沅溪日报_03版.txt"
    path.write_text(reprint, encoding="utf-8")
    run("ingest", path)
    assert not Article.objects.exclude(family=None).exists()
    decision = move(first(), None, date(2023, 8, 8))
    assert Article.objects.exclude(family=None).count() == 2
    deciding.undo(decision.pk, curator.pk)
    assert not Article.objects.exclude(family=None).exists()


def test_two_pages_of_one_number_are_refused(folder: Path, move: Callable[..., Decision]) -> None:
    Page.objects.filter(number=3).update(number=2)
    with pytest.raises(deciding.Refused, match="都有第 2 版"):
        move(first(), None, date(2023, 3, 9))
    with pytest.raises(deciding.Refused, match="已经是"):
        move(first(), None, date(2023, 3, 5))


def test_stale_and_twice(folder: Path, curator: User) -> None:
    issue, key = first(), uuid4()
    with acting(curator.pk):
        with pytest.raises(cutting.Stale):
            issues.move(issue.pk, issue.newspaper, date(2023, 4, 5), seen=issue.revision - 1)
        made = issues.move(issue.pk, issue.newspaper, date(2023, 4, 5), seen=issue.revision, key=key)
        assert issues.move(issue.pk, issue.newspaper, date(2023, 4, 5), seen=issue.revision, key=key) == made


def test_an_issue_changed_since_is_not_undone(folder: Path, move: Callable[..., Decision], curator: User) -> None:
    decision = move(first(), None, date(2023, 4, 5))
    move(Issue.objects.get(date=date(2023, 4, 5)), None, date(2023, 5, 5))
    with pytest.raises(deciding.Refused, match="后来又改过"):
        deciding.undo(decision.pk, curator.pk)


def test_many_are_looked_through_in_portions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "AT_ONCE", 1)
    assert again.ask(list(Article.objects.values_list("pk", flat=True))) == 1
    assert again.waiting() == (1, 0)
    assert again.read(Progress(StringIO(), quiet=True)) == (0, 0)
