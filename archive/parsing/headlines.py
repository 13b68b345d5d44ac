"""What the lines above an article are: section, kicker, headline, deck.

Of two lines that stand together the second either explains the first (headline and deck) or is led up to by it
(kicker and headline). Which of the two, each sign says with a weight; the headline stands where the lines above it
lean down and the lines below it lean up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive.parsing import patterns, repair, wording
from archive.parsing.cohesion import pairs, share
from archive.parsing.lines import Line
from archive.parsing.structures import Role
from archive.parsing.vocabulary import table

# What each sign weighs, in log-odds and set by hand: above zero the second of two lines is the first one's deck.
WEIGHTS = {
    # Most headings of two lines are kicker and headline.
    "two lines": -0.7,
    # A feature or a comment is led up to; what explains its headline begins with a dash. Reports have plain decks.
    "no report": -2.5,
    # ——石门镇移风易俗纪实, (2023年3月2日通过), 第二号 never head a text.
    "dash": 12.0,
    # 白云起强调, 石门镇—— hand over to a headline.
    "hands over": -7.0,
    # 石门镇, 上半年, 一季度: too short for news.
    "label": -4.0,
    # 三月以来, “五一”假期前四日 say when and no more; 就…, 在…, 经… open what the next line says.
    "setting of time": -5.0,
    "setting": -3.0,
    # 青岚市应急管理局, 沙河大桥项目 say who or what and not what happened.
    "name alone": -4.0,
    # 市政府召开新闻发布会, 三部门印发意见 say where news came from.
    "occasion": -3.0,
    # 青岚市六届人大三次会议闭幕 says what took place; who came and presided follows.
    "event": 2.5,
    "attendance": 4.0,
    "attended": 2.0,
    # 青岚市外贸持续回升, 一季度用电增长8%: how things went is news in itself.
    "outcome": 1.5,
    "event in second alone": -1.5,
    # 让老街更有味道: no one is named who does it.
    "slogan in first alone": -1.5,
    # A deck adds how much, or goes on without a subject: 将再修两条, 累计通车420公里.
    "figure": 1.5,
    "figures in second alone": 0.8,
    "goes on": 2.0,
    # Two halves are the mark of a headline: 心贴心 面对面.
    "halves second": -2.0,
    "halves first": -0.8,
    # The line that names who does it is the headline; a line without a subject leads up to it or explains it.
    "actor in second alone": -1.5,
    "actor in first alone": 0.5,
    # A deck has room for clauses, a headline for less.
    "clauses in second alone": 0.8,
    "clauses in first alone": -1.0,
    "gist": 4.5,
    "longer": 1.0,
    "shorter": -0.8,
    # Words in quotation marks, a question are what a text is headed by.
    "quoted": -2.0,
    # The first sentence of the text says again what the headline said.
    "lead": 1.2,
}

# Of three lines or more the first is seldom the headline: a kicker or a section stands above it, often a deck below.
LED_UP_TO, FOLLOWED = 4.0, 1.5

# A section's name is short: 云溪视窗, 时政要闻.
SECTION_LONGEST = 10

# One this short can't be a headline of news with a deck below: 一季度, 各级财政.
LABEL_LONGEST = 6

# The name of an office or of an undertaking alone is no longer: 青岚市生态环境保护综合执法支队.
NAME_LONGEST = 16

# How much longer or shorter than the headline a line is before its length says something.
LONGER = 1.2
SHORTER = 1.5

# A second line of clauses this long tells what the text says.
GIST_SHORTEST = 24

# So much of the text is read for its first sentence.
LEAD_CHARACTERS = 200

# What an archive knows its newspapers' sections to be called.
SECTIONS = table("sections", ())

_HALVES = re.compile(r"[^ ]{2,} +[^ ]{2,}")


def heading_roles(headings: Sequence[Line], text: Sequence[Line] = ()) -> dict[int, Role]:
    """The role of each heading line of an item by its number, told by the lines and by the text they head."""
    sections = _sections(headings)
    roles: dict[int, Role] = {line.number: "section" for line in sections}
    left = [line for line in headings if line.number not in roles]
    if not left:
        # A standing name alone is the item's headline after all.
        left = [sections[-1]]
    rows = _rows(left, text)
    main = _headline_place(["".join(line.folded for line in row) for row in rows], text)
    for place, row in enumerate(rows):
        if place > main:
            role: Role = "deck"
        elif place == main:
            role = "headline"
        else:
            # Of three lines or more the nearest to the headline is its kicker; above it stands the section.
            role = "kicker" if place == main - 1 else "section"
        roles.update({line.number: role for line in row})
    return roles


def is_section(folded: str) -> bool:
    """Whether a heading is a standing section's name: 云溪视窗."""
    if len(folded) > SECTION_LONGEST or is_halved(folded):
        return False
    if folded in SECTIONS:
        return True
    forms = (patterns.GENRE, patterns.SECTION_NAME, patterns.DOTTED_SECTION)
    return any(form.match(folded) for form in forms)


def _sections(headings: Sequence[Line]) -> list[Line]:
    """The standing names among headings. Right above the text "绣出一片天地" is rather the headline."""
    found = []
    for place, line in enumerate(headings):
        above = headings[place - 1].folded if place else ""
        led_up_to = 0 < place == len(headings) - 1 and _is_led_up_to(line.folded, above)
        known = line.folded in SECTIONS or patterns.PHOTO_SECTION.match(line.folded)
        if known or (is_section(line.folded) and not led_up_to):
            found.append(line)
    return found


def _is_led_up_to(folded: str, above: str) -> bool:
    if patterns.KICKER_ENDING.search(above):
        return True
    return len(folded) > LABEL_LONGEST and not patterns.DOTTED_SECTION.match(folded)


def is_halved(folded: str) -> bool:
    """Whether the line has two halves or more, parted by space: 心贴心 面对面."""
    return bool(_HALVES.search(folded))


def leaning(first: str, second: str, text: Sequence[Line] = ()) -> float:
    """How far the second of two lines (folded) is the deck of the first; below zero it is the first that leads up."""
    signs = [*_of_first(first), *_of_second(second), *_of_both(first, second), *_of_text(first, second, text)]
    return math.fsum(WEIGHTS[sign] * much for sign, much in signs)


def _rows(lines: Sequence[Line], text: Sequence[Line]) -> list[list[Line]]:
    """Lines that are one heading broken over two, together: "青岚市召开安全生产和" + "森林防火工作会议"."""
    rows: list[list[Line]] = []
    opening = _opening(text)
    for line in lines:
        if rows and _is_broken(rows[-1][-1].folded, line.folded, opening):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _is_broken(first: str, second: str, opening: str) -> bool:
    """Whether a heading goes on in the next line: it stops at 和 or inside quotation marks, or within a word and
    the text has the words that stand around the break."""
    if patterns.KICKER_ENDING.search(first) or patterns.DASH_DECK.match(second):
        return False
    if repair.unclosed(first) or wording.HEADING_OPEN.search(first):
        return True
    around = (first[-2:] + second[:1], first[-1:] + second[:2])
    if not any(part in opening for part in around) or not repair.word_spans(first, second):
        return False
    return len(repair.last_word(first)) == 1 or len(repair.first_word(second)) == 1


def _headline_place(texts: Sequence[str], text: Sequence[Line]) -> int:
    """Which of the headings is the headline: the one to which most of the others lean."""
    for place, heading in enumerate(texts):
        if _has_section(heading):
            return place
    leanings = [leaning(first, second, text) for first, second in pairwise(texts)]
    sums = [math.fsum(leanings[place:]) - math.fsum(leanings[:place]) for place in range(len(texts))]
    if len(texts) > 2:
        sums[0] -= LED_UP_TO
        sums[1] += 0 if _is_balanced(texts[0]) else FOLLOWED
    return max(range(len(texts)), key=lambda place: (sums[place], place))


def _is_balanced(folded: str) -> bool:
    """Whether the line is a slogan of equal halves, which stands over kicker and headline: 山河披绿 家园更新."""
    return is_halved(folded) and len({len(half) for half in folded.split()}) == 1


def _of_first(first: str) -> Iterator[tuple[str, float]]:
    """What the first line says of itself."""
    yield "two lines", 1
    event = bool(wording.EVENT_HEADLINE.search(first))
    if patterns.KICKER_ENDING.search(first) and not event:
        yield "hands over", 1
    elif wording.OCCASION.search(first):
        yield "occasion", 1
    elif wording.BARE_VERB.match(first):
        yield "label", 1
    elif event:
        yield "event", 1
    elif len(first) <= LABEL_LONGEST:
        yield "label", 1
    elif wording.TIME_SETTING.search(first):
        yield "setting of time", 1
    elif wording.SETTING_OPENING.match(first):
        yield "setting", 1
    elif len(first) <= NAME_LONGEST and wording.NAME_ALONE.search(first) and not wording.NEWS_VERB.search(first):
        yield "name alone", 1
    elif wording.OUTCOME.search(first):
        yield "outcome", 1


def _of_second(second: str) -> Iterator[tuple[str, float]]:
    """What the second line says of itself."""
    if patterns.DASH_DECK.match(second) or wording.NO_HEADLINE.match(second):
        yield "dash", 1
    elif wording.ATTENDANCE_DECK.match(second):
        yield "attendance", 1
    elif wording.ATTENDED.search(second) and not _tells_event(second):
        yield "attended", 1
    if re.match(r"^[“\"].*[”\"]$", second) or second.endswith("?"):
        yield "quoted", 1
    if wording.DECK_FIGURE.search(second):
        yield "figure", 1


def _of_both(first: str, second: str) -> Iterator[tuple[str, float]]:
    """What the two lines say of each other."""
    if _tells_event(second) and not wording.EVENT_HEADLINE.search(first):
        yield "event in second alone", 1
    if wording.SLOGAN_OPENING.match(first) and not wording.SLOGAN_OPENING.match(second):
        yield "slogan in first alone", 1
    if len(second) >= max(GIST_SHORTEST, 2 * len(first)) and re.search(r"[,;]", second):
        yield "gist", 1
    halves = is_halved(first), is_halved(second)
    if re.search(r"\d", second) and not re.search(r"\d", first):
        yield "figures in second alone", 1
    if wording.DECK_OPENING.match(second) and not (halves[0] or wording.SLOGAN_OPENING.match(first)):
        yield "goes on", 1
    if halves[1] and not halves[0] and len(second) < 2 * len(first) and not re.search(r"\d", second):
        yield "halves second", 1
    if halves[0] and not halves[1]:
        yield "halves first", 1
    acts = _names_actor(first), _names_actor(second)
    if acts[1] and not acts[0]:
        yield "actor in second alone", 1
    if acts[0] and not acts[1]:
        yield "actor in first alone", 1
    if re.search(r"[,;]", second) and not re.search(r"[,、;]", first):
        yield "clauses in second alone", 1
    if re.search(r"[,、]", first) and not re.search(r"[,、]", second):
        yield "clauses in first alone", 1
    if len(second) >= LONGER * len(first) and len(first) > LABEL_LONGEST:
        yield "longer", 2 if len(second) >= 2 * LONGER * len(first) else 1
    if len(first) > SHORTER * len(second):
        yield "shorter", 1


def _of_text(first: str, second: str, text: Sequence[Line]) -> Iterator[tuple[str, float]]:
    """What the text below says of the two lines."""
    if not text:
        return
    if not text[0].opens_report:
        yield "no report", 1
    sentence = pairs(re.split("[。!?]", _opening(text), maxsplit=1)[0])
    yield "lead", share(first, sentence) - share(second, sentence)


def _opening(text: Sequence[Line]) -> str:
    """The beginning of a text, without its dateline."""
    if not text:
        return ""
    return wording.DATELINE_END.sub("", text[0].folded[: 2 * LEAD_CHARACTERS], count=1)[:LEAD_CHARACTERS]


def _has_section(folded: str) -> bool:
    """Whether a section's name in brackets stands behind the line; a date or a form of a law is none."""
    suffix = patterns.SECTION_SUFFIX.search(folded)
    return bool(suffix and suffix.start() and not re.search(r"日|通过|\d{4}|草案|试行|修订", suffix["section"]))


def _tells_event(folded: str) -> bool:
    """Whether a half of the line says what took place: "读书周启动 白云起参加"."""
    return any(map(wording.EVENT_HEADLINE.search, folded.split(" ")))


def _names_actor(folded: str) -> bool:
    """Whether the line opens with a place or an office: 石门镇…, 全国…, 市卫健委…."""
    return bool(wording.ACTOR.match(folded))
