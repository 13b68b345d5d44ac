"""Did you mean: names and phrases that sound or look like what was not found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.models import Article
from archive.search import FacetFilter, Request, search
from archive.search.spelling import FEW, did_you_mean
from tests.factories import ArticleFactory, MentionFactory, OrganizationFactory, PersonFactory, PlaceFactory


def make_archive(index_now: Callable[[], None]) -> None:
    """Articles that name four people, a body and a place, three times each."""
    names = {name: PersonFactory(name=name) for name in ("赵海洋", "单立新", "林晴", "司马听雪")}
    bureau, town = OrganizationFactory(name="云溪区水务局"), PlaceFactory(name="石门镇", type="镇")
    for number in range(3):
        said = "、".join(names)
        article = ArticleFactory(
            text=f"第{number}次乡村振兴会议在石门镇召开，{said}参加，云溪区水务局汇报。",
            kind="photo" if number else "article",
        )
        for name, person in names.items():
            MentionFactory(article=article, text=name, person=person, status="linked")
        MentionFactory(article=article, kind="organization", text="云溪区水务局", organization=bureau, status="linked")
        MentionFactory(article=article, kind="place", text="石门镇", place=town, status="linked")
    index_now()


@pytest.fixture
def archive(made_once: Callable[[object], None], index_now: Callable[[], None]) -> Callable[[], None]:
    """The articles of `make_archive`, indexed; call it to index what has changed since."""
    made_once(make_archive)
    return index_now


def meant(q: str, **options: object) -> list[tuple[str, int]]:
    """The queries offered, with what each finds."""
    request = Request(q=q, **options)
    return [(each.query, each.count) for each in did_you_mean(request, search(request).count)]


MEANT = {
    "赵海阳": "赵海洋",  # sounds the same
    "照海阳": "赵海洋",
    "赵海详": "赵海洋",  # looks alike
    "赵海样": "赵海洋",
    "赵洋海": "赵海洋",  # changed places
    "赵海海洋": "赵海洋",  # one too many
    "赵洋": "赵海洋",  # one too few
    "善立新": "单立新",  # the surname's own reading
    "林睛": "林晴",
    "凌晴": "林晴",  # nearly the same sound
    "司马听血": "司马听雪",
    "云溪区水雾局": "云溪区水务局",
    "石闷镇": "石门镇",
    "乡村震兴": "乡村振兴",  # no record: a phrase of the texts
    "香村振兴": "乡村振兴",
}


def test_what_was_meant_is_offered(archive: object) -> None:
    assert {typed: meant(typed)[:1] for typed in MEANT} == {typed: [(name, 3)] for typed, name in MEANT.items()}


def test_only_the_wrong_term_changes(archive: object) -> None:
    assert meant("石门镇 赵海阳") == [("石门镇 赵海洋", 3)]
    assert meant('"赵海阳" -无此事') == [('"赵海洋" -无此事', 3)]


def test_it_is_counted_under_the_same_filters(archive: object) -> None:
    assert meant("赵海阳", facets={"kind": FacetFilter(("photo",))}) == [("赵海洋", 2)]
    assert meant("赵海阳", facets={"kind": FacetFilter(("notice",))}) == []


@pytest.mark.parametrize(
    "q", ["", "赵海洋", "石门镇", "-赵海阳", "没有这回事", "zhaohaiyang", "2023", "(((", "一" * 200]
)
def test_nothing_is_offered_where_nothing_is_like_it(archive: object, q: str) -> None:
    assert meant(q) == []


def test_scattered_characters_are_no_find(archive: object) -> None:
    assert search(Request(q="赵洋海")).count == 3  # 赵, 洋 and 海, somewhere
    assert meant("赵洋海") == [("赵海洋", 3)]
    assert meant("会议石门镇") == []


def test_who_found_enough_is_not_asked(archive: Callable[[], None]) -> None:
    for _ in range(FEW + 1):
        ArticleFactory(text="照海阳的渔船和乡村震兴号一起回来了。")
    archive()
    for printed in ("照海阳", "乡村震兴"):
        assert did_you_mean(Request(q=printed), FEW) != []
        assert did_you_mean(Request(q=printed), FEW + 1) == []


def test_what_falls_apart_into_scattered_characters_is_no_find(archive: Callable[[], None]) -> None:
    for _ in range(FEW + 1):
        ArticleFactory(text="乡村地震之后百废待兴，林家小女睛好。")
    archive()
    for typed, name in {"乡村震兴": "乡村振兴", "林睛": "林晴"}.items():
        assert search(Request(q=typed)).count == FEW + 1
        assert meant(typed) == [(name, 3)]


def test_a_name_printed_once_is_more_than_one_printed_nowhere(archive: Callable[[], None]) -> None:
    once = PersonFactory(name="白云起")
    MentionFactory(article=ArticleFactory(text="白云起到会。"), text="白云起", person=once, status="linked")
    for _ in range(FEW + 1):
        ArticleFactory(text="白天云多，有人岂能不带伞。")
    archive()
    assert meant("白云岂") == [("白云起", 1)]


def test_a_place_is_meant_by_its_short_name_too(archive: Callable[[], None]) -> None:
    city = PlaceFactory(name="青岚市", type="市")
    for _ in range(3):
        article = ArticleFactory(text="青岚今日晴。")
        MentionFactory(article=article, kind="place", text="青岚", place=city, status="linked")
    archive()
    assert meant("清岚") == [("青岚", 3)]


def test_what_is_no_longer_public_is_not_offered(archive: Callable[[], None]) -> None:
    for article in Article.objects.all():
        article.state = Article.State.WITHHELD
        article.save()
    archive()
    assert meant("赵海阳") == meant("乡村震兴") == []


def test_without_an_index_nothing_is_offered(db: None) -> None:
    assert did_you_mean(Request(q="赵海阳"), 0) == []
