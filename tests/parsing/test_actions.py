"""What people do in invented sentences, who are handed in by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing.actions import MOST_NAMES, part_in, with_actions
from archive.parsing.scenes import Extent
from archive.parsing.structures import Item, Person, Span
from tests.thorough import examples

PEOPLE = ("陆明远", "顾清", "方小禾", "马川", "白云起")


def acting(text: str, names: tuple[str, ...] = PEOPLE, **fields: str) -> tuple[Person, ...]:
    """These people with what they do in the text."""
    item = Item(text=text, **fields)
    found = []
    for name in names:
        where = [
            Span(field, at, at + len(name), None)
            for field, printed in (("headline", item.headline), ("text", text))
            for at in range(len(printed))
            if printed.startswith(name, at)
        ]
        found.append(Person(name, spans=tuple(where)))
    return with_actions(item, tuple(found))


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("区长陆明远主持会议并讲话。", {"陆明远": ["主持", "讲话"]}),
        ("区长陆明远主持会议，顾清、方小禾出席。", {"陆明远": ["主持"], "顾清": ["出席"], "方小禾": ["出席"]}),
        ("区领导陆明远、顾清和马川等参加。", {"陆明远": ["参加"], "顾清": ["参加"], "马川": ["参加"]}),
        ("区长陆明远，副区长顾清，区人大主任马川列席。", {"陆明远": ["列席"], "顾清": ["列席"], "马川": ["列席"]}),
        ("出席会议的还有陆明远、顾清。", {"陆明远": ["出席"], "顾清": ["出席"]}),
        ("陪同调研的有：区长陆明远，副区长顾清、马川。", {"陆明远": ["调研"], "顾清": ["调研"], "马川": ["调研"]}),
        ("陆明远会见白云起，顾清、方小禾参加会见。", {"陆明远": ["会见"], "顾清": ["参加"], "方小禾": ["参加"]}),
        # The clause goes on with whom it began.
        ("陆明远到石门镇，先后走访农户，察看水渠。", {"陆明远": ["走访", "察看"]}),
        ("陆明远在副区长顾清陪同下，到石门镇调研。", {"陆明远": ["调研"], "顾清": ["陪同"]}),
        ("会议由陆明远主持，顾清宣读名单。", {"陆明远": ["主持"], "顾清": ["宣读"]}),
        ("据马川介绍，果园丰收。", {"马川": ["介绍"]}),
        ("受区长陆明远委托，顾清主持会议。", {"顾清": ["主持"]}),
        # Who stands behind the verb does not do it, unless they do it together.
        ("陆明远会见了白云起一行，并参观展厅。", {"陆明远": ["会见", "参观"]}),
        ("陆明远看望慰问老党员马川。", {"陆明远": ["看望", "慰问"]}),
        ("陆明远听取了马川的汇报，随后察看水渠。", {"陆明远": ["听取", "察看"]}),
        ("总统陆明远同总理顾清举行会谈。", {"陆明远": ["会谈"], "顾清": ["会谈"]}),
        ("参加活动的居民马川说：“很好，要检查。”", {"马川": ["说"]}),
        # What is said has not been done.
        ("陆明远强调，要加强检查，抓好宣讲。", {"陆明远": ["强调"]}),
        ("“要加强检查。”陆明远说。", {"陆明远": ["说"]}),
        ("马川介绍，3月7日，陆明远会见白云起。", {"马川": ["介绍"], "陆明远": ["会见"]}),
        # Nouns and offices are no verbs.
        ("四级调研员马川参加工作三十年。", {}),
        ("检查组组长马川来了。", {}),
        ("马川学习陆明远的讲话。", {}),
    ],
)
def test_who_does_what(text, actions):
    found = {person.name: [each.verb for each in person.actions] for person in acting(text) if person.actions}
    assert found == actions


def test_an_action_tells_where_it_stands():
    (person,) = acting("3月3日，陆明远调研。", ("陆明远",), headline="陆明远到石门镇调研")
    assert [(each.verb, each.span.field, each.span.start) for each in person.actions] == [
        ("调研", "headline", 7),
        ("调研", "text", 8),
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("陆明远强调，要种树。会议由陆明远主持。", "主持"),
        ("陆明远强调，要种树。", "强调"),
        ("陆明远来了。", ""),
    ],
)
def test_a_part_says_more_than_words(text, part):
    (person,) = acting(text, ("陆明远",))
    assert part_in(person.actions, Extent(0, len(text), True)) == part


def test_a_part_is_taken_only_in_the_event():
    (person,) = acting("陆明远主持会议。\n陆明远说，好。", ("陆明远",))
    assert part_in(person.actions, Extent(9, 16, False)) == "说"


def test_a_list_of_names_without_end_has_no_actions():
    names = tuple(f"陆{chr(0x4E00 + number)}" for number in range(MOST_NAMES + 1))
    assert not any(person.actions for person in acting("、".join(names) + "参加会议。", names))


@examples()
@given(st.text(alphabet="陆明远顾清、，。“”主持出席在由同的强调会见\n（）", max_size=80))
def test_any_text_can_be_read(text):
    for person in acting(text):
        for each in person.actions:
            assert text[each.span.start : each.span.end] == each.verb
