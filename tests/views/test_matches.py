"""What was searched for, carried into the article: marked, numbered, with ways from one place to the next."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article
from archive.views.matches import matches_in
from archive.views.names import Link, marked
from archive.views.parts import part_of
from tests.factories import ArticleFactory
from tests.views.page import document
from tests.views.scene import Scene

MARKUP = st.text(alphabet="<>&\"'甲乙 a/=;", max_size=30)


def test_every_place_is_marked_and_numbered_in_the_order_of_reading(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.article.get_absolute_url(), {"q": "河长 石门镇"}))
    assert page.all("mark") == ["河长", "河长", "石门镇", "石门镇", "石门镇"]
    numbers = [each["id"] for tag, each in page.elements if "hop" in (each.get("class") or "").split()]
    assert numbers == [f"m{number}" for number in range(1, 6)]
    assert "本文标出5处" in page.all("nav", class_="matches")[0]
    # In a circle, and to the first from the bar.
    addresses = [address for _text, address in page.links() if re.fullmatch("#m[0-9]", address)]
    assert addresses == ["#m1", "#m5", "#m2", "#m1", "#m3", "#m2", "#m4", "#m3", "#m5", "#m4", "#m1"]
    assert ("清除标记", scene.article.get_absolute_url()) in page.links()


def test_the_headline_and_captions_are_marked_too(client: Client, scene: Scene) -> None:
    page = document(client.get(scene.article.get_absolute_url(), {"q": "巡查员 春到 管住管好 第三次河长会议"}))
    assert [page.all("p", class_=part) for part in ("kicker", "deck")]
    assert "春到" in page.all("mark")
    assert "管住管好" in page.all("mark")
    assert "巡查员" in page.all("mark")


def test_a_name_stays_a_link_where_it_is_marked(client: Client, scene: Scene) -> None:
    html = client.get(scene.article.get_absolute_url(), {"q": '"长陆明"'}).content.decode()
    # The match begins before the link and ends in it: two pieces, one number.
    assert f'<mark>长</mark><a href="{scene.person.get_absolute_url()}"><mark>陆明</mark>远</a>' in html
    assert html.count('class="hop"') == 1
    document(client.get(scene.article.get_absolute_url(), {"q": "陆明远"}))


@pytest.mark.parametrize("query", ["", " ", "查无此字", "-河长", "((", "\0"])
def test_nothing_to_mark_is_nothing_shown(client: Client, scene: Scene, query: str) -> None:
    page = document(client.get(scene.article.get_absolute_url(), {"q": query}))
    assert not page.all("nav", class_="matches")
    assert not page.all("mark")


@pytest.mark.django_db
def test_a_headline_made_from_the_text_is_not_counted_twice(client: Client) -> None:
    article = ArticleFactory(headline="", text="石门镇的桃花开了。")
    page = document(client.get(article.get_absolute_url(), {"q": "桃花"}))
    assert page.all("h1") == ["石门镇的桃花开了。"]
    assert page.all("mark") == ["桃花"]


@pytest.mark.django_db
def test_hostile_queries_and_texts_stay_text(client: Client) -> None:
    hostile = '<script>alert(1)</script>"><b>'
    article = ArticleFactory(headline=hostile, text=f"甲{hostile}乙", captions=hostile, deck=hostile)
    response = client.get(article.get_absolute_url(), {"q": f"“{hostile}”"})
    html = response.content.decode()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<mark>" in html
    document(response)


@given(text=MARKUP, query=MARKUP, start=st.integers(0, 30), length=st.integers(0, 10))
def test_marking_changes_nothing_but_the_marks(text: str, query: str, start: int, length: int) -> None:
    article = Article(text=text)
    found = matches_in(article, f"“{query}”", part_of(RequestFactory().get("/"), text)).within("text", 0, len(text))
    links = [Link(start, start + length, "/x/")] if start + length <= len(text) and length else []
    html = marked(text, links, found)
    bare = re.sub(r'<span class="hop".*?</span></span>', "", html)
    assert re.sub(r'</?mark>|<a href="/x/">|</a>', "", bare) == marked(text, [])
    assert html.count('class="hop"') == len(found)
