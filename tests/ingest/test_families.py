"""Articles whose texts are one: found at ingest in any order, let go when texts change, decided by people."""

import itertools
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive import models
from archive.models import Article, IndexChange, Likeness, TextKey, families
from tests import factories
from tests.ingest.conftest import run
from tests.invented_texts import APPOINTED, CUT, LOCAL, MONDAY, REPORT, TUESDAY, WIRE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_parser")]

FOUR = {"local": LOCAL, "wire": WIRE, "cut": CUT, "weather": MONDAY}


def write(folder: Path, texts: dict[str, str], **more: str) -> Path:
    path = folder / "news.jsonl"
    lines = [
        {"id": name, "newspaper": f"{name}日报", "date": "2023-03-05", "headline": f"题{name}", "text": text, **more}
        for name, text in texts.items()
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def groups() -> set[frozenset[str]]:
    """The families, by the articles' ids in the input."""
    found: dict[int, set[str]] = {}
    for family, name in Article.objects.exclude(family=None).values_list("family", "external_id"):
        found.setdefault(family, set()).add(name)
    return {frozenset(each) for each in found.values()}


@pytest.mark.parametrize("order", list(itertools.permutations(FOUR))[::5], ids="-".join)
@pytest.mark.parametrize("at_once", [True, False], ids=["one run", "several"])
def test_families_do_not_depend_on_the_order(tmp_path: Path, order: tuple[str, ...], at_once: bool) -> None:
    for names in [order] if at_once else [(name,) for name in order]:
        run("ingest", write(tmp_path, {name: FOUR[name] for name in names}))
    assert groups() == {frozenset({"local", "wire", "cut"})}
    members = Article.objects.exclude(family=None)
    assert set(members.values_list("family", flat=True)) == {min(members.values_list("pk", flat=True))}


def test_ingesting_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, FOUR)
    run("ingest", path)
    before = [list(model.objects.order_by("pk").values()) for model in (Article, Likeness, TextKey)]
    assert run("ingest", path).counts == "created 0, updated 0, unchanged 4, failed 0"
    assert [list(model.objects.order_by("pk").values()) for model in (Article, Likeness, TextKey)] == before


def test_what_only_looks_alike_is_no_family(tmp_path: Path) -> None:
    forms = {name: APPOINTED.format(name=name) for name in ("马川", "方书", "白小川")}
    run("ingest", write(tmp_path, {"monday": MONDAY, "tuesday": TUESDAY, **forms}))
    assert groups() == set()


def test_a_changed_text_leaves_and_enters(tmp_path: Path) -> None:
    run("ingest", write(tmp_path, FOUR))
    IndexChange.objects.all().delete()
    run("ingest", write(tmp_path, FOUR | {"local": MONDAY}))
    assert groups() == {frozenset({"wire", "cut"}), frozenset({"local", "weather"})}
    named = dict(Article.objects.values_list("pk", "external_id"))
    assert {named[row.object_id] for row in IndexChange.objects.filter(object_type="article")} == set(FOUR)
    run("ingest", write(tmp_path, FOUR))
    assert groups() == {frozenset({"local", "wire", "cut"})}


def test_a_withdrawn_article_is_no_public_copy(tmp_path: Path) -> None:
    run("ingest", write(tmp_path, FOUR))
    Article.objects.filter(external_id="wire").set_state(Article.State.REMOVED)
    local = Article.objects.get(external_id="local")
    assert [each.external_id for each in Article.objects.public().copies_of(local)] == ["cut"]
    assert not Article.objects.copies_of(Article.objects.get(external_id="weather"))


def test_who_joins_a_family_is_queued_and_so_are_its_members(tmp_path: Path) -> None:
    run("ingest", write(tmp_path, {"local": LOCAL}))
    revision = Article.objects.get().revision
    IndexChange.objects.all().delete()
    run("ingest", write(tmp_path, {"wire": WIRE}))
    local = Article.objects.get(external_id="local")
    assert local.revision == revision + 1
    assert IndexChange.objects.filter(object_type="article", object_id=local.pk).exists()


def test_what_was_stored_without_families_is_found_by_the_command(tmp_path: Path) -> None:
    run("ingest", write(tmp_path, FOUR))
    expected = groups()
    TextKey.objects.all().delete()
    Likeness.objects.all().delete()
    Article.objects.update(family=None)
    assert run("families").counts == "articles 4, changed 3"
    assert groups() == expected
    assert run("families").counts == "articles 0, changed 0"
    assert run("families", "--all").counts == "articles 4, changed 0"
    assert groups() == expected


def test_a_rolled_back_issue_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(pks: object) -> int:
        settle(pks)
        raise KeyboardInterrupt

    settle = families.settle
    monkeypatch.setattr(families, "settle", broken)
    run("ingest", write(tmp_path, FOUR))
    assert not Article.objects.exists()
    monkeypatch.undo()


def test_people_have_the_last_word(tmp_path: Path) -> None:
    run("ingest", write(tmp_path, FOUR))
    article = {each.external_id: each for each in Article.objects.all()}
    families.part([article["wire"]])
    assert groups() == {frozenset({"local", "cut"})}
    run("ingest", write(tmp_path, FOUR, kicker="重读"))
    run("families", "--all")
    assert groups() == {frozenset({"local", "cut"})}
    # Another copy, like both sides, does not bring them together.
    run("ingest", write(tmp_path, {"later": REPORT}))
    assert all({"wire", "local"} - each for each in groups())
    families.join([article["weather"], article["cut"]])
    run("families", "--all")
    together = next(each for each in groups() if "weather" in each)
    assert {"weather", "cut", "local"} <= together
    families.join(list(Article.objects.filter(external_id__in=["wire", "local"])))
    assert groups() == {frozenset({*FOUR, "later"})}


def test_a_family_chosen_whole_is_no_family_any_more(tmp_path: Path) -> None:
    run("ingest", write(tmp_path, FOUR))
    families.part(list(Article.objects.exclude(family=None)))
    assert groups() == set()


def test_a_continuation_has_its_words_in_the_article(db: None) -> None:
    issue = factories.IssueFactory()
    first, second = (factories.PageFactory(issue=issue, number=number) for number in (1, 3))
    head = factories.ArticleFactory(page=first, text=REPORT[:100] + "（下转第三版）", goes_on="第三版")
    rest = factories.ArticleFactory(page=second, text="（上接第一版）" + REPORT[100:], continues="第一版")
    elsewhere = factories.PageFactory(issue__newspaper__name="云溪时报")
    whole = factories.ArticleFactory(page=elsewhere, text=REPORT)
    families.settle([head.pk, rest.pk, whole.pk])
    rest.join(head)
    assert set(Article.objects.exclude(family=None).values_list("pk", flat=True)) == {head.pk, whole.pk}
    assert not rest.text_keys.exists()
    rest.part()
    assert not Article.objects.filter(pk=rest.pk, family=whole.pk).exists()
    assert rest.text_keys.exists()


def test_queries_do_not_grow_with_the_articles(db: None) -> None:
    page = factories.PageFactory()

    def queries(count: int) -> int:
        texts = [f"{REPORT if n % 2 else MONDAY}见{n}版" for n in range(count)]
        made = [factories.ArticleFactory(page=page, text=each).pk for each in texts]
        with CaptureQueriesContext(connection) as captured:
            families.settle(made)
        return len(captured)

    queries(2)
    assert queries(10) == queries(4)


def test_a_crowd_under_one_key_hangs_together(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "CROWD", 3)
    page = factories.PageFactory()
    made = [factories.ArticleFactory(page=page, text=REPORT) for _ in range(12)]
    for each in made:
        families.settle([each.pk])
    assert set(Article.objects.values_list("family", flat=True)) == {made[0].pk}
    assert Likeness.objects.count() <= 12 * 3


def test_pairs_tell_who_says_so(db: None) -> None:
    one, other = factories.ArticleFactory(text=LOCAL), factories.ArticleFactory(text=CUT)
    families.settle([one.pk, other.pk])
    pair = Likeness.objects.get()
    assert (pair.first, pair.second, pair.verdict) == (one, other, models.Likeness.Verdict.FOUND)
    assert 0.5 < pair.shared < 1
    assert str(pair).endswith("机器判定同稿")
