"""Suggestions while somebody types, from an archive with people, posts, bodies, places, columns and words."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import date

import pytest

from archive.models import Article, Membership, OtherName, Person, Post
from archive.search import spoken
from archive.search.suggest import EACH, Group, suggest
from archive.search.worker import index_home
from tests.factories import (
    ArticleFactory,
    MentionFactory,
    NewspaperFactory,
    OrganizationFactory,
    PersonFactory,
    PlaceFactory,
)


def make_archive(index_now: Callable[[], None]) -> None:
    """An archive of six articles, and what is known of it by ear."""
    NewspaperFactory(name="青岚日报")
    city = PlaceFactory(name="青岚市", type="市")
    district = PlaceFactory(name="云溪区", type="区", parent=city)
    town = PlaceFactory(name="石门镇", type="镇", parent=district)
    bureau = OrganizationFactory(name="云溪区水务局", place=district)
    office = OrganizationFactory(name="云溪区人民政府", place=district)
    people = {name: PersonFactory(name=name, home=district) for name in ("赵海洋", "赵慧颖", "赵河山", "单立新")}
    OtherName.objects.create(person=people["赵海洋"], name="阿海")
    post = Post.objects.create(organization=office, title="区长")
    Membership.objects.create(
        person=people["赵海洋"], post=post, first_seen=date(2023, 3, 5), last_seen=date(2023, 3, 5)
    )
    texts = ["区长赵海洋到石门镇看春耕。", "云溪区水务局春耕时节管水。", "春联送到石门镇。"]
    for number in range(6):
        article = ArticleFactory(text=texts[number % 3], section="春到云溪" if number < 2 else "")
        for name, person in list(people.items())[: max(1, 4 - number)]:
            titles = ["区长"] if name == "赵海洋" else []
            MentionFactory(article=article, text=name, person=person, status="linked", titles=titles)
        MentionFactory(article=article, kind="place", text="石门镇", place=town, status="linked")
        if number < 2:
            MentionFactory(
                article=article, kind="organization", text="云溪区水务局", organization=bureau, status="linked"
            )
    index_now()
    spoken.Writer().write(index_home())


@pytest.fixture
def archive(made_once: Callable[[object], None], index_now: Callable[[], None]) -> Callable[[], None]:
    """The articles of `make_archive`, indexed; call it to index what has changed since."""
    made_once(make_archive)
    return index_now


def texts(groups: list[Group], kind: str) -> list[str]:
    """What is suggested of one kind."""
    return [each.text for group in groups if group.kind == kind for each in group.suggestions]


PEOPLE = {
    "赵": ["赵海洋", "赵慧颖", "赵河山"],
    "赵海": ["赵海洋"],
    "海洋": ["赵海洋"],
    "趙海": ["赵海洋"],
    "阿海": ["赵海洋"],
    "zhaohaiyang": ["赵海洋"],
    "zhao hai yang": ["赵海洋"],
    "Zhao'hai": ["赵海洋"],
    "zhaoh": ["赵海洋", "赵慧颖", "赵河山"],
    "zhy": ["赵海洋", "赵慧颖"],
    "zhao海": ["赵海洋"],
    "zhaohy": ["赵海洋", "赵慧颖"],
    "赵hy": ["赵海洋", "赵慧颖"],
    "赵haiy": ["赵海洋"],
    "shanlixin": ["单立新"],
    "slx": ["单立新"],
    "danlixin": [],
    "钱": [],
}
OTHERS = {
    ("云溪", "organization"): ["云溪区水务局", "云溪区人民政府"],
    ("水务", "organization"): ["云溪区水务局"],
    ("yunxiqushuiwu", "organization"): ["云溪区水务局"],
    ("yxqswj", "organization"): ["云溪区水务局"],
    ("石门", "place"): ["石门镇"],
    ("shimen", "place"): ["石门镇"],
    ("云溪", "place"): ["云溪区"],
    ("区", "post"): ["区长"],
    ("quz", "post"): ["区长"],
    ("qz", "post"): ["区长"],
    ("春到", "section"): ["春到云溪"],
    ("chundao", "section"): ["春到云溪"],
    ("春", "word"): ["春耕", "春耕时节", "春联"],
    ("chunl", "word"): ["春联"],
}


def test_people_however_they_are_typed(archive: object) -> None:
    assert {typed: texts(suggest(typed), "person") for typed in PEOPLE} == PEOPLE


def test_everything_else(archive: object) -> None:
    assert {(typed, kind): texts(suggest(typed), kind) for typed, kind in OTHERS} == OTHERS


def test_names_come_first_and_say_who_is_meant(archive: object) -> None:
    person, *_ = groups = suggest("赵海洋")
    assert [group.kind for group in groups] == ["person"]
    (suggestion,) = person.suggestions
    assert suggestion.detail.startswith("云溪区人民政府区长")
    assert suggestion.url == Person.objects.get(name="赵海洋").get_absolute_url()
    assert suggestion.fill == ""


def test_what_is_no_record_fills_the_box(archive: object) -> None:
    (post,) = next(group.suggestions for group in suggest("区") if group.kind == "post")
    assert (post.text, post.detail, post.fill) == ("区长", "6篇", "职务:区长")
    assert post.url == "/search/?q=%E8%81%8C%E5%8A%A1%3A%E5%8C%BA%E9%95%BF"


def test_the_last_of_several_words_is_completed_and_the_others_stay(archive: object) -> None:
    (suggestion,) = next(group.suggestions for group in suggest("水渠 赵海") if group.kind == "person")
    assert suggestion.fill == "水渠 赵海洋"


def test_what_many_print_comes_before_what_only_begins_with_the_letters(archive: Callable[[], None]) -> None:
    for each in ("cad", "cba", "cctv", "cpi"):
        ArticleFactory(text=f"{each}报告送到了。")
    archive()
    spoken.Writer().write(index_home())
    assert texts(suggest("c"), "word")[0] == "春耕"


def test_what_is_known_by_ear_is_written_where_the_index_changed(
    archive: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[float] = []
    monkeypatch.setattr(spoken.Writer, "write", lambda _writer, home: written.append(time.time()))

    def written_beside(writer: spoken.Writer) -> int:
        writer.write_beside(index_home())
        for thread in [each for each in threading.enumerate() if each.daemon and each.name.startswith("Thread")]:
            thread.join(0.2)
        return len(written)

    (index_home() / spoken.LIST).unlink()
    assert spoken.beginning(spoken.WORDS, "chunf", 4) == []
    writer = spoken.Writer()
    assert written_beside(writer) == 1
    assert written_beside(writer) == 1  # not again at once, should it have failed
    (index_home() / spoken.LIST).write_text("words\tchunfen\t1\t春分")
    assert spoken.beginning(spoken.WORDS, "chunf", 4) == [("春分", 1)]
    monkeypatch.setattr(spoken, "SECONDS", -1)
    assert written_beside(writer) == 1  # the index is older than the list
    archive()
    ArticleFactory(text="秋分到了。")
    archive()
    os.utime(index_home() / spoken.LIST, (1, 1))
    assert written_beside(writer) == 2


def test_no_more_of_a_kind_than_can_be_seen_at_a_glance(archive: Callable[[], None]) -> None:
    article = Article.objects.first()
    for number in range(EACH + 3):
        person = PersonFactory(name="陆明远", note=f"第{number}位")
        MentionFactory(article=article, text="陆明远", person=person, status="linked", position=number)
    archive()
    assert texts(suggest("陆"), "person") == ["陆明远"] * EACH


def test_who_is_named_in_full_comes_before_whose_name_only_begins_so(archive: Callable[[], None]) -> None:
    article = Article.objects.first()
    for position, name in enumerate(("赵海", *("赵海鸣", "赵海晏", "赵海清") * 2)):
        for known in (article, ArticleFactory()) if len(name) > 2 else (article,):
            MentionFactory(
                article=known, text=name, person=PersonFactory(name=name), status="linked", position=position + 9
            )
    archive()
    assert texts(suggest("zhaohai"), "person")[0] == texts(suggest("赵海"), "person")[0] == "赵海"


def test_what_is_no_longer_public_is_not_suggested(archive: Callable[[], None]) -> None:
    before = {typed: suggest(typed) for typed in ("zhy", "qz", "chundao", "chunl")}
    assert all(before.values())
    Article.objects.update(state=Article.State.WITHHELD)
    for article in Article.objects.all():
        article.save()
    archive()
    assert {typed: suggest(typed) for typed in (*before, "赵", "春", "石门", "水务")} == dict.fromkeys(
        (*before, "赵", "春", "石门", "水务"), []
    )


def test_nothing_typed_is_an_error(archive: object) -> None:
    for typed in ("", " ", "\0", "“”", "%", "*", "-", "(((", "a" * 5000, "赵" * 5000, "\ud800", "🀄"):
        assert suggest(typed) == []


def test_without_an_index_nothing_is_suggested(db: None) -> None:
    assert suggest("赵") == []


def test_pieces_of_longer_words_are_not_suggested() -> None:
    words = [("青岚", 8), ("青岚市", 4), ("水务", 4), ("水务局", 4), ("务局", 4), ("春耕", 2)]
    assert spoken.whole(words) == [("青岚", 8), ("青岚市", 4), ("水务局", 4), ("春耕", 2)]
