"""Whose name is it, and which article is which."""

from dataclasses import replace

import pytest

from archive.ingest.identity import Home, body_of, homes_of
from archive.ingest.match import pair
from archive.models import Article
from archive.parsing import Item
from archive.parsing.structures import Organization, Person, Place, Post

PROVINCE = ("山岚省",)
CITY = (*PROVINCE, "青岚市")
YUNXI = (*CITY, "云溪区")
ITEM = Item(
    places=(
        Place("石门镇", "镇", YUNXI),
        Place("双桥镇", "镇", YUNXI),
        Place("双桥镇", "镇", (*CITY, "东湖区")),
    ),
    organizations=(Organization("石门水厂", "石门自来水厂", place=(*YUNXI, "石门镇")),),
)


@pytest.mark.parametrize(
    ("titles", "posts", "area", "home"),
    [
        (["区长"], ["云溪区人民政府"], YUNXI, Home(YUNXI, True)),
        (["市长"], ["青岚市人民政府"], YUNXI, Home(CITY, True)),
        (["书记"], ["中国共产党石门镇委员会"], YUNXI, Home(YUNXI, True)),
        (["厂长"], ["石门自来水厂"], YUNXI, Home(YUNXI, True)),
        (["省委书记"], [], YUNXI, Home(PROVINCE, True)),
        (["市委书记"], [], YUNXI, Home(CITY, True)),
        (["云溪区人大常委会主任"], [], CITY, Home(YUNXI, True)),
        (["石门镇党委书记"], [], (), Home(YUNXI, True)),
        (["东平区人大常委会主任"], [], CITY, Home(CITY, True)),
        (["双桥镇镇长"], [], YUNXI, Home(YUNXI, True)),
        (["市场监管局局长"], [], YUNXI, Home(YUNXI, True)),
        (["乡村振兴局局长"], [], YUNXI, Home(YUNXI, True)),
        (["区长"], [], CITY, Home((), False)),
        (["县长"], [], YUNXI, Home((), False)),
        (["中共中央总书记"], [], YUNXI, Home((), True)),
        (["国务院总理"], [], (), Home((), True)),
        (["总书记"], [], YUNXI, Home((), True)),
        (["总理"], [], YUNXI, Home((), True)),
        (["总经理"], [], YUNXI, Home(YUNXI, True)),
        (["董事长"], [], YUNXI, Home(YUNXI, True)),
        (["交通运输部副部长"], [], YUNXI, Home((), True)),
        (["中国工程院院士"], ["中国工程院"], YUNXI, Home((), True)),
        (["中国作家协会会员"], [], YUNXI, Home(YUNXI, True)),
        (["全国劳动模范"], [], YUNXI, Home(YUNXI, True)),
        (["世界卫生组织总干事"], [], (), Home((), True)),
        (["法国总统"], [], YUNXI, Home(("法国",), True)),
        (["印尼外长"], [], (), Home(("印度尼西亚",), True)),
        (["青石集团董事长"], ["青石集团"], (), Home((), True)),
        (["县委书记"], [], (), Home((), False)),
        (["教授"], [], (), Home((), False)),
        (["港务公司经理"], [], (*YUNXI, "青岚港"), Home(YUNXI, True)),
        ([], [], YUNXI, Home(YUNXI, True)),
        (["市长"], [], (), Home(CITY, True)),
        ([], [], (), Home((), False)),
    ],
)
def test_where_a_person_belongs(titles, posts, area, home):
    person = Person("陆明远", tuple(titles), tuple(Post(body, "") for body in posts))
    assert homes_of(replace(ITEM, people=(person,)), area) == [home]


LEADERS = (Person("陆明远", ("全国政协副主席",)), Person("马川", ("国务委员",)))
HEAD = Person("沈林", ("云溪区区长",))


@pytest.mark.parametrize(
    ("company", "person", "home"),
    [
        (LEADERS, Person("白起云", rule="list"), Home((), True)),
        (LEADERS, Person("白起云", ("主席团常务主席",)), Home((), True)),
        (LEADERS, Person("白起云", rule="speech"), Home(YUNXI, True)),
        (LEADERS, Person("白起云", ("教师",)), Home(YUNXI, True)),
        ((*LEADERS, HEAD), Person("白起云", rule="list"), Home(YUNXI, True)),
        (LEADERS[:1], Person("白起云", rule="list"), Home(YUNXI, True)),
    ],
)
def test_who_stands_among_the_countrys_leaders_is_of_them(company, person, home):
    assert homes_of(replace(ITEM, people=(*company, person)), YUNXI)[-1] == home


def test_a_level_below_the_pages_area_is_the_only_one_that_the_item_names():
    item = Item(places=(Place("石门镇", "镇", YUNXI),))
    assert homes_of(replace(item, people=(Person("陆明远", ("区长",)),)), CITY) == [Home(YUNXI, True)]
    assert homes_of(Item(people=(Person("陆明远", ("市长",)),)), ()) == [Home((), False)]


def test_a_posts_body_lies_where_its_name_says():
    assert body_of(Post("云溪区人民政府", "区长"), ITEM, YUNXI) == ("云溪区人民政府", YUNXI)
    assert body_of(Post("青石集团", "经理"), ITEM, YUNXI) == ("青石集团", ())


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("石门镇沙河村党支部书记", (*YUNXI, "石门镇", "沙河村")),
        ("云溪区双桥镇沙河村党支部书记", (*YUNXI, "双桥镇", "沙河村")),
        ("沙河村党支部书记", YUNXI),  # of which town, nothing tells: somewhere in its official's home
    ],
)
def test_of_two_bodies_of_one_name_the_title_tells_which_is_meant(title, place):
    towns = ("石门镇", "双桥镇")
    item = Item(
        places=tuple(Place("沙河村", "村", (*YUNXI, town)) for town in towns),
        organizations=tuple(
            Organization(f"{town}沙河村党支部", "中共沙河村支部委员会", place=(*YUNXI, town, "沙河村"))
            for town in towns
        ),
    )
    post = Post("中共沙河村支部委员会", "书记")
    assert body_of(post, item, YUNXI, YUNXI, [title]) == ("中共沙河村支部委员会", place)


FLOOD = "春灌从三月开始，石门镇的干渠已经放水，水位比去年高。"
LIBRARY = "图书馆从今天起开到九点，周末也不例外，读者很高兴。"


def test_articles_are_known_again_by_their_text():
    stored = [Article(headline="春灌", text=FLOOD), Article(headline="图书馆", text=LIBRARY), Article(text="第三篇")]
    items = [
        Item(headline="新消息", text="别的事"),
        Item(headline="图书馆", text="改写过的话"),
        Item(text=FLOOD + "。"),
    ]
    assert pair(items, stored, same_dump=False) == {1: stored[1], 2: stored[0]}


def test_twins_keep_their_places():
    stored = [Article(headline="公告", text="停水"), Article(headline="公告", text="停水")]
    items = [Item(headline="公告", text="停水"), Item(headline="公告", text="停水")]
    assert pair(items, stored, same_dump=False) == {0: stored[0], 1: stored[1]}


def test_a_rewritten_article_is_known_by_its_lines_in_the_same_dump():
    stored = [Article(headline="春灌", text="编辑另写的一段", lines={"1": "headline", "2": "body"})]
    item = Item(headline="石门镇放水", text=FLOOD, lines={1: "headline", 2: "body"})
    assert pair([item], stored, same_dump=True) == {0: stored[0]}
    assert pair([item], stored, same_dump=False) == {}
