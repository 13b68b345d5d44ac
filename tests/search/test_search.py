"""Searching an archive: compared with grep, with plain filtering, and with walking every page."""

import functools
import random
from datetime import date

import pytest
from haystack.exceptions import SearchBackendError
from haystack.inputs import AutoQuery, Exact
from haystack.query import SQ, SearchQuerySet

from archive.models import Article, Newspaper
from archive.search import FACETS, FacetFilter, Request, State, read, search
from archive.search.fold import fold, fold_query
from archive.search.query import exactly
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory, PageFactory


def parts(article):
    return [article.kicker, article.headline, article.deck, article.text, article.captions]


folded = functools.cache(fold)  # The same few texts are looked through hundreds of times.


def grep(articles, text):
    asked = fold_query(text)
    return {article.pk for article in articles if any(asked in folded(part) for part in parts(article))}


def found(*conditions, **filters):
    return {int(hit.pk) for hit in SearchQuerySet().filter(*conditions, **filters)[:1000]}


def ids(request):
    return [hit.article_id for hit in search(request).hits]


def pieces(articles, count, *, seed):
    """Cut strings of 1–12 characters from the articles."""
    pick = random.Random(seed)
    while count:
        text = pick.choice(parts(pick.choice(articles)))
        start = pick.randrange(len(text) or 1)
        piece = text[start : start + pick.randint(1, 12)]
        if fold_query(piece):
            count -= 1
            yield piece


def test_a_quoted_string_finds_exactly_what_grep_finds(archive):
    for piece in pieces(archive, 400, seed=1):
        expected = grep(archive, piece)
        assert found(content=exactly(piece).tree) == expected, piece
        if '"' not in piece:
            assert read(f'"{piece}"').tree == exactly(piece).tree


def test_counting_without_ranking_agrees(archive):
    for piece in pieces(archive, 100, seed=2):
        assert search(Request(f'"{piece}"', sort="oldest")).count == len(grep(archive, piece)), piece


def test_an_unquoted_paste_finds_its_article(archive):
    for piece in pieces(archive, 400, seed=3):
        assert grep(archive, piece) <= found(content=piece), (piece, read(piece))


def test_one_character(archive):
    for text in ("云", "，", "5", "a", "·"):
        expected = grep(archive, text)
        assert expected
        assert found(content=f'"{text}"') == found(content=text) == expected, text


def test_no_string_straddles_two_parts_of_an_article(db, index_now):
    article = ArticleFactory(kicker="甲乙", headline="丙丁", deck="", text="戊己\n庚辛", captions="壬癸")
    index_now()
    for text in ("乙丙", "丁戊", "己庚", "辛壬"):
        assert found(content=f'"{text}"') == set()
    for text in ("甲乙", "丙丁", "戊己", "庚辛", "壬癸"):
        assert found(content=f'"{text}"') == {article.pk}


@pytest.fixture
def four(db, index_now):
    """安全生产 apart, together, in the headline, and not at all."""
    texts = {
        "apart": {"headline": "甲", "text": "生产要抓，安全也要抓，会议开了。"},
        "together": {"headline": "甲", "text": "要抓安全生产这件事，植树的也来了。"},
        "headline": {"headline": "安全生产", "text": "要抓一件事，会议开了，植树也要。"},
        "neither": {"headline": "甲", "text": "植树，会议，别的没有什么可说的了。"},
    }
    articles = {name: ArticleFactory(**fields).pk for name, fields in texts.items()}
    index_now()
    return articles


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("安全生产", ["headline", "together", "apart"]),
        ('"安全生产"', ["headline", "together"]),
        ("生产安全", ["headline", "together", "apart"]),
        ("安全生产 会议", ["headline", "apart"]),
        ("安全生产 -会议", ["together"]),
        ("安全 | 植树", ["headline", "together", "apart", "neither"]),
        ("植树 -(安全 | 生产)", ["neither"]),
        ("植树 -“安全生产”", ["neither"]),
        ("-植树 -会议", []),
        ("没有这个词", []),
    ],
)
def test_queries(four, query, names):
    assert set(ids(Request(query))) == {four[name] for name in names}


def test_exact_matches_rank_first_and_headlines_above_texts(four):
    assert ids(Request("安全生产")) == [four["headline"], four["together"], four["apart"]]
    assert ids(Request('"安全生产"')) == [four["headline"], four["together"]]


def test_equal_scores_go_newest_first_then_by_id(db, index_now):
    page = PageFactory(issue=IssueFactory(date=date(2020, 1, 1)))
    later = PageFactory(issue=IssueFactory(date=date(2021, 1, 1)))
    undated = PageFactory(issue=IssueFactory(date=None))
    made = [ArticleFactory(page=each, headline="植树", text="") for each in (page, undated, later, page)]
    index_now()
    first, without, newest, second = (article.pk for article in made)
    assert ids(Request("植树")) == [newest, second, first, without]
    assert ids(Request("植树", sort="newest")) == [newest, second, first, without]
    assert ids(Request("植树", sort="oldest")) == [first, second, newest, without]
    assert ids(Request()) == [newest, second, first, without]


def test_every_hit_stands_on_exactly_one_page_at_any_size(archive):
    for query, order in (("会议 | 植树 | 调研", ()), ("石门镇", ("date",)), ("", ("-date",))):
        hits = SearchQuerySet().filter(content=query).order_by(*order)
        whole = [hit.pk for hit in hits[:1000]]
        assert len(whole) == len(set(whole)) == len(hits) > 0
        for size in range(1, 51):
            pages = [
                [hit.pk for hit in SearchQuerySet().filter(content=query).order_by(*order)[start : start + size]]
                for start in range(0, len(whole), size)
            ]
            assert sum(pages, []) == whole, size


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_walking_the_pages_of_a_search(archive, sort):
    whole = ids(Request("会议 | 植树", size=100, sort=sort))
    assert len(whole) == search(Request("会议 | 植树")).count
    for size in (7, 20):
        last = -(-len(whole) // size)
        pages = [ids(Request("会议 | 植树", page=page, size=size, sort=sort)) for page in range(1, last + 2)]
        assert sum(pages, []) == whole
        assert pages[-1] == []


def test_any_slice_of_a_query_set_is_that_slice(archive):
    whole = [hit.pk for hit in SearchQuerySet().all()[:1000]]
    assert len(whole) == len(SearchQuerySet().all()) == SearchQuerySet().count() == len(archive)
    assert [hit.pk for hit in SearchQuerySet().all()] == whole
    for start, end in [(5, 12), (0, 1), (63, 70), (64, 80), (10, 10), (1, 64)]:
        assert [hit.pk for hit in SearchQuerySet()[start:end]] == whole[start:end]
    assert SearchQuerySet()[3].pk == whole[3]


def test_filters_of_a_query_set(archive):
    paper = Newspaper.objects.get(name="沅溪日报")
    assert found(newspaper=paper.pk) == {each.pk for each in archive if each.newspaper == paper}
    assert found(newspaper__in=[paper.pk, 10**12, "x"]) == found(newspaper=paper.pk)
    assert found(~SQ(newspaper=paper.pk)) == {each.pk for each in archive if each.newspaper != paper}
    assert found(kind="photo") == {each.pk for each in archive if each.kind == "photo"}
    first, last = date(2022, 1, 1), date(2022, 6, 30)
    dated = [each for each in archive if each.date]
    assert found(date__range=(first, last)) == {each.pk for each in dated if first <= each.date <= last}
    assert found(date__gte=last) == {each.pk for each in dated if each.date >= last}
    assert found(date__lt=first) == {each.pk for each in dated if each.date < first}
    assert found(date__gt=first, date__lte=last) == {each.pk for each in dated if first < each.date <= last}
    both = found(SQ(kind="photo") | SQ(kind="opinion"), content="会议")
    assert both == {each.pk for each in archive if each.kind in ("photo", "opinion")} & found(content="会议")
    assert found(SQ(content="会议") | SQ(content="植树")) == found(content="会议 | 植树")
    assert found(content=Exact("石门镇")) == found(content__exact="石门镇") == grep(archive, "石门镇")
    assert found(content=AutoQuery("石门镇 -会议")) == found(content="石门镇 -会议")
    assert found(pk=archive[3].pk) == {archive[3].pk}


def test_hits_of_a_query_set_carry_their_columns(archive):
    article = archive[0]
    hit = SearchQuerySet().filter(pk=article.pk)[0]
    assert (hit.model, hit.pk, hit.object) == (Article, article.pk, article)
    assert (hit.newspaper, hit.date, hit.kind) == (article.newspaper_id, article.date, article.kind)
    assert (hit.page, hit.revision, hit.year) == (article.page.number, article.revision, article.date.year)
    assert SearchQuerySet().order_by("-date").values_list("date", flat=True)[0] == max(
        each.date for each in archive if each.date
    )
    assert [hit.object for hit in SearchQuerySet().filter(pk=article.pk).load_all()] == [article]


def test_what_the_backend_cannot_do_it_says(archive):
    everything = SearchQuerySet().all()
    for impossible in (
        everything.filter(headline="会议"),
        everything.filter(kind__startswith="p"),
        everything.order_by("kind"),
        everything.facet("text"),
        everything.narrow("kind:photo"),
        everything.date_facet("date", date(2020, 1, 1), date(2021, 1, 1), "hour"),
        everything.date_facet("date", date(2020, 1, 1), date(2021, 1, 1), "month", 3),
        everything.order_by("-date", "-score"),
    ):
        with pytest.raises(SearchBackendError):
            list(impossible[:1])


# Those that follow from the articles themselves; test_facets.py has the others.
COUNTED = ("newspaper", "year", "month", "kind", "page_number")


def counted(articles, name):
    values = {
        "newspaper": lambda article: article.newspaper.slug,
        "year": lambda article: article.date and str(article.date.year),
        "month": lambda article: article.date and f"{article.date:%Y-%m}",
        "kind": lambda article: article.kind,
        "page_number": lambda article: str(article.page.number),
    }[name]
    counts: dict[str, int] = {}
    for article in articles:
        if (value := values(article)) is not None:
            counts[value] = counts.get(value, 0) + 1
    return counts


def test_facets_count_what_was_found(archive):
    result = search(Request("石门镇"))
    articles = [article for article in archive if article.pk in grep(archive, "石门镇")]
    for name in COUNTED:
        assert {facet.value: facet.count for facet in result.facets[name]} == counted(articles, name)
        field = FACETS[name].field
        assert SearchQuerySet().facet(field).facet_counts()["fields"][field]


def test_facets_filter_each_other_but_not_themselves(archive):
    chosen = {
        "newspaper": FacetFilter(include=("青岚日报",)),
        "kind": FacetFilter(include=("article", "photo"), exclude=("photo",)),
        "year": FacetFilter(exclude=("2022",)),
    }
    result = search(Request(facets=chosen, size=100, date_to=date(2023, 12, 31)))

    def fits(article, without=""):
        return (
            article.date is not None
            and (without == "newspaper" or article.newspaper.slug == "青岚日报")
            and (without == "kind" or article.kind in ("article", "photo"))
            and article.kind != "photo"
            and article.date.year != 2022
        )

    assert {hit.article_id for hit in result.hits} == {article.pk for article in archive if fits(article)}
    for name in COUNTED:
        expected = counted([article for article in archive if fits(article, without=name)], name)
        assert {facet.value: facet.count for facet in result.facets[name]} == expected, name


def test_facets_have_labels_and_an_order(archive):
    facets = search(Request()).facets
    assert [(facet.value, facet.label) for facet in facets["newspaper"]] == [
        ("青岚日报", "青岚日报"),
        ("沅溪日报", "沅溪日报"),
    ]
    assert [facet.label for facet in facets["year"]] == ["2023年", "2022年", "2021年"]
    assert [facet.label for facet in facets["page_number"]] == ["第1版", "第2版", "第3版", "第4版"]
    assert {facet.value: facet.label for facet in facets["kind"]}["photo"] == "图片"


def test_a_renamed_newspaper_needs_no_new_index(archive):
    paper = Newspaper.objects.get(name="沅溪日报")
    paper.name, paper.slug = "新沅溪报", "xin"
    paper.save()
    result = search(Request(facets={"newspaper": FacetFilter(include=("xin",))}))
    assert result.count == sum(article.newspaper == paper for article in archive)
    assert ("xin", "新沅溪报") in {(facet.value, facet.label) for facet in result.facets["newspaper"]}


def test_a_value_that_does_not_exist_finds_nothing(archive):
    for name in FACETS:
        wrong = ("无", "0", "٣", "9" * 5000)
        assert search(Request(facets={name: FacetFilter(include=wrong)})).count == 0
        assert search(Request(facets={name: FacetFilter(exclude=wrong)})).count == len(archive)


def test_undated_articles_are_outside_every_date_range(archive):
    undated = sum(article.date is None for article in archive)
    assert undated
    assert search(Request(date_from=date.min)).count == len(archive) - undated
    assert search(Request(date_to=date.max)).count == len(archive) - undated
    day = next(article.date for article in archive if article.date)
    same_day = sum(article.date == day for article in archive)
    assert search(Request(date_from=day, date_to=day)).count == same_day


def test_hits_are_marked_and_escaped(db, index_now):
    ArticleFactory(headline="<b>会议</b>", text="甲" * 300 + "<img src=x onerror=alert(1)>会议")
    index_now()
    hit = search(Request("会议")).hits[0]
    assert hit.headline == "&lt;b&gt;<mark>会议</mark>&lt;/b&gt;"
    assert "&lt;img" in hit.snippet and "<img" not in hit.snippet and "<mark>会议</mark>" in hit.snippet


def test_a_snippet_comes_from_where_the_match_is(db, index_now):
    ArticleFactory(headline="甲", text="乙", captions="图为稻花节。")
    index_now()
    assert search(Request("稻花节")).hits[0].snippet == "图为<mark>稻花节</mark>。"


def test_what_is_no_longer_public_is_not_shown(archive):
    Article.objects.filter(pk=archive[0].pk).update(state=Article.State.WITHHELD)
    assert archive[0].pk not in {hit.article_id for hit in search(Request(size=100)).hits}


@pytest.mark.parametrize(
    "wrong", [{"page": 0}, {"size": 0}, {"size": 101}, {"sort": "best"}, {"facets": {"colour": FacetFilter()}}]
)
def test_a_request_that_no_form_lets_through(wrong):
    with pytest.raises(ValueError):
        Request(**wrong)


HOSTILE = [
    "会议~2",
    "[一 TO 龥]",
    "pub_date:[* TO *]",
    "django_ct:*",
    "会*",
    "?" * 100,
    " OR ".join("会议" for _ in range(5000)),
    " OR ".join(chr(0x4E00 + number) for number in range(5000)),
    "(" * 3000 + "会议" + ")" * 3000,
    "会" * 100_000,
    "-" * 500,
    '"' * 501,
    "“”" * 300,
    "\x00\x1e\x1f",
    "\ud800",
    "會議 ＯＲ",
    "a AND NOT (b OR",
]


def test_hostile_queries_are_answered(archive):
    for query in HOSTILE:
        result = search(Request(query))
        assert result.state == State.READY
        assert len(result.read_as.terms) <= 32


def test_an_article_of_another_newspaper_is_found_at_once(archive, index_now):
    article = ArticleFactory(
        page=PageFactory(issue=IssueFactory(newspaper=NewspaperFactory(name="第三日报"))), text="独一无二的话"
    )
    index_now()
    assert ids(Request("独一无二的话")) == [article.pk]
