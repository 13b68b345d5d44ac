"""Sentences that a column, a caption or a page jump broke: does one line go on in another?

The signs stand on both sides of the break: a word that runs across it, a first line whose last word waits for
another, a second line whose first word cannot begin. Where there is none, running text that lacks its full stop
was broken all the same, unless the second line begins as sentences begin.
"""

from __future__ import annotations

import math
import re

from archive import words
from archive.parsing import patterns
from archive.parsing.lattice import flag_of
from archive.parsing.lines import Line

# How sure each sign is that two lines are one sentence.
SURE = 0.99
# A word of the dictionary that begins on one line and ends on the other arises by chance hardly once in a
# thousand paragraphs: "…提前完成各项任" + "务".
SPANNED = 0.97
LIKELY = 0.9
# No sign but the missing full stop: "…施工队进驻石门镇" + "组织党员和志愿者清理河道。"
POSSIBLE = 0.7
# From here on the lines are joined.
JOINED = 0.6
# A missing full stop before a line that begins as a sentence does: rather two paragraphs.
DOUBTFUL = 0.4

# A line with a full stop inside, or as long as this, is running text: where it lacks its end, it was broken.
RUNNING_TEXT = 60

# A single line between paragraphs that is longer, with a comma, is rather a broken sentence than a subhead.
LONG_SUBHEAD = 28
# Subheads are mostly shorter than this.
USUAL_SUBHEAD = 20
# A deck in one piece, with a comma, is mostly shorter than this.
LONGEST_DECK = 34

# Lines of verse, of a toast or of an address are about this short, and end in a comma without being broken.
VERSE_LONGEST = 26

# How many characters on either side decide whether a word spans the break.
WORD_REACH = 6

# How much likelier (natural logarithm) the dictionary must find the characters run together than apart. A cut
# word gains 2 at the least; "…修到心坎上" + "路是给人走的" gains less, though 上路 is a word.
WORD_GAIN = 2.0

_PAIRED = {"“": "”", "(": ")", "《": "》", "‘": "’", "「": "」"}

# Parts of speech (jieba's letters) that wait for another word: adverbs, prepositions, conjunctions, particles.
_WAITING_FLAGS = frozenset(["d", "ad", "p", "c", "uj", "uz", "ug", "ud"])
# Parts of speech that cannot begin a sentence: particles, measure words, suffixes.
_LEANING_FLAGS = frozenset(["uj", "ul", "uz", "ug", "uv", "y", "k", "q"])
# Parts of speech that begin headings: verbs, adjectives, adverbs, prepositions, conjunctions.
_CALLING_FLAGS = frozenset(["v", "vn", "vd", "a", "ad", "an", "d", "p", "c", "i", "l"])
# No word of the dictionary, or the part of one.
_PARTS = frozenset(["x", "ng", "vg", "zg"])
# Parts of speech that begin sentences more than they go on with them: times, places, people, pronouns,
# set phrases.
_BEGINNING_FLAGS = frozenset(["t", "tg", "ns", "nr", "nrfg", "nrt", "nt", "r", "i", "l"])


def goes_on(first: Line, second: Line, above: Line | None = None) -> float:
    """How sure it is that `second` goes on with the sentence in which `first` stops; 0 where it does not.

    `above` is the line before `first`, where there is one in the same text.
    """
    if second.opens_report or not second.folded:
        return 0.0
    if patterns.MARK_FIRST.match(second.folded) or _splits_mark(first.folded, second.folded):
        return SURE
    if first.closed or patterns.ENDED.search(first.folded):
        return 0.0
    if _is_verse(first.folded, second.folded):
        return DOUBTFUL
    sign = SURE if _is_bare_dateline(first) else sign_of_break(first.folded, second.folded)
    if sign:
        return sign
    if first.opens_report or _is_running(first) or _is_telling(first.folded):
        return DOUBTFUL if patterns.SENTENCE_ADVERB.match(second.folded) else POSSIBLE
    if is_fragment(first, second, above):
        return DOUBTFUL if begins_anew(second.folded) or _is_call(first.folded) else POSSIBLE
    return 0.0


def gap_between(first: str, second: str) -> str:
    """What stands between the halves of a broken sentence: a space where two Latin words meet, else nothing."""
    return " " if patterns.LATIN_ENDS.search(first) and patterns.LATIN_BEGINS.match(second) else ""


def sign_of_break(first: str, second: str) -> float:
    """How sure the words on both sides (folded) say that a sentence runs across; 0 where they say nothing."""
    if re.search(r"[,、(“《‘「]$", first) or _splits_number(first, second):
        return SURE
    if patterns.GOES_ON.match(second):
        return SURE
    if word_spans(first, second):
        return SPANNED
    if unclosed(first) or _stops_early(second) or _leans(second) or _waits(first, second):
        return LIKELY
    if patterns.OPEN_FRAME.match(first) and patterns.FRAME_END.match(second):
        return LIKELY
    return 0.0


def begins_as_rest(first: str, second: str) -> bool:
    """Whether the second line, whatever the first waits for, begins as the rest of a sentence."""
    if patterns.MARK_FIRST.match(second) or patterns.GOES_ON.match(second) or word_spans(first, second):
        return True
    return _leans(second) or _stops_early(second)


def begins_anew(folded: str) -> bool:
    """Whether a line begins as sentences do: with a time, a place, a name, a quotation, a preposition."""
    if any(opening.match(folded) for opening in (patterns.SENTENCE_ADVERB, patterns.OWN_DATE, patterns.SPEAKER)):
        return True
    if re.match(r"[“《\[【]|\d{4}年", folded) or patterns.BEGINNING_PREPOSITION.match(folded):
        return True
    word = first_word(folded)
    return bool(word) and flag_of(word) in _BEGINNING_FLAGS


def _is_bare_dateline(line: Line) -> bool:
    """Whether the line is a dateline and nothing else: "新华社临江5月3日电 (记者白云起)"."""
    return (
        line.opens_report and bool(re.search(r"(?:\)|电|讯|报道:?)$", line.folded)) and len(line.folded) < RUNNING_TEXT
    )


def _is_running(line: Line) -> bool:
    """Whether the line is text that runs on: as long as a paragraph, or with a full stop inside."""
    return len(line.folded) >= RUNNING_TEXT or bool(re.search("[。!?]", line.folded))


def _is_verse(first: str, second: str) -> bool:
    """Whether two short lines end as verses do, the first in a comma: "青山排着队," + "绿水唱着歌。"."""
    return first.endswith(",") and len(first) <= VERSE_LONGEST and len(second) <= VERSE_LONGEST + 4


def unclosed(folded: str) -> bool:
    """Whether a quotation, bracket or title that the line opens is still open at its end."""
    return any(folded.rfind(opening) > folded.rfind(closing) for opening, closing in _PAIRED.items())


def word_spans(first: str, second: str) -> bool:
    """Whether a word stands across the break: "…提前完成各项任" + "务" is 任务 broken in two."""
    left = re.search(rf"[{patterns.HAN}]{{1,{WORD_REACH}}}$", first[-WORD_REACH:])
    right = re.match(rf"[{patterns.HAN}]{{1,{WORD_REACH}}}", second)
    return left is not None and right is not None and _spans(left[0], right[0])


@words.remembered(4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words.tokenizer().cut(text, HMM=False))


@words.remembered(4096)
def _spans(left: str, right: str) -> bool:
    together = _words(left + right)
    end = 0
    for word in together:
        start, end = end, end + len(word)
        if start < len(left) < end:
            return _likelihood(together) - _likelihood(_words(left)) - _likelihood(_words(right)) >= WORD_GAIN
    return False


def _likelihood(cut: tuple[str, ...]) -> float:
    """The logarithm of the probability of a row of words, by jieba's frequencies."""
    tokenizer = words.tokenizer()
    return math.fsum(math.log((tokenizer.FREQ.get(word) or 1) / tokenizer.total) for word in cut)


def last_word(folded: str) -> str:
    """The last word of a line; "" where it ends in no Chinese character."""
    tail = re.search(rf"[{patterns.HAN}]{{1,{WORD_REACH}}}$", folded[-WORD_REACH:])
    return _words(tail[0])[-1] if tail else ""


def first_word(folded: str) -> str:
    """The first word of a line; "" where it begins with no Chinese character."""
    head = re.match(rf"[{patterns.HAN}]{{1,{WORD_REACH}}}", folded)
    return _words(head[0])[0] if head else ""


def _waits(first: str, second: str) -> bool:
    """Whether the line's last word waits for another: "…大力" + "整治河道", "…以及" + "沙河两岸". Adverbs may close
    a phrase as well ("快速", "不少"): before a line that begins a sentence they say nothing."""
    word = last_word(first)
    if not word or patterns.LINKING_WORD.fullmatch(word):
        return bool(word)
    waiting = flag_of(word) in _WAITING_FLAGS or patterns.WAITING_WORD.fullmatch(word)
    return bool(waiting) and not begins_anew(second)


def _leans(folded: str) -> bool:
    """Whether the line's first word leans on one before it: "清淤" + "着的工人", "石门镇" + "和云溪区"."""
    word = first_word(folded)
    return bool(word) and (flag_of(word) in _LEANING_FLAGS or bool(patterns.LEANING_WORD.fullmatch(word)))


def _stops_early(folded: str) -> bool:
    """Whether the line begins with the rest of a word: "水,排进沙河", "务。村民都说好". A word of its own may
    stand before a comma ("山高,路远", "近日,…") or count ("一、强化责任")."""
    found = patterns.EARLY_STOP.match(folded)
    if not found or patterns.ORDINAL.match(folded):
        return False
    rest = found["rest"]
    return folded[found.end("rest")] == "。" or len(rest) == 1 or flag_of(rest) in _PARTS


def is_fragment(line: Line, following: Line | None, above: Line | None = None) -> bool:
    """Whether a short line is no heading but the end of a column: its sentence goes on in the line below."""
    if following is None or following.opens_report or following.shape == "byline":
        return False
    if line.closed:
        return following.folded.startswith(tuple(",、。”"))
    if _cannot_begin(following.folded) or unclosed(line.folded) or _splits_number(line.folded, following.folded):
        return True
    if patterns.OPEN_FRAME.match(line.folded) and patterns.FRAME_END.match(following.folded):
        return True
    if following.shape not in ("body", "jump") or patterns.SECTION_SUFFIX.search(line.folded):
        return False
    sign = 0.0 if patterns.ENDED.search(line.folded) else sign_of_break(line.folded, following.folded)
    if sign >= SPANNED or (sign and _runs(line.folded)):
        return True
    if patterns.LINKING_WORD.fullmatch(last_word(line.folded)):
        return True
    if _is_telling(line.folded):
        return True
    if above is None:
        return False
    if above.shape != "body":
        # A deck may be long; but what stands below a deck begins a sentence of its own.
        long = len(line.folded) >= LONGEST_DECK and "," in line.folded
        return long and not _is_call(line.folded) and not begins_anew(following.folded)
    return above.closed and _is_long_for_subhead(line.folded, following.folded)


def _is_telling(folded: str) -> bool:
    """Whether a short line tells something, as no heading does: "近日,…", "白云起说,…"."""
    if patterns.SENTENCE_OPENING.match(folded) or patterns.REPORTED_SPEECH.search(folded):
        return True
    return bool(patterns.SPOKEN_INSIDE.search(folded))


def _runs(folded: str) -> bool:
    """Whether a line without full stop is long for a heading, and in one piece: then weak signs count. A heading
    may end in a word that elsewhere waits for another ("亲近自然", "精彩不少")."""
    return len(folded) >= USUAL_SUBHEAD and " " not in folded


def _is_long_for_subhead(folded: str, following: str) -> bool:
    """Whether a single line between paragraphs is too long for a subhead: with a comma, and the longer the surer;
    less length will do where the line below begins in mid-phrase."""
    if " " in folded or not re.search("[,、]", folded):
        return False
    if len(folded) >= (LONG_SUBHEAD if folded.count(",") < 2 else LONG_SUBHEAD - 4):
        return True
    return _runs(folded) and not _is_call(folded) and not begins_anew(following)


def _is_call(folded: str) -> bool:
    """Whether a line begins as headings do, with a mark, a quotation, or a verb whose subject is left unsaid:
    "建好一条路,走活一盘棋"."""
    word = first_word(folded)
    return bool(patterns.SLOGAN.match(folded)) or (bool(word) and flag_of(word) in _CALLING_FLAGS)


def _cannot_begin(folded: str) -> bool:
    return bool(patterns.MARK_FIRST.match(folded) or patterns.GOES_ON.match(folded))


def _splits_mark(first: str, second: str) -> bool:
    """Whether a mark of two characters was cut in two: "…" + "…这天", "—" + "—石门镇"."""
    return any(
        first.endswith(mark) and second.startswith(mark) and first[-2:-1] != mark and second[1:2] != mark
        for mark in "…—"
    )


def _splits_number(first: str, second: str) -> bool:
    """Whether a figure, a date or a Latin word is cut: "20" + "17年", "2" + ".2万", "3月" + "2日", "三十二" + "支"."""
    if re.search(r"[0-9A-Za-z.]$", first) and re.match(r"[0-9A-Za-z%.]", second):
        return True
    return any(left.search(first) and right.match(second) for left, right in patterns.CUT_FIGURES)
