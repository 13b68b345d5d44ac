"""Reading lists: what a reader keeps, with notes, for nobody else."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive.models import Article, KeptArticle, ReadingList
from archive.views import lists as views
from tests.factories import ArticleFactory, IssueFactory, PageFactory
from tests.views.page import document
from tests.views.scene import SECRET


@pytest.fixture
def reader(client: Client, db: None) -> User:
    """Somebody with an account, signed in."""
    made = User.objects.create_user("lin", "lin@example.org")
    client.force_login(made)
    return made


def test_an_article_is_kept_from_its_page(client: Client, reader: User) -> None:
    article = ArticleFactory()
    page = document(client.get(article.get_absolute_url()))
    [address] = [address for text, address in page.links() if text == "收入阅读清单"]
    page = document(client.post(address, {"name": "春季\n专题", "note": "引第二段"}, follow=True))
    assert page.all("li", class_="notice") == ["已收入清单“春季 专题”。"]
    made = ReadingList.objects.get()
    assert (made.owner, made.name) == (reader, "春季 专题")
    # The same again changes the note, a name that is known makes no second list.
    client.post(address, {"into": made.pk, "note": "引第三段"})
    client.post(address, {"name": "春季 专题", "note": ""})
    assert [(each.article, each.note) for each in KeptArticle.objects.all()] == [(article, "引第三段")]
    assert ("春季 专题", made.get_absolute_url()) in document(client.get(address)).links()
    page = document(client.get(made.get_absolute_url()))
    assert page.all("a", class_="headline") == [article.headline]
    assert "引第三段" in page.text


def test_entries_are_noted_removed_and_sorted(client: Client, reader: User) -> None:
    kept = ReadingList.objects.create(owner=reader, name="清单")
    days = [date(2023, 3, 9), None, date(2023, 3, 1)]
    articles = [ArticleFactory(page=PageFactory(issue=IssueFactory(date=day)), headline=str(day)) for day in days]
    entries = [kept.entries.create(article=article) for article in articles]
    for sort, order in (("", [2, 1, 0]), ("newest", [0, 2, 1]), ("oldest", [2, 0, 1]), ("x", [2, 1, 0])):
        page = document(client.get(kept.get_absolute_url(), {"sort": sort}))
        assert page.all("a", class_="headline") == [articles[number].headline for number in order]
    client.post(f"/account/kept/{entries[0].pk}/", {"note": "<b>要核</b>"})
    assert "<b>要核</b>" in document(client.get(kept.get_absolute_url())).text
    other = ReadingList.objects.create(owner=User.objects.create(username="gu"), name="清单")
    theirs = other.entries.create(article=articles[0])
    for gone in (entries[0].pk, theirs.pk, "x", "", "9" * 30):
        assert client.post(kept.get_absolute_url(), {"remove": gone}).status_code == 302
    assert set(KeptArticle.objects.values_list("pk", flat=True)) == {entries[1].pk, entries[2].pk, theirs.pk}


def test_lists_are_made_renamed_and_deleted(client: Client, reader: User) -> None:
    client.post("/account/lists/", {"name": "一", "note": "注"})
    client.post("/account/lists/", {"name": "二", "note": ""})
    page = document(client.post("/account/lists/", {"name": " 一 ", "note": ""}))
    assert page.all("p", class_="problem") == ["您已经有一份同名的清单。"]
    first, second = ReadingList.objects.order_by("pk")
    page = document(client.post(f"/account/lists/{second.pk}/edit/", {"name": "一", "note": ""}))
    assert len(page.all("p", class_="problem")) == 1
    client.post(f"/account/lists/{second.pk}/edit/", {"name": "三", "note": "新"})
    second.refresh_from_db()
    assert (second.name, second.note) == ("三", "新")
    assert document(client.get(f"/account/lists/{first.pk}/delete/")).all("h1") == ["删除“一”？"]
    client.post(f"/account/lists/{first.pk}/delete/")
    assert list(ReadingList.objects.all()) == [second]


def test_limits_are_named(client: Client, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_LISTS", 1)
    monkeypatch.setattr(views, "MOST_ENTRIES", 1)
    articles = [ArticleFactory(), ArticleFactory()]
    client.post(f"/account/keep/{articles[0].pk}/", {"name": "一"})
    made = ReadingList.objects.get()
    answers = [
        client.post(f"/account/keep/{articles[1].pk}/", {"into": made.pk}),
        client.post(f"/account/keep/{articles[1].pk}/", {"name": "二"}),
        client.post("/account/lists/", {"name": "二", "note": ""}),
        client.post(f"/account/keep/{articles[1].pk}/", {"into": made.pk + 9}),
    ]
    texts = [document(answer).text for answer in answers]
    assert "最多收入1篇文章" in texts[0]
    assert all("最多可以有1份清单" in text for text in texts[1:3])
    assert KeptArticle.objects.count() == ReadingList.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_the_unpublished_is_in_no_list(client: Client, reader: User, state: str) -> None:
    kept = ReadingList.objects.create(owner=reader, name="清单")
    article = ArticleFactory(headline=SECRET, text=SECRET)
    entry = kept.entries.create(article=article, note="我的注")
    Article.objects.filter(pk=article.pk).set_state(state)
    assert client.get(f"/account/keep/{article.pk}/").status_code == 404
    for address in (kept.get_absolute_url(), f"/account/lists/{kept.pk}.csv", f"/account/kept/{entry.pk}/"):
        answer = client.get(address)
        text = b"".join(answer).decode()
        assert SECRET not in text and "现在不公开" in text
        assert "我的注" in text
    assert list(kept.articles()) == []


def test_a_list_is_a_table_that_runs_nothing(client: Client, reader: User) -> None:
    kept = ReadingList.objects.create(owner=reader, name="清单")
    article = ArticleFactory(headline='=HYPERLINK("x")', page=PageFactory(number=3))
    kept.entries.create(article=article, note="+1\n第二行")
    answer = client.get(f"/account/lists/{kept.pk}.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="fangzhi-list-{kept.pk}.csv"'
    text = b"".join(answer).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert head == ["标题", "报纸", "日期", "版次", "网址", "备注", "收入时间"]
    address = f"http://testserver{article.get_absolute_url()}"
    assert row[:6] == ['\'=HYPERLINK("x")', "青岚日报", "2023-03-05", "3", address, "'+1\n第二行"]


def test_long_lists_are_paged(client: Client, reader: User) -> None:
    kept = ReadingList.objects.create(owner=reader, name="清单")
    page = PageFactory()
    for number in range(45):
        kept.entries.create(article=ArticleFactory(page=page, position=number, headline=f"题{number:02}"))
    shown = [document(client.get(f"{kept.get_absolute_url()}?page={number}")) for number in (1, 2, 3)]
    assert [len(each.all("a", class_="headline")) for each in shown] == [20, 20, 5]
    assert sorted(sum((each.all("a", class_="headline") for each in shown), [])) == [f"题{n:02}" for n in range(45)]
    assert len(b"".join(client.get(f"/account/lists/{kept.pk}.csv")).decode().splitlines()) == 46


def buttons(client: Client, address: str) -> dict[str, str]:
    """What the buttons of a list ordered by hand post, by their ids."""
    page = document(client.get(address))
    return {str(each["id"]): str(each["value"]) for tag, each in page.elements if tag == "button" and "id" in each}


def by_hand(kept: ReadingList) -> list[int]:
    return list(kept.entries.order_by("position", "pk").values_list("pk", flat=True))


def test_a_list_is_ordered_by_hand(client: Client, reader: User) -> None:
    kept = ReadingList.objects.create(owner=reader, name="清单")
    for number in range(4):
        client.post(f"/account/keep/{ArticleFactory(headline=f'题{number}').pk}/", {"into": kept.pk})
    a, b, c, d = by_hand(kept)
    address = f"{kept.get_absolute_url()}?sort=mine"
    assert document(client.get(address)).all("a", class_="headline") == ["题0", "题1", "题2", "题3"]
    assert not buttons(client, kept.get_absolute_url()), "another order is not changed by hand"
    shown = buttons(client, address)
    assert shown.keys() == {*(f"up-{each}" for each in (b, c, d)), *(f"down-{each}" for each in (a, b, c))}
    # Twice the same button of the same page: as once.
    for _ in range(2):
        answer = client.post(address, {"move": shown[f"up-{c}"]})
        assert by_hand(kept) == [a, c, b, d]
        assert answer["Location"] == f"{kept.get_absolute_url()}?sort=mine&page=1#up-{c}"
    assert client.post(address, {"move": f"{a}-behind-{d}"})["Location"].endswith(f"#up-{a}")
    assert by_hand(kept) == [c, b, d, a]
    assert client.post(address, {"move": f"{d}-before-{c}"})["Location"].endswith(f"#down-{d}")
    assert by_hand(kept) == [d, c, b, a]
    rows = csv.reader(io.StringIO(b"".join(client.get(f"/account/lists/{kept.pk}.csv?sort=mine")).decode()))
    assert [row[0] for row in rows][1:] == ["题3", "题2", "题1", "题0"]
    assert f"/account/lists/{kept.pk}.csv?sort=mine" in [each for _text, each in document(client.get(address)).links()]


def test_orders_that_make_no_sense_change_nothing(client: Client, reader: User) -> None:
    kept = ReadingList.objects.create(owner=reader, name="清单")
    theirs = ReadingList.objects.create(owner=User.objects.create(username="gu"), name="清单")
    for each in (kept, theirs):
        for _ in range(2):
            each.keep(ArticleFactory())
    mine, others = by_hand(kept), by_hand(theirs)
    a, b = mine
    wrong = [
        f"{a}-before-{a}",
        f"{a}-before-{others[1]}",
        f"{others[1]}-before-{others[0]}",
        f"{others[1]}-before-{a}",
    ]
    for asked in (
        *wrong,
        f"{a}-before-0",
        f"{'9' * 18}-before-{a}",
        f"{'9' * 30}-before-{a}",
        f"{a}-{b}",
        f"{b}<{a}",
        "",
        "x",
    ):
        assert client.post(kept.get_absolute_url(), {"move": asked}).status_code == 302
        assert (by_hand(kept), by_hand(theirs)) == (mine, others), asked
    assert client.post(theirs.get_absolute_url(), {"move": f"{others[1]}-before-{others[0]}"}).status_code == 404


def test_moves_are_those_of_a_python_list(reader: User) -> None:
    kept = ReadingList.objects.create(owner=reader, name="清单")
    for _ in range(7):
        kept.keep(ArticleFactory())
    chance, expected = random.Random(6), by_hand(kept)
    for step in range(60):
        if step % 20 == 19:  # What is taken out leaves a gap, what comes in stands at the end.
            gone = expected.pop(chance.randrange(len(expected)))
            kept.entries.filter(pk=gone).delete()
            kept.keep(ArticleFactory())
            expected.append(kept.entries.latest("pk").pk)
        moved, beside = chance.sample(expected, 2)
        behind = chance.random() < 0.5
        expected.remove(moved)
        expected.insert(expected.index(beside) + behind, moved)
        kept.put(moved, beside, behind=behind)
        assert by_hand(kept) == expected, step
    kept.keep(kept.entries.get(pk=expected[0]).article, "新注")
    assert by_hand(kept) == expected, "an article that is there already keeps its place"


def test_moving_goes_on_over_the_edge_of_a_page(client: Client, reader: User) -> None:
    kept = ReadingList.objects.create(owner=reader, name="清单")
    page = PageFactory()
    for number in range(41):
        kept.keep(ArticleFactory(page=page, position=number))
    moved = by_hand(kept)[40]
    address = f"{kept.get_absolute_url()}?sort=mine&page=3"
    for at in range(39, 17, -1):
        answer = client.post(address, {"move": buttons(client, address)[f"up-{moved}"]})
        assert by_hand(kept)[at] == moved
        address = answer["Location"]
        assert f"page={at // 20 + 1}" in urlsplit(address).query
    assert len(client.get(address.partition("#")[0]).content) < 100_000


def test_the_same_list_made_twice_at_once_is_one(
    client: Client, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = ArticleFactory()
    # As if the other request had come between the form's look and its list: the form sees none.
    monkeypatch.setattr(views.ListForm, "clean_name", lambda form: form.cleaned_data["name"])
    for _ in range(2):
        assert client.post("/account/lists/", {"name": "一", "note": ""}).status_code == 302
    clean = views.KeepForm.clean

    def blind(form: views.KeepForm) -> dict[str, object]:
        valid = clean(form)
        valid["into"] = ReadingList(owner=form.owner, name=valid["name"])
        return valid

    monkeypatch.setattr(views.KeepForm, "clean", blind)
    for _ in range(2):
        assert client.post(f"/account/keep/{article.pk}/", {"name": "二"}).status_code == 302
    assert sorted(ReadingList.objects.values_list("name", flat=True)) == ["一", "二"]
    assert KeptArticle.objects.count() == 1
