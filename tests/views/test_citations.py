"""References on an article's page and as files: what is known of the article, and nothing else."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client, RequestFactory

from archive.citing import Known, gbt7714
from archive.models import Article, Byline
from archive.views import citations
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory, PageFactory
from tests.views.page import document
from tests.views.scene import Scene

ADDRESS = "http://testserver/articles/{}/"


def fields(client: Client, article: Article) -> list[str]:
    """The references that the article's page shows."""
    return document(client.get(article.get_absolute_url())).all("textarea")


def test_the_page_shows_the_reference_in_each_form(client: Client, scene: Scene) -> None:
    online, printed, entry, record = fields(client, scene.article)
    head = "白小川. 云溪区第三次河长会议召开：要求把每一条河都管住管好"
    url = ADDRESS.format(scene.article.pk)
    assert online == f"{head}[N/OL]. 青岚日报，[2023-03]（1）. {url}."
    assert printed == f"{head}[N]. 青岚日报，[2023-03]（1）."
    assert f"@article{{fangzhi-{scene.article.pk}," in entry
    assert "TY - NEWS" in record
    page = document(client.get(scene.article.get_absolute_url()))
    assert page.all("ul", class_="cautions") == [
        "出版日期由报道内容推断，置于方括号中。出版日期只著录到已知的年或月。"
    ]


def test_what_is_not_known_is_left_out_and_told(client: Client, db: None) -> None:
    paper = NewspaperFactory(name="云溪区报纸", named=False)
    page = PageFactory(issue=IssueFactory(newspaper=paper, date=None), number=None)
    article = ArticleFactory(page=page, headline="", text="桃花开了。")
    assert fields(client, article)[1] == "[桃花开了。][N]. [云溪区报纸]."
    told = document(client.get(article.get_absolute_url())).all("ul", class_="cautions")[0]
    for words in ("未署作者", "没有标题", "报名未知", "出版日期不详", "版次不详"):
        assert words in told


@pytest.mark.parametrize(
    ("kind", "content_type", "begins"),
    [
        ("ris", "application/x-research-info-systems; charset=utf-8", "TY  - NEWS\r\n"),
        ("bib", "application/x-bibtex; charset=utf-8", "@article{fangzhi-"),
    ],
)
def test_references_as_files(client: Client, scene: Scene, kind: str, content_type: str, begins: str) -> None:
    response = client.get(f"/articles/{scene.article.pk}.{kind}")
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="fangzhi-{scene.article.pk}.{kind}"'
    assert response.content.decode().startswith(begins)


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_the_unpublished_is_not_cited(client: Client, scene: Scene, state: str) -> None:
    Article.objects.filter(pk=scene.article.pk).set_state(state)
    for kind in ("ris", "bib"):
        assert client.get(f"/articles/{scene.article.pk}.{kind}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "known"),
    [
        ({}, Known(2023, 3, 5)),
        ({"date": None}, None),
        ({"date_precision": "month"}, Known(2023, 3)),
        ({"date_precision": "year"}, Known(2023)),
        ({"date_origin": "printed"}, Known(2023, 3, 5)),
        ({"date_origin": "inferred"}, Known(2023, 3, 5, True)),
        ({"date_origin": "inferred", "date_earliest": (3, 5), "date_latest": (3, 5)}, Known(2023, 3, 5, True)),
        ({"date_origin": "inferred", "date_earliest": (3, 5), "date_latest": (3, 7)}, Known(2023, 3, None, True)),
        ({"date_origin": "inferred", "date_earliest": (3, 5), "date_latest": (4, 1)}, Known(2023, None, None, True)),
        ({"date_origin": "given", "date_earliest": (3, 5), "date_latest": (4, 1)}, Known(2023, 3, 5)),
    ],
)
def test_no_more_of_a_date_is_said_than_is_known(values: dict[str, object], known: Known | None) -> None:
    days = {name: date(2023, *value) if isinstance(value, tuple) else value for name, value in values.items()}
    assert citations.known(IssueFactory.build(newspaper=NewspaperFactory(), **days)) == known


def test_a_date_of_unknown_year_is_none(db: None) -> None:
    between = {"date_earliest": date(2022, 12, 30), "date_latest": date(2023, 1, 2)}
    issue = IssueFactory.build(
        date=date(2022, 12, 30), newspaper=NewspaperFactory(), date_origin="inferred", **between
    )
    assert citations.known(issue) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "signers", "authors"),
    [
        ("article", [("记者", "白小川"), ("通讯员", "顾一舟"), ("摄", "林小树")], ("白小川", "顾一舟")),
        ("article", [("摄", "林小树"), ("责任编辑", "顾一舟")], ()),
        ("article", [("文/图", "白小川"), ("摄影报道", "林小树")], ("白小川", "林小树")),
        ("article", [("记者", "白小川"), ("实习生", "白小川"), ("", "顾一舟")], ("白小川", "顾一舟")),
        ("photo", [("摄", "林小树")], ("林小树",)),
    ],
)
def test_who_wrote_it(kind: str, signers: list[tuple[str, str]], authors: tuple[str, ...]) -> None:
    article = ArticleFactory(kind=kind)
    for position, (role, name) in enumerate(signers):
        Byline.objects.create(article=article, position=position, role=role, name=name)
    assert citations.authors(article) == authors


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("deck", "subtitle"), [("——写在汛期", "写在汛期"), ("一行", "一行"), ("一行\n又一行", ""), ("", "")]
)
def test_a_deck_of_one_line_is_part_of_the_title(deck: str, subtitle: str) -> None:
    assert citations.subtitle(ArticleFactory(deck=deck)) == subtitle


def test_an_article_on_two_pages_names_both(scene: Scene) -> None:
    article = ArticleFactory(page=scene.page, position=7, goes_on="第二版", own={"text": "文"})
    page = PageFactory(issue=scene.issue, number=2)
    ArticleFactory(page=page, kind="continuation", joined_to=article, joined_at=1)
    work = citations.cited(article, RequestFactory().get("/"))
    assert work.pages == (1, 2)
    assert gbt7714(work, online=False).endswith("（1，2）.")


HOSTILE = '</script><script>alert(1)</script>"&\u2028\u202e'


def test_machines_are_told_what_is_known(client: Client, scene: Scene) -> None:
    html = client.get(scene.article.get_absolute_url()).content.decode()
    told = json.loads(html.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert told["@type"] == "NewsArticle"
    assert told["headline"] == "云溪区第三次河长会议召开"
    assert told["author"] == [{"@type": "Person", "name": "白小川"}]
    assert told["isPartOf"] == {"@type": "Newspaper", "name": "青岚日报"}
    assert told["url"] == ADDRESS.format(scene.article.pk)
    assert "datePublished" not in told  # It is only inferred.
    assert f'<link rel="canonical" href="{told["url"]}">' in html
    assert '<meta property="og:title" content="云溪区第三次河长会议召开">' in html
    assert "article:published_time" not in html
    page = PageFactory(issue=IssueFactory(date=date(2023, 5, 8)))
    dated = client.get(ArticleFactory(page=page).get_absolute_url()).content.decode()
    assert '"datePublished": "2023-05-08"' in dated
    assert '<meta property="article:published_time" content="2023-05-08">' in dated


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["headline", "deck", "section", "text"])
def test_hostile_text_ends_no_data_block(client: Client, field: str) -> None:
    article = ArticleFactory(**{field: HOSTILE})
    html = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    block = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert "alert(1)" in json.dumps(json.loads(block))
    assert "<" not in block
