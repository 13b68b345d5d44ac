"""A long article in parts: every paragraph in one of them, and everything that leads into the text to its part."""

from __future__ import annotations

from random import Random

import pytest
from django.test import Client

from archive.models import Article
from archive.views.parts import LONG, PART, number_at, starts_of
from tests.factories import ArticleFactory, MentionFactory, PersonFactory
from tests.views.page import document

SENTENCE = "云溪区的各项工作平稳有序推进。"


def long_text(paragraphs: int) -> str:
    """Paragraphs of some 150 characters, each told by its number."""
    return "\n".join(f"第{number}段{SENTENCE * 10}" for number in range(1, paragraphs + 1))


@pytest.fixture
def article(db: None) -> Article:
    return ArticleFactory(headline="云溪区年度报告", text=long_text(200))


@pytest.mark.parametrize("seed", range(20))
def test_parts_begin_where_paragraphs_do(seed: int) -> None:
    random = Random(seed)
    text = "\n".join("文" * random.randrange(400) for _ in range(random.randrange(1, 700)))
    starts = starts_of(text)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert all(text[start - 1] == "\n" for start in starts[1:])
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert max(lengths) <= (LONG if len(text) <= LONG else 1.6 * PART)
    assert (len(starts) > 1) == (len(text) > LONG)
    for place in random.sample(range(len(text) + 1), min(50, len(text))):
        number = number_at(starts, place)
        assert starts[number - 1] <= place < [*starts, len(text) + 1][number]


def test_one_paragraph_stays_in_one_piece() -> None:
    assert starts_of("文" * 3 * LONG) == [0]


def test_every_paragraph_stands_in_one_part_and_keeps_its_number(client: Client, article: Article) -> None:
    address, parts = article.get_absolute_url(), len(starts_of(article.text))
    assert parts == 3
    found = []
    for number in range(1, parts + 1):
        page = document(client.get(f"{address}?part={number}"))
        found += [
            str(each["id"]) for tag, each in page.elements if tag == "p" and str(each.get("id", "")).startswith("p")
        ]
        assert f"这是第{number}部分" in page.text
    assert found == [f"p{number}" for number in range(1, 201)]
    whole = document(client.get(f"{address}?part=all"))
    assert "第1段" in whole.text
    assert "第200段" in whole.text
    assert "部分显示" not in whole.text
    for nonsense in ("x", "0", "99", ""):
        assert client.get(address, {"part": nonsense}).status_code == 200
    assert (
        f'<link rel="canonical" href="http://testserver{address}">' in client.get(f"{address}?part=2").content.decode()
    )


def test_matches_lead_to_their_part(client: Client, article: Article) -> None:
    address = article.get_absolute_url()
    page = document(client.get(address, {"q": "第3段 第190段"}))
    assert ("看第一处", "#m1") in page.links()
    links = dict(page.links())
    assert links["↓"].startswith("?") and links["↓"].endswith("part=3#m2")
    there = client.get(address + links["↓"].split("#")[0]).content.decode()
    assert 'id="m2"' in there
    assert 'part=1#m1"' in there
    assert ("看第一处", "?q=%E7%AC%AC190%E6%AE%B5&part=3#m1") in document(
        client.get(address, {"q": "第190段"})
    ).links()


def test_a_page_marks_so_many_and_stays_small(client: Client, article: Article) -> None:
    response = client.get(article.get_absolute_url(), {"q": "的"})
    assert response.content.count(b"<mark>") == 200
    assert "标出600处" in document(response).text
    assert len(response.content) < 150_000


def test_names_of_a_part_stand_beside_it(client: Client, article: Article) -> None:
    late = article.text.index("第190段")
    Article.objects.filter(pk=article.pk).update(lines={})
    person = PersonFactory(name="陆明远")
    MentionFactory(
        article=article,
        text="陆明远",
        status="linked",
        person=person,
        spans=[["text", late, late + 3, None]],
    )
    address = article.get_absolute_url()
    assert "陆明远" not in document(client.get(address)).text
    assert f"{address}?part=3#p190" in [each for _text, each in document(client.get(f"{address}?part=3")).links()]
