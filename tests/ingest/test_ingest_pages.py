"""`ingest` with page dumps: created, unchanged, updated in place, locked, moved, quarantined."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from archive import models
from archive.ingest import reading
from tests.ingest.conftest import TWO_ARTICLES, plain_page, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_parser")]

Change = Callable[[str], None]
DATA = (
    models.Article,
    models.Byline,
    models.Event,
    models.IndexChange,
    models.Issue,
    models.Membership,
    models.Mention,
    models.Newspaper,
    models.Organization,
    models.Page,
    models.Participation,
    models.Person,
    models.Place,
    models.Post,
)


def everything() -> dict[str, list[dict]]:
    """Every column of every row that a second run must leave alone."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in DATA}


def reason() -> str:
    """Why the last quarantined file was set aside."""
    return models.IngestFile.objects.filter(outcome="quarantined").latest("pk").reason


def test_a_page_becomes_an_issue_with_articles_and_names(dump: Path):
    ran = run("ingest", dump)
    assert (ran.counts, ran.status) == ("created 2, updated 0, unchanged 0, failed 0", 0)
    stored = models.Page.objects.get()
    assert (stored.number, stored.encoding, stored.raw, stored.path) == (2, "utf-8", TWO_ARTICLES, str(dump))
    assert (stored.issue.newspaper.name, stored.issue.date) == ("青岚日报", date(2023, 3, 5))
    assert (stored.issue.date_origin, stored.issue.newspaper.named) == ("given", True)
    first, second = stored.articles.all()
    assert (first.headline, first.date, first.newspaper, first.state) == (
        "石门镇修好灌溉渠",
        stored.issue.date,
        stored.issue.newspaper,
        "published",
    )
    assert second.lines == {"4": "headline", "5": "body"}
    assert [(each.name, each.role) for each in first.bylines.all()] == [("白小川", "记者")]
    mentions = {each.text: each for each in first.mentions.all()}
    assert {text: str(each.record) for text, each in mentions.items()} == {
        "陆明远": "陆明远",
        "石门镇": "石门镇",
        "区水利局": "云溪区水利局",
    }
    person = mentions["陆明远"]
    assert (person.titles, person.posts) == (["区长"], [{"organization": "云溪区人民政府", "title": "区长"}])
    [[field, start, end, _line]] = person.spans
    assert getattr(first, field)[start:end] == "陆明远"
    assert second.mentions.get().status == "unmatched"
    assert sorted(models.IndexChange.objects.values_list("object_id", flat=True)) == [first.pk, second.pk]
    ingest = models.Ingest.objects.get()
    assert (ingest.state, ingest.created, ingest.finished_at is not None) == ("done", 2, True)
    file = ingest.files.get()
    assert (file.outcome, file.sha256, file.created) == ("stored", stored.sha256, 2)


def test_the_second_time_changes_nothing_at_all(dump: Path):
    run("ingest", dump.parent)
    before = everything()
    ran = run("ingest", dump.parent)
    assert ran.counts == "created 0, updated 0, unchanged 2, failed 0"
    assert everything() == before
    assert models.IngestFile.objects.latest("pk").outcome == "unchanged"


def test_a_new_parser_reads_again_and_writes_only_what_differs(dump: Path, plain_parser: Change):
    run("ingest", dump)
    article = models.Article.objects.order_by("pk").first()
    models.Article.objects.filter(pk=article.pk).update(headline="旧解析的标题")
    models.IndexChange.objects.all().delete()
    before = everything()
    plain_parser("second")
    assert run("ingest", dump).counts == "created 0, updated 1, unchanged 1, failed 0"
    article.refresh_from_db()
    assert (article.headline, article.revision) == ("石门镇修好灌溉渠", 2)
    assert list(models.IndexChange.objects.values_list("object_id", flat=True)) == [article.pk]
    after = everything()
    for name in ("Byline", "Issue", "Mention", "Page", "Person", "Place"):
        assert after[name] == before[name]
    assert run("ingest", dump).counts == "created 0, updated 0, unchanged 2, failed 0"


def test_the_same_page_under_another_name_is_known_by_its_content(dump: Path):
    run("ingest", dump)
    before = everything()
    copy = dump.with_name("20240101-07.txt")
    copy.write_bytes(dump.read_bytes())
    ran = run("ingest", copy)
    assert ran.counts == "created 0, updated 0, unchanged 2, failed 0"
    assert f"the same page as {dump}" in ran.err
    assert everything() == before
    both = run("ingest", dump.parent)
    assert both.counts == "created 0, updated 0, unchanged 4, failed 0"
    assert everything() == before


def test_a_folder_that_moved_is_followed(dump: Path):
    run("ingest", dump)
    moved = dump.parent.rename(dump.parent.with_name("moved")) / dump.name
    assert run("ingest", moved).counts == "created 0, updated 0, unchanged 2, failed 0"
    assert models.Page.objects.get().path == str(moved)


def test_a_changed_page_keeps_ids_and_what_a_curator_locked(dump: Path):
    run("ingest", dump)
    first, second = models.Article.objects.order_by("position")
    first.headline = "石门镇灌溉渠修复"
    first.lock(["headline"])
    first.save()
    dump.write_text(
        "刊头新闻\n头条。\n\n" + TWO_ARTICLES.replace("三成", "四成").replace("修好", "抢修"), encoding="utf-8"
    )
    assert run("ingest", dump).counts == "created 1, updated 2, unchanged 0, failed 0"
    again = list(models.Article.objects.order_by("position"))
    assert [each.pk for each in again[1:]] == [first.pk, second.pk]
    assert [each.headline for each in again] == ["刊头新闻", "石门镇灌溉渠修复", "图书馆延长开放"]
    assert "四成" in again[2].text
    assert models.Page.objects.count() == 1


def test_an_article_no_longer_found_is_removed_but_not_deleted(dump: Path):
    run("ingest", dump)
    first, second = models.Article.objects.order_by("position")
    models.IndexChange.objects.all().delete()
    dump.write_text(TWO_ARTICLES.partition("\n\n")[0], encoding="utf-8")
    assert run("ingest", dump).counts == "created 0, updated 1, unchanged 1, failed 0"
    second.refresh_from_db()
    assert second.state == "removed"
    assert second.state_reason
    assert list(models.IndexChange.objects.values_list("object_id", flat=True)) == [second.pk]
    assert run("ingest", dump).counts == "created 0, updated 0, unchanged 1, failed 0"
    dump.write_text(TWO_ARTICLES, encoding="utf-8")
    run("ingest", dump)
    second.refresh_from_db()
    assert (second.state, second.state_reason) == ("published", "")
    assert models.Article.objects.count() == 2


def test_a_curated_article_no_longer_found_is_left_alone(dump: Path):
    run("ingest", dump)
    second = models.Article.objects.order_by("position").last()
    second.lock(["section"])
    second.save()
    dump.write_text(TWO_ARTICLES.partition("\n\n")[0], encoding="utf-8")
    assert run("ingest", dump).counts == "created 0, updated 0, unchanged 1, failed 0"
    second.refresh_from_db()
    assert second.state == "published"


@pytest.mark.parametrize("status", ["rejected", "linked"])
def test_a_curators_word_on_a_mention_stays(dump: Path, plain_parser: Change, status: str):
    run("ingest", dump)
    mention = models.Mention.objects.get(text="陆明远")
    other = models.Person.objects.create(name="陆明远", note="教师")
    mention.status, mention.person = status, other if status == "linked" else None
    mention.lock(["status", "person"])
    mention.save()
    dump.write_text(TWO_ARTICLES.replace("查看春灌", "查看今年的春灌"), encoding="utf-8")
    plain_parser("second")
    run("ingest", dump)
    again = models.Mention.objects.get(text="陆明远")
    assert (again.pk, again.status, again.person) == (mention.pk, status, mention.person)


def test_names_follow_the_text(dump: Path):
    run("ingest", dump)
    dump.write_text(TWO_ARTICLES.replace("石门镇", "镇里").replace("（记者白小川）", ""), encoding="utf-8")
    assert run("ingest", dump).counts == "created 0, updated 1, unchanged 1, failed 0"
    first = models.Article.objects.order_by("position").first()
    assert sorted(first.mentions.values_list("text", flat=True)) == ["区水利局", "陆明远"]
    assert not first.bylines.exists()


def test_bylines_that_a_curator_locked_stay(dump: Path, plain_parser: Change):
    run("ingest", dump)
    first = models.Article.objects.order_by("position").first()
    first.bylines.update(name="白小川（实习）")
    first.lock(["bylines"])
    first.save()
    plain_parser("second")
    run("ingest", dump)
    assert first.bylines.get().name == "白小川（实习）"


def test_a_newly_given_date_moves_the_page_and_takes_the_empty_issue_away(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(TWO_ARTICLES, encoding="utf-8")
    run("ingest", path, "--newspaper", "青岚日报")
    undated = models.Issue.objects.get()
    assert (undated.date, models.Page.objects.get().number) == (None, None)
    ids = set(models.Article.objects.values_list("pk", flat=True))
    ran = run("ingest", path, "--newspaper", "青岚日报", "--date", "2023-03-05")
    assert ran.counts == "created 0, updated 2, unchanged 0, failed 0"
    assert models.Issue.objects.get().date == date(2023, 3, 5)
    articles = models.Article.objects.all()
    assert {each.pk for each in articles} == ids
    assert {each.date for each in articles} == {date(2023, 3, 5)}


def test_a_page_stays_where_a_curator_put_it(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(TWO_ARTICLES, encoding="utf-8")
    run("ingest", path, "--date", "2023-03-05")
    issue = models.Issue.objects.get()
    issue.date = date(2023, 3, 4)
    issue.lock(["date"])
    issue.save()
    run("ingest", path, "--date", "2023-03-06")
    assert models.Issue.objects.get().date == date(2023, 3, 4)
    assert models.Page.objects.get().issue == issue


def test_a_newspaper_without_a_name_is_called_after_its_area_until_somebody_names_it(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(TWO_ARTICLES, encoding="utf-8")
    run("ingest", path)
    newspaper = models.Newspaper.objects.get()
    assert (newspaper.name, newspaper.named, newspaper.area.name) == (
        "未署名报纸（山岚省青岚市云溪区）",
        False,
        "云溪区",
    )
    newspaper.name, newspaper.named = "云溪新闻", True
    newspaper.lock(["name", "named"])
    newspaper.save()
    path.write_text(TWO_ARTICLES + "又一行。\n", encoding="utf-8")
    run("ingest", path)
    assert models.Newspaper.objects.get() == newspaper
    path.write_text(TWO_ARTICLES, encoding="utf-8")
    run("ingest", path, "--newspaper", "沅溪日报")
    assert models.Page.objects.get().issue.newspaper.name == "沅溪日报"


def test_nothing_known_at_all(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("通知\n明天停水。", encoding="utf-8")
    run("ingest", path)
    assert models.Newspaper.objects.get().name == "未署名报纸"
    assert models.Issue.objects.get().date is None


def test_two_newspapers_whose_addresses_would_be_the_same(dump: Path, tmp_path: Path):
    run("ingest", dump)
    other = tmp_path / "b.txt"
    other.write_text("通知\n明天停水。", encoding="utf-8")
    run("ingest", other, "--newspaper", "青岚日报!")
    assert sorted(models.Newspaper.objects.values_list("slug", flat=True)) == ["青岚日报", "青岚日报-2"]


def test_two_files_of_one_run_cannot_be_one_page(dump: Path):
    other = dump.with_name("2023-03-05_青岚日报_02版_b.txt")
    other.write_text("通知\n明天停水。", encoding="utf-8")
    for expected in ("created 2, updated 0, unchanged 0, failed 1", "created 0, updated 0, unchanged 2, failed 1"):
        ran = run("ingest", dump, other)
        assert (ran.counts, ran.status) == (expected, 1)
        assert reason() == f"claims the same page as {dump}, which came first"
    assert models.Page.objects.get().path == str(dump)


def test_two_papers_without_a_name_do_not_overwrite_each_other(tmp_path: Path):
    for folder, text in (("a", "通知\n明天停水。"), ("b", "公告\n今晚停电，请大家相互转告。")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "20230305-02.txt").write_text(text, encoding="utf-8")
        ran = run("ingest", tmp_path / folder)
    assert ran.status == 1
    assert "nothing in common" in reason()
    assert models.Article.objects.get().headline == "通知"


def test_a_page_number_that_is_taken_is_not_taken_again(dump: Path, tmp_path: Path):
    run("ingest", dump)
    other = tmp_path / "b.txt"
    other.write_text("通知\n明天停水。", encoding="utf-8")
    run("ingest", other, "--newspaper", "青岚日报", "--date", "2023-03-05")
    (tmp_path / "manifest.csv").write_text("file,newspaper,date,page\nb.txt,青岚日报,2023-03-05,2\n", encoding="utf-8")
    ran = run("ingest", other)
    assert ran.status == 1
    assert "claims the same page" in reason()
    assert models.Page.objects.get(path=str(other)).number is None


def test_a_file_name_used_again_for_another_page_is_a_new_page(tmp_path: Path):
    path = tmp_path / "today.txt"
    path.write_text(TWO_ARTICLES, encoding="utf-8")
    run("ingest", path)
    path.write_text("通知\n明天停水。", encoding="utf-8")
    assert run("ingest", path).counts == "created 1, updated 0, unchanged 0, failed 0"
    assert models.Article.objects.filter(state="published").count() == 3


def test_what_cannot_be_read_is_set_aside_and_stops_nothing(dump: Path, settings):
    settings.MAX_PAGE_BYTES = 2000
    folder = dump.parent
    (folder / "nul.txt").write_bytes(b"a\0b")
    (folder / "empty.txt").touch()
    (folder / "large.txt").write_bytes(b"x" * 2001)
    (folder / "broken.txt").write_text("BREAK THE PARSER", encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    (folder / "map.png").write_bytes(b"\x89PNG")
    ran = run("ingest", folder, folder / "missing.txt")
    assert (ran.counts, ran.status) == ("created 2, updated 0, unchanged 0, failed 6", 1)
    reasons = {Path(each.path).name: each.reason for each in models.IngestFile.objects.filter(outcome="quarantined")}
    assert reasons == {
        "nul.txt": "holds NUL characters, so it is damaged or binary data",
        "empty.txt": "empty",
        "large.txt": "larger than 2,000 bytes, so it is no page dump",
        "broken.txt": "the parser failed: ZeroDivisionError: broken",
        "loop": "a directory loop: the link leads back to a folder that it lies in",
        "map.png": "neither a page dump (.txt) nor JSON Lines (.jsonl, .jsonl.xz, .jsonl.gz)",
        "missing.txt": "no such file or folder",
    }
    for name, each in reasons.items():
        assert f"{name}: {each}" in ran.err
    ingest = models.Ingest.objects.get()
    assert (ingest.state, ingest.created, ingest.failed) == ("done", 2, 6)


def test_a_page_the_database_refuses_is_set_aside_alone(dump: Path, monkeypatch: pytest.MonkeyPatch):
    other = dump.with_name("2023-03-05_青岚日报_03版.txt")
    other.write_text("通知\n明天停水。", encoding="utf-8")
    save = models.Page.save

    def refuse(self, *args, **kwargs):
        if self.number == 3:
            raise ValueError("no")
        save(self, *args, **kwargs)

    monkeypatch.setattr(models.Page, "save", refuse)
    ran = run("ingest", dump.parent)
    assert (ran.counts, ran.status) == ("created 2, updated 0, unchanged 0, failed 1", 1)
    assert reason() == "cannot be stored: ValueError: no"


def test_a_full_disk_ends_the_run_and_marks_it(dump: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_args, **_kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(models.Page, "save", full)
    with pytest.raises(CommandError, match="disk is full"):
        run("ingest", dump)
    assert models.Ingest.objects.get().state == "interrupted"
    assert not models.Article.objects.exists()


def test_drafts_where_the_setting_says_so(dump: Path, settings):
    settings.INGEST_PUBLISHES = False
    run("ingest", dump)
    assert set(models.Article.objects.values_list("state", flat=True)) == {"draft"}


def test_a_photo_is_tied_to_the_article_it_illustrates(
    dump: Path, plain_parser: Change, monkeypatch: pytest.MonkeyPatch
):
    def with_photo(*args, **names):
        parsed = plain_page(*args)
        first, second = parsed.items
        return replace(parsed, items=(first, replace(second, kind="photo", illustrates=0)))

    monkeypatch.setattr(reading, "parse_page", with_photo)
    run("ingest", dump)
    article, photo = models.Article.objects.order_by("position")
    assert photo.illustrates == article
    plain_parser("second")
    before = everything()["Mention"]
    assert run("ingest", dump).counts == "created 0, updated 0, unchanged 2, failed 0"
    photo.refresh_from_db()
    assert (photo.illustrates, photo.revision) == (article, 1)
    assert everything()["Mention"] == before
