"""The archive's own words, synonyms and what is not suggested, in the index and in what is found."""

import random

import pytest
from django.contrib.auth.models import User

from archive import lexicon
from archive.curating import wordlists
from archive.lexicon import Name
from archive.models import Article, IndexChange, WordList
from archive.models.acting import acting
from archive.search import Request, frequent_words, read, search, worker
from archive.search.fold import fold
from archive.search.suggest import suggest
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def change():
    user = User.objects.create(username="bai")

    def to(name, text):
        newest = WordList.objects.newest(name)
        with acting(user.pk, "试"):
            made = wordlists.change(name, text, seen=newest.pk if newest else 0)
        WordList.objects.enforce()
        return made

    return to


def found(q):
    return {hit.article_id for hit in search(Request(q=q, size=100)).hits}


def held(string):
    return {each.pk for each in Article.objects.all() if fold(string) in fold(f"{each.headline}\n{each.text}")}


@pytest.mark.dear
def test_no_article_is_missed_while_words_come_and_go(archive, home, change):
    pick = random.Random(7)
    texts = [fold(each.text) for each in archive]
    strings = []
    while len(strings) < 12:
        text = pick.choice(texts)
        start = pick.randrange(len(text) - 4)
        piece = text[start : start + pick.randint(2, 4)]
        if all("一" <= character <= "鿿" for character in piece):
            strings.append(piece)
    lists = ["\n".join(pick.sample(strings, 4)) for _ in range(3)]
    for text in [*lists, "", lists[0]]:
        change(Name.WORDS, text)
        for step in ("unsettled", "settled"):
            assert bool(lexicon.current().unsettled) == (step == "unsettled")
            for string in strings:
                assert found(f'"{string}"') == held(string), (text, step, string)
            if step == "unsettled":
                assert worker.drain(home).failed == 0


def test_a_word_is_suggested_when_the_index_knows_it(home, index_now, change):
    ArticleFactory(text="稻花渠水位平稳，稻花渠两岸插秧。")
    other = ArticleFactory(text="石门镇修路。")
    index_now()
    assert frequent_words("稻花渠", 5) == []
    decision = change(Name.WORDS, "稻花渠")
    assert decision.touched == 1
    assert list(IndexChange.objects.values_list("object_id", flat=True)) != [other.pk]
    assert not IndexChange.objects.filter(object_type="article", object_id=other.pk).exists()
    worker.drain(home)
    assert frequent_words("稻花渠", 5) == [("稻花渠", 1)]
    assert WordList.objects.unsettled() is None
    change(Name.UNSUGGESTED, "稻花渠")
    assert "稻花渠" not in [each.text for group in suggest("稻花") for each in group.suggestions]


def test_synonyms_are_found_with_what_is_typed(index_now, change):
    office, bureau, other = (
        ArticleFactory(text=text) for text in ("区城管局巡查。", "市城市管理局巡查。", "城管巡查。")
    )
    index_now()
    assert found("城管局") == {office.pk}
    change(Name.SYNONYMS, "城管局=城市管理局")
    assert found("城管局") == found("城市管理局") == {office.pk, bureau.pk}
    assert found("城管局 巡查") == {office.pk, bureau.pk}
    assert found('"城管局"') == {office.pk}
    assert found("巡查 -城管局") == {bureau.pk, other.pk}
    assert found("正文:城管局") == {office.pk, bureau.pk}
    asked = read("城管局 巡查").read_as
    assert asked.as_dict()["also"] == [{"text": "城管局", "others": ("城市管理局",)}]
    assert str(asked) == "城管局 巡查"
    marked = search(Request(q="城管局")).hits[0]
    assert "<mark>" in str(marked.snippet)
