"""Events in invented articles, whose people and places are handed in by name."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.parsing import triggers
from archive.parsing.dates import find_dates
from archive.parsing.events import MOST_EVENTS, find_events
from archive.parsing.structures import Event, Item, Person, Piece, Place, Span

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
    """The events of an article in which these people and places were found."""
    return find_events(
        article(text, headline, kind),
        find_dates(text, ISSUE),
        tuple(Person(name, spans=spans(text, name)) for name in people),
        tuple(Place(name, "", spans=spans(text, name)) for name in places),
    )


@pytest.mark.parametrize(
    ("text", "title", "kind"),
    [
        ("3月3日，云溪区第五届植树工作推进会召开。", "云溪区第五届植树工作推进会", "会议"),
        ("3月3日，云溪区召开植树工作推进会。", "植树工作推进会", "会议"),
        ("3月3日，石门镇防火应急演练在古渡口举行。", "石门镇防火应急演练", "演练"),
        ("3月3日，石门镇举办果树剪枝培训班。", "果树剪枝培训班", "培训"),
        ("3月3日，由区文化馆承办的“沅溪春晓”诗歌展演在大戏台举行。", "“沅溪春晓”诗歌展演", "演出"),
        ("云溪区决定自3月3日8时启动大风蓝色预警。", "大风蓝色预警", "预警"),
    ],
)
def test_what_is_held_has_a_name(text, title, kind):
    (event,) = events(text, "一个标题")
    assert (event.title, event.type, event.start) == (title, kind, date(2023, 3, 3))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3月3日，陆明远到石门镇调研春耕。", "调研"),
        ("3月3日，陆明远带队暗访粮库。", "检查"),
        ("3月3日，陆明远看望护林员。", "慰问"),
        ("3月3日，石门镇果品站挂牌成立。", "成立"),
        ("3月3日，石门大桥通车。", "启动"),
        ("3月3日，石门镇抢修水渠。", "施工"),
        ("3月3日，区法院在渡口开庭断水渠旧案。", "庭审"),
    ],
)
def test_what_has_no_name_is_called_by_the_headline(text, kind):
    (event,) = events(text, "一个标题")
    assert (event.title, event.type) == ("一个标题", kind)


def test_without_a_headline_the_clause_is_the_title():
    (event,) = events("3月3日，陆明远到石门镇调研春耕，要求抓紧。")
    assert event.title == "陆明远到石门镇调研春耕"


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
        "近日，云溪区召开植树工作会议。",
        "3月3日，天气晴好。",
        "3月3日，陆明远说：“我们开过会议，也搞过演练。”",
        "3月3日，区委宣传部的同志说，天气晴好。",
        "截至3月3日，全区检查粮库30座。",
        "每年3月3日，石门镇举行灯会活动。",
        "第一季度，云溪区召开植树工作会议。",
        "本周，云溪区召开植树工作会议。",
        "新华社青岚3月3日电 近日，云溪区召开植树工作会议。",
    ],
)
def test_no_event_without_a_day_or_a_trigger(text):
    assert events(text) == ()


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


@settings(deadline=None)
@given(TEXT | st.text(max_size=60), st.sampled_from(["article", "photo", "notice"]))
def test_any_item_can_be_read(text, kind):
    item = article(text, "标题", kind)
    person = Person("陆明远", spans=spans(text, "陆明远"))
    found = find_events(item, find_dates(text, ISSUE), (person,), ())
    assert len(found) <= MOST_EVENTS + 2
    for event in found:
        assert event.title
        assert event.start is not None
        assert event.end is None or event.start <= event.end
        assert set(event.lines) <= set(item.lines)
