"""Sentences that a column, a caption or a page jump broke: does one line go on in another?"""

from __future__ import annotations

import functools
import re

from archive import words
from archive.parsing import patterns
from archive.parsing.lines import Line

# How sure each sign is that two lines are one sentence.
SURE = 0.99
LIKELY = 0.9
# A word across the break may be chance: "…修到心坎上" + "路是…" makes 上路.
SPANNED = 0.85
POSSIBLE = 0.7
# From here on the lines are joined.
JOINED = 0.6

# A line with a full stop inside, or as long as this, is running text: where it lacks its end, it was broken.
RUNNING_TEXT = 60

# A single line between paragraphs that is longer, with a comma, is rather a broken sentence than a subhead.
LONG_SUBHEAD = 28

# How many characters on either side decide whether a word spans the break.
WORD_REACH = 6

_PAIRED = {"“": "”", "(": ")", "《": "》", "‘": "’", "「": "」"}


def goes_on(first: Line, second: Line) -> float:
    """How sure it is that `second` goes on with the sentence in which `first` stops; 0 where it does not."""
    if second.opens_report or not second.folded:
        return 0.0
    if re.match(r"[,、。;:!?)”’』」》】]", second.folded):
        return SURE
    if first.closed:
        return 0.0
    if re.search(r"[,、(“《‘「—-]$", first.folded) or patterns.GOES_ON.match(second.folded):
        return SURE
    if _splits_number(first.folded, second.folded) or _is_bare_dateline(first):
        return SURE
    if unclosed(first.folded):
        return LIKELY
    if patterns.EARLY_STOP.match(second.folded):
        return LIKELY
    if word_spans(first.folded, second.folded):
        return SPANNED
    if patterns.OPEN_FRAME.match(first.folded) and patterns.FRAME_END.match(second.folded):
        return LIKELY
    if first.opens_report:
        return POSSIBLE
    if patterns.LINKING_WORD.fullmatch(last_word(first.folded)):
        return LIKELY
    if re.search("[。!?]", first.folded) or len(first.folded) >= RUNNING_TEXT:
        return POSSIBLE
    return POSSIBLE if is_fragment(first, second) else 0.0


def _is_bare_dateline(line: Line) -> bool:
    """Whether the line is a dateline and nothing else: "新华社临江5月3日电 (记者白云起)"."""
    return (
        line.opens_report and bool(re.search(r"(?:\)|电|讯|报道:?)$", line.folded)) and len(line.folded) < RUNNING_TEXT
    )


def unclosed(folded: str) -> bool:
    """Whether a quotation, bracket or title that the line opens is still open at its end."""
    return any(folded.rfind(opening) > folded.rfind(closing) for opening, closing in _PAIRED.items())


def word_spans(first: str, second: str) -> bool:
    """Whether a word stands across the break: "…雨水管" + "网改造" is 管网 broken in two."""
    left = re.search(rf"[{patterns.HAN}]{{1,{WORD_REACH}}}$", first[-WORD_REACH:])
    right = re.match(rf"[{patterns.HAN}]{{1,{WORD_REACH}}}", second)
    return bool(left and right) and _spans(left[0], right[0]) if left and right else False


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words.tokenizer().cut(text, HMM=False))


def _spans(left: str, right: str) -> bool:
    end = 0
    for word in _words(left + right):
        start, end = end, end + len(word)
        if start < len(left) < end:
            return True
    return False


def is_fragment(line: Line, following: Line | None, above: Line | None = None) -> bool:
    """Whether a short line is no heading but the end of a column: its sentence goes on in the line below."""
    if (
        following is None
        or following.opens_report
        or (line.closed and not following.folded.startswith(tuple(",、。”")))
    ):
        return False
    if _cannot_begin(following.folded) or unclosed(line.folded) or _splits_number(line.folded, following.folded):
        return True
    if patterns.OPEN_FRAME.match(line.folded) and patterns.FRAME_END.match(following.folded):
        return True
    if following.shape not in ("body", "jump") or patterns.SECTION_SUFFIX.search(line.folded):
        return False
    if patterns.SENTENCE_OPENING.match(line.folded) or patterns.REPORTED_SPEECH.search(line.folded):
        return True
    if patterns.LINKING_WORD.fullmatch(last_word(line.folded)):
        return True
    in_clauses = bool(re.search(r"[,、]", line.folded))
    between_paragraphs = above is not None and above.shape == "body" and above.closed
    if between_paragraphs and _is_long_for_subhead(line.folded):
        return True
    if above is not None and above.shape in ("short", "deck", "byline"):
        in_clauses = False
    early = patterns.EARLY_STOP.match(following.folded)
    return bool(early or in_clauses) and word_spans(line.folded, following.folded)


def _is_long_for_subhead(folded: str) -> bool:
    commas = folded.count(",")
    return len(folded) >= (LONG_SUBHEAD if commas < 2 else LONG_SUBHEAD - 4) and (commas > 0 or "、" in folded)


def last_word(folded: str) -> str:
    """The last word of a line."""
    tail = re.search(rf"[{patterns.HAN}]{{1,{WORD_REACH}}}$", folded[-WORD_REACH:])
    return _words(tail[0])[-1] if tail else ""


def first_word(folded: str) -> str:
    """The first word of a line."""
    head = re.match(rf"[{patterns.HAN}]{{1,{WORD_REACH}}}", folded)
    return _words(head[0])[0] if head else ""


def _cannot_begin(folded: str) -> bool:
    return bool(re.match(r"[,、。;:!?)”’』」》】]", folded) or patterns.GOES_ON.match(folded))


def _splits_number(first: str, second: str) -> bool:
    """Whether figures or Latin letters touch across the break: "20" + "17年", "2" + ".2万"."""
    return bool(re.search(r"[0-9A-Za-z.]$", first) and re.match(r"[0-9A-Za-z%.]", second))
