"""A small archive of invented articles, indexed."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive.models import Article
from archive.search import worker
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory, PageFactory

PLACES = ("云溪区", "石门镇", "松岗街道", "白鹭湖村", "铁佛寺", "青岚市", "南渡口社区", "柳林坝")
PEOPLE = ("陆明远", "白小川", "司马听雪", "单 立 新", "区伯谦", "阿依古丽·买买提", "査红缨")
DEEDS = (
    "到{place}调研安全生产工作，强调“党建＋”要落到实处",
    "在{place}主持召开防汛工作会议",
    "走访慰问{place}的老党员（共12户）",
    "为{place}第３届稻花节揭幕，全程5.8公里",
    "与{place}群众一起植树，－20℃不停工",
    "检查{place}的A级景区：停车场、步道和“口袋公园”",
    "说：“{place}的Ｗi-Ｆi要全覆盖！”",
)
TAILS = (
    "会议指出，要把安全责任落到每一个岗位。",
    "据了解，该工程总投资１.２亿元，COVID-19之后复工。",
    "村民们说：路好了，日子就好了。",
    "下一步，将继续完善“网格 + 热线”机制。",
    "……现场气氛热烈。",
)


def _text(pick: random.Random) -> str:
    paragraphs = []
    for _ in range(pick.randint(1, 4)):
        deed = pick.choice(DEEDS).format(place=pick.choice(PLACES))
        paragraphs.append(
            f"{pick.randint(1, 12)}月{pick.randint(1, 28)}日，{pick.choice(PEOPLE)}{deed}。{pick.choice(TAILS)}"
        )
    return "\n".join(paragraphs)


def make_archive(index_now: Callable[[], None]) -> list[Article]:
    """64 articles of two newspapers, three of them undated, in an index of several segments."""
    pick = random.Random(20230304)
    papers = [NewspaperFactory(name="青岚日报"), NewspaperFactory(name="沅溪日报")]
    articles = []
    for number in range(64):
        day = None if number % 21 == 20 else date(2021, 11, 20) + timedelta(days=pick.randint(0, 500))
        issue = IssueFactory(newspaper=papers[number % 3 == 0], date=day)
        page = issue.pages.filter(number=number % 4 + 1).first() or PageFactory(issue=issue, number=number % 4 + 1)
        articles.append(
            ArticleFactory(
                page=page,
                kind=pick.choice(["article", "article", "photo", "opinion"]),
                headline=f"{pick.choice(PEOPLE)}{pick.choice(DEEDS).format(place=pick.choice(PLACES))}"[:30],
                kicker=pick.choice(["", "奋进新征程 · 建设新云溪"]),
                deck=pick.choice(["", "——石门镇见闻"]),
                text=_text(pick),
                captions=pick.choice(["", "图为松岗街道的步道。\n白小川 摄"]),
            )
        )
        if number in (20, 40, 50):
            index_now()
    index_now()
    return articles


@pytest.fixture
def archive(made_once) -> list[Article]:
    """The articles of `make_archive`, indexed."""
    return made_once(make_archive)


@pytest.fixture
def home(db) -> Path:
    """The folder of the test's index; nothing is in it yet."""
    return worker.index_home()
