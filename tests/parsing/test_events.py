"""Events in invented articles, whose people and places are handed in by name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import triggers
from archive.parsing.actions import with_actions
from archive.parsing.dates import find_dates
from archive.parsing.events import MOST_EVENTS, find_events
from archive.parsing.structures import Event, Item, Person, Piece, Place, Span
from tests.thorough import examples

ISSUE = date(2023, 3, 5)


def article(text: str, headline: str = "", kind: str = "article") -> Item:
    """An item whose headline is line 1 and whose paragraphs are lines 3, 5, 7 …"""
    pieces = [Piece("headline", 0, len(headline), 1)] if headline else []
    lines = {1: "headline"} if headline else {}
    position = 0
    for number, paragraph in enumerate(text.split("\n")):
        line = 2 * number + 3
        pieces.append(Piece("text", position, position + len(paragraph), line))
        lines[line] = "body"
        position += len(paragraph) + 1
    return Item(kind=kind, headline=headline, text=text, lines=lines, pieces=tuple(pieces))


def spans(text: str, name: str) -> tuple[Span, ...]:
    """Every place where the name stands."""
    starts = (at for at in range(len(text)) if text.startswith(name, at))
    return tuple(Span("text", at, at + len(name), None) for at in starts)


def events(text: str, headline: str = "", people=(), places=(), kind: str = "article") -> tuple[Event, ...]:
    """The events of an article on 云溪区 in which these people and places were found."""
    item = article(text, headline, kind)
    found = tuple(Person(name, spans=spans(text, name)) for name in people)
    where = tuple(Place(name, "", spans=spans(text, name)) for name in places)
    return find_events(item, find_dates(text, ISSUE), with_actions(item, found), where, ("山岚省", "青岚市", "云溪区"))


@pytest.mark.parametrize(
    ("text", "title", "kind"),
    [
        ("3月3日，云溪区第五届植树工作推进会召开。", "云溪区第五届植树工作推进会", "会议"),
        ("3月3日，云溪区召开植树工作推进会。", "植树工作推进会", "会议"),
        ("云溪区植树工作推进会3月3日在古渡口召开。", "云溪区植树工作推进会", "会议"),
        ("云溪区植树工作推进会今天（3月5日）在古渡口召开。", "云溪区植树工作推进会", "会议"),
        (
            "云溪区第六届人大常委会第九次会议在完成各项议程后，3月3日下午闭幕。",
            "云溪区第六届人大常委会第九次会议",
            "会议",
        ),
        ("3月3日，云溪区人大常委会第九次会议审议了植树条例。", "云溪区人大常委会第九次会议", "会议"),
        ("3月3日，云溪区召开组织工作会议。", "组织工作会议", "会议"),
        ("3月3日，云溪区召开安全生产培训工作会议。", "安全生产培训工作会议", "会议"),
        ("为加强培训，3月3日，云溪区召开植树工作会议。", "植树工作会议", "会议"),
        ("3月3日，石门镇防火应急演练在古渡口举行。", "石门镇防火应急演练", "演练"),
        ("3月3日，石门镇举办了一场防火应急演练活动。", "防火应急演练活动", "演练"),
        ("3月3日，石门镇举办果树剪枝培训班。", "果树剪枝培训班", "培训"),
        ("3月3日，由区文化馆承办的“沅溪春晓”诗歌展演在大戏台举行。", "“沅溪春晓”诗歌展演", "演出"),
        ("3月3日，以“共护碧水”为主题的放鱼活动在古渡口举行。", "放鱼活动", "活动"),
        ("3月3日，云溪区举行水价调整听证会。", "水价调整听证会", "听证"),
        ("云溪区决定自3月3日8时启动大风蓝色预警。", "大风蓝色预警", "预警"),
    ],
)
def test_what_is_held_has_a_name(text, title, kind):
    (event,) = events(text, "一个标题")
    assert (event.title, event.type) == (title, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3月3日，陆明远到石门镇调研春耕。", "调研"),
        ("3月3日，陆明远带队暗访粮库。", "检查"),
        ("3月3日，陆明远看望护林员。", "慰问"),
        ("3月3日，陆明远会见沅溪市客商。", "会见"),
        ("3月3日，石门镇果品站挂牌成立。", "成立"),
        ("3月3日，石门大桥通车。", "启动"),
        ("3月3日，石门镇抢修水渠。", "施工"),
        ("3月3日，区法院在渡口开庭断水渠旧案。", "庭审"),
        ("3月3日，云溪区部署春季防火检查工作。", "部署"),
        ("3月3日，区委第一巡察组对区水利局开展巡察。", "巡察"),
        ("3月3日，石门镇整治河道垃圾。", "整治行动"),
    ],
)
def test_what_has_no_name_is_called_by_what_was_done(text, kind):
    (event,) = events(text, "春风又绿云溪岸")
    assert (event.title, event.type) == (text[5:-1], kind)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("3月3日，市图书馆的流动书车开到石门镇工地，工友们借到了书。", "市图书馆的流动书车开到石门镇工地"),
        ("当地时间3月3日，医疗队抵达沅溪市。", "医疗队抵达沅溪市"),
        ("昨日，石门镇老渡口的渡船换了新帆。", "石门镇老渡口的渡船换了新帆"),
        ("“药到了！”3月3日，代购员沈默把药放进取件柜。", "代购员沈默把药放进取件柜"),
    ],
)
def test_what_opens_a_report_is_an_event(text, title):
    (event,) = events(text, "春风又绿云溪岸")
    assert (event.title, event.type) == (title, "活动")


def test_the_headline_names_the_type_of_what_opens_a_report():
    (event,) = events("3月3日，扑火队背着水枪上了山。", "石门镇防火演练练出真功夫")
    assert (event.title, event.type) == ("扑火队背着水枪上了山", "演练")


def test_a_headline_that_tells_the_same_is_the_title():
    (event,) = events("3月3日，区长陆明远到石门镇调研春耕生产工作。", "陆明远到石门镇调研春耕")
    assert event.title == "陆明远到石门镇调研春耕"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("3月3日，云溪区召开植树工作推进会。", "云溪区"),
        ("云溪区3月3日召开植树工作推进会。", "云溪区"),
        ("3月3日，由区文化馆主办的诗歌展演在大戏台举行。", "区文化馆"),
        ("3月3日，区长陆明远主持召开植树工作推进会。", ""),
        ("3月3日，云溪区植树工作推进会召开。", ""),
    ],
)
def test_who_holds_it(text, host):
    (event,) = events(text)
    assert event.host == host


def test_without_a_headline_the_clause_is_the_title():
    (event,) = events("3月3日，陆明远到石门镇调研春耕，要求抓紧。")
    assert event.title == "陆明远到石门镇调研春耕"
    (event,) = events("3月3日，护林员沈默在石门镇林场巡查时说，树苗很好。")
    assert event.title == "护林员沈默在石门镇林场巡查"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("3月1日至3日，云溪区召开植树工作会议。", date(2023, 3, 1), date(2023, 3, 3)),
        ("2月20日以来，石门镇排查隐患。", date(2023, 2, 20), None),
        ("3月3日，树苗到了。当天，陆明远检查树苗。", date(2023, 3, 3), date(2023, 3, 3)),
        ("昨日，石门镇召开植树工作会议。", date(2023, 3, 4), date(2023, 3, 4)),
    ],
)
def test_when(text, start, end):
    (event,) = events(text)
    assert (event.start, event.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3月3日，陆明远表示，石门镇将开展演练。",
        "马川介绍了不久前召开的植树工作会议。",
        "记者3月3日从区水利局获悉，石门镇整治河道。",
        "3月3日，是第九个护河日。",
        "3月3日，走进石门镇，桃花开了。",
        "今天，石门镇家家有新房。",
        "“今年收成好。”3月3日，村民沈默喜上眉梢。",
        "针对近日召开的植树工作会议，大家作了讨论。",
        "陆明远在近日召开的植树工作会议上强调，要种活。",
        "连日来，石门镇开展植树活动。",
        "3月3日，天气晴好。",
        "3月3日，陆明远说：“我们开过会议，也搞过演练。”",
        "3月3日，区委宣传部的同志说，天气晴好。",
        "截至3月3日，全区检查粮库30座。",
        "每年3月3日，石门镇举行灯会活动。",
        "第一季度，云溪区召开植树工作会议。",
        "本周，云溪区召开植树工作会议。",
    ],
)
def test_no_event_without_a_day_or_a_trigger(text):
    assert events(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "近日，云溪区召开植树工作会议。",
        "云溪区日前召开植树工作会议。",
        "新华社青岚3月3日电 近日，云溪区召开植树工作会议。",
        "本报讯（记者马川）近日，云溪区召开植树工作会议。",
    ],
)
def test_on_an_open_day_is_an_event_without_a_date(text):
    (event,) = events(text, people=("马川",))
    assert (event.title, event.start, event.end, event.rule) == ("植树工作会议", None, None, "undated")


def test_on_a_day_of_an_unknown_year_too():
    text = "3月3日，云溪区召开植树工作会议。"
    (event,) = find_events(article(text), find_dates(text, None), (), ())
    assert (event.title, event.start, event.rule) == ("植树工作会议", None, "undated")


def test_an_opinion_reports_nothing():
    assert events("3月3日，云溪区召开植树工作会议。", kind="opinion") == ()


def test_a_dated_photo_is_an_event():
    (event,) = events("3月3日，石门镇的桃花开了。", kind="photo")
    assert (event.type, event.title, event.lines) == ("活动", "石门镇的桃花开了", (3,))


PARTICIPANTS = """3月3日，云溪区植树工作会议召开。区长陆明远主持会议，顾清、方小禾出席会议。
石门镇镇长白小川作了发言。陆明远强调，要把树种活。"""


def test_the_main_event_has_the_items_people_in_printed_order():
    (event,) = events(PARTICIPANTS, "云溪区开会", people=("白小川", "方小禾", "顾清", "陆明远"))
    assert [(each.name, each.part) for each in event.participants] == [
        ("陆明远", "主持"),
        ("顾清", "出席"),
        ("方小禾", "出席"),
        ("白小川", "发言"),
    ]
    assert event.lines == (1, 3, 5)


CAMPAIGN = """本报讯（记者马川）“电线不能这样接。”3月3日，石门镇安全员沈默在村民家中检查用电时说。
当天，站长顾清带人更换了电线。
为保障用电安全，石门镇开展大排查。3月1日以来，该镇排查隐患20处。
石门镇应急办主任方小禾介绍，隐患已整改。
“这件事要一直做下去。”石门镇镇长白小川说。"""


def test_a_scene_ends_where_the_report_turns_to_its_campaign():
    scene, campaign = events(CAMPAIGN, "石门镇守好用电关", people=("沈默", "顾清", "方小禾", "白小川"))
    assert (scene.title, scene.type, scene.lines) == ("石门镇安全员沈默在村民家中检查用电", "检查", (3, 5))
    assert [each.name for each in scene.participants] == ["沈默", "顾清"]
    assert (campaign.start, campaign.end, campaign.lines) == (date(2023, 3, 1), None, (7, 9, 11))
    assert [each.name for each in campaign.participants] == ["方小禾", "白小川"]


def test_a_report_whose_headline_names_who_acts_is_all_one_event():
    (event,) = events(
        CAMPAIGN.split("3月1日")[0] + "隐患很多。\n沈默说，会再来。", "沈默入户检查用电", people=("沈默",)
    )
    assert event.lines == (1, 3, 5, 7, 9)


def test_a_campaign_begins_when_it_is_launched():
    launch, campaign = events("3月3日，云溪区部署安全生产“春风行动”相关工作。", "云溪区启动“春风行动”")
    assert (launch.type, launch.end) == ("部署", date(2023, 3, 3))
    assert (campaign.title, campaign.type, campaign.start, campaign.end) == (
        "“春风行动”",
        "整治行动",
        date(2023, 3, 3),
        None,
    )


def test_who_is_only_spoken_of_takes_no_part():
    text = "3月3日，陆明远会见沅溪市客商代表顾清。\n陆明远说，方小禾去年的建议很好。"
    (event,) = events(text, people=("陆明远", "顾清", "方小禾"))
    assert [(each.name, each.part) for each in event.participants] == [("陆明远", "会见"), ("顾清", "")]


def test_meetings_of_city_and_district_in_one_sentence():
    text = "3月3日市区防火工作推进会召开后，云溪区3月4日召开全区防火工作推进会。"
    city, district = events(text, places=("云溪区",))
    assert (city.title, city.place) == ("市区防火工作推进会", "青岚市")
    assert (district.title, district.place, district.host) == ("全区防火工作推进会", "云溪区", "云溪区")


def test_a_leader_whose_speech_is_studied_takes_no_part():
    text = "3月3日，石门镇召开学习会议。"
    leader = Person("某某某", ("总书记",), spans=(Span("text", 0, 1, 3),))
    (event,) = find_events(article(text), find_dates(text, ISSUE), (leader,), ())
    assert event.participants == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3月3日，石门镇植树活动在古渡口广场举行。", "古渡口广场"),
        ("3月3日，云溪区的陆明远到石门镇调研。", "石门镇"),
        ("3月3日，石门镇召开植树工作会议。", "石门镇"),
        ("3月3日，植树工作会议召开。", ""),
    ],
)
def test_where(text, place):
    (event,) = events(text, places=("云溪区", "石门镇"))
    assert event.place == place


def test_another_day_is_another_event_of_its_own_sentence():
    text = "3月3日，云溪区召开植树工作会议，陆明远主持。\n3月4日，石门镇开展演练，顾清带队。"
    first, second = events(text, "云溪区植树", people=("陆明远", "顾清"))
    assert (second.start, second.type, second.lines, second.rule) == (date(2023, 3, 4), "演练", (5,), "sentence")
    assert [each.name for each in second.participants] == ["顾清"]
    assert first.lines == (1, 3, 5)


def test_a_second_event_of_the_day_must_name_itself():
    text = "3月3日，云溪区植树工作会议召开。\n3月3日，陆明远检查粮库。\n3月3日，果树剪枝培训班开班。"
    assert [event.title for event in events(text)] == ["云溪区植树工作会议", "果树剪枝培训班"]


def test_two_events_joined_in_one_name():
    first, second = events("3月3日，云溪区防火宣传周启动仪式暨石门镇防火应急演练在古渡口举行。")
    assert (first.type, second.type, second.title) == ("启动仪式", "演练", "石门镇防火应急演练")
    assert first.start == second.start


def test_an_election_at_a_congress():
    text = "3月3日，云溪区第六届人代大会三次会议开幕。陆明远主持。\n顾清当选为委员。"
    _, election = events(text, people=("陆明远", "顾清"))
    assert (election.type, election.lines) == ("选举", (5,))
    assert [each.name for each in election.participants] == ["顾清"]


def test_long_ago_is_background():
    text = "3月3日，石门镇召开植树工作会议。2018年3月5日，石门镇启动植树。"
    assert [event.start for event in events(text)] == [date(2023, 3, 3)]


def test_what_is_announced_is_marked_so():
    (event,) = events("云溪区植树工作会议将于3月9日召开。")
    assert (event.start, event.rule) == (date(2023, 3, 9), "announced")


@pytest.mark.parametrize(
    "text",
    [
        "市委组织部",
        "区委宣传部",
        "行政执法局",
        "四级调研员",
        "新华社会",
        "市检察院",
        "据了解",
        "记者了解到",
        "培训机构",
    ],
)
def test_offices_are_no_triggers(text):
    assert triggers.type_of(text) == ""


TEXT = st.text(alphabet="3月日4至起当天昨，。“”《》召开会议暨演练启动仪式检查当选陆明远\n电讯（）", max_size=120)


@examples()
@given(TEXT | st.text(max_size=60), st.sampled_from(["article", "photo", "notice"]))
def test_any_item_can_be_read(text, kind):
    item = article(text, "标题", kind)
    person = Person("陆明远", spans=spans(text, "陆明远"))
    found = find_events(item, find_dates(text, ISSUE), (person,), ())
    assert len(found) <= MOST_EVENTS + 2
    for event in found:
        assert event.title
        assert (event.start is None) == (event.rule == "undated")
        assert event.end is None or event.start <= event.end
        assert set(event.lines) <= set(item.lines)
