"""Mark what was found: every piece of text is escaped first, then the matches get <mark>.

Matches are looked for in the folded text, as the index does, and carried back to the text as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from archive.search.fold import Folded
from archive.search.marks import Marks, Span, within

SNIPPET_LENGTH = 120  # Characters: two or three lines on a wide screen.
MAX_PASSAGES = 3  # In a snippet; each shows something the others do not.
LEAD = 20  # Characters shown before the first match of a passage, so that it stands in its sentence.
SENTENCE_ENDS = "。！？；\n"

Match = tuple[int, Span]  # the number of the mark, the span in the original


def spans(text: str, marks: Marks, field: str = "") -> list[Span]:
    """Find what is to be marked in `text`, an article's `field`: ascending spans of the original that do not touch."""
    return _merged(span for _, span in _matches(text, within(marks, field)))


def mark(text: str, marks: Marks, field: str = "") -> SafeString:
    """Return `text`, an article's `field`, escaped, with everything to be marked in a <mark>."""
    return _marked(text, spans(text, marks, field), 0, len(text))


def snippet(texts: Mapping[str, str], marks: Marks, length: int = SNIPPET_LENGTH) -> SafeString:
    """Return the passages, some `length` characters in all, that say most about `marks`: escaped, marked, joined by ….

    `texts` is what they may be taken from, by field: the text with most of the marks; the first one if none has any.
    """
    found = [(text, _matches(text, within(marks, field))) for field, text in texts.items() if text]
    if not found:
        return SafeString()
    text, matches = max(found, key=lambda each: len({number for number, _ in each[1]}))
    merged = _merged(span for _, span in matches)
    shown = _passages(text, matches, length)
    inside = mark_safe("…").join(_marked(text, merged, start, end) for start, end in shown)
    return mark_safe(("…" if shown[0][0] else "") + inside + ("…" if shown[-1][1] < len(text) else ""))


def _passages(text: str, matches: Sequence[Match], length: int) -> list[Span]:
    """Choose one passage if it shows all that matched, else up to three shorter ones: ascending and apart."""
    numbers = {number for number, _ in matches}
    whole = _best(text, matches, length)
    if numbers <= _shown(matches, whole):
        return [whole]
    chosen: list[Span] = []
    missing = list(matches)
    while missing and len(chosen) < MAX_PASSAGES:
        passage = _best(text, missing, length // 2)
        chosen.append(passage)
        shown = _shown(matches, passage) | {missing[0][0]}  # a match longer than the passage is never shown whole
        missing = [match for match in missing if match[0] not in shown]
    return _merged(chosen)


def _shown(matches: Iterable[Match], passage: Span) -> set[int]:
    return {number for number, (start, end) in matches if passage[0] <= start and end <= passage[1]}


def _matches(text: str, marks: Marks) -> list[Match]:
    """List what is to be marked, by position; what is faint only where nothing else is."""
    if not marks or not text:
        return []
    folded = Folded(text)
    for faint in (False, True):
        found = [
            (number, folded.span(start, end))
            for number, each in enumerate(marks)
            if each.faint == faint
            for start, end in each.found(folded.text)
        ]
        if found:
            return sorted(found, key=lambda match: match[1])
    return []


def _merged(found: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _best(text: str, matches: Sequence[Match], length: int) -> Span:
    """Choose the passage of that length that shows the most different marks, then the most matches."""
    start = _passage_start(text, _best_match(matches, length), length)
    start = max(0, min(start, len(text) - length))
    return start, min(len(text), start + length)


def _best_match(matches: Sequence[Match], length: int) -> int:
    """Return where the first match of the best passage begins; 0 if there is none."""
    best, best_worth, last = matches[0][1][0] if matches else 0, (0, 0), 0
    inside: dict[int, int] = {}
    for first, (number, (start, _)) in enumerate(matches):
        while last < len(matches) and matches[last][1][1] <= start + length - LEAD:
            inside[matches[last][0]] = inside.get(matches[last][0], 0) + 1
            last += 1
        worth = (len(inside), last - first)
        if worth > best_worth:
            best, best_worth = start, worth
        if last > first:
            inside[number] -= 1
            if not inside[number]:
                del inside[number]
        else:
            last = first + 1
    return best


def _passage_start(text: str, match: int, length: int) -> int:
    """Begin at the sentence's start where that is near, else a little before the match."""
    lead = min(LEAD, length // 3)
    for position in range(match, max(0, match - lead), -1):
        if text[position - 1] in SENTENCE_ENDS:
            return position
    return max(0, match - lead)


def _marked(text: str, merged: list[Span], start: int, end: int) -> SafeString:
    pieces: list[str] = []
    done = start
    for first, last in merged:
        first, last = max(first, start), min(last, end)
        if first < last:
            pieces += (escape(text[done:first]), "<mark>", escape(text[first:last]), "</mark>")
            done = last
    pieces.append(escape(text[done:end]))
    return mark_safe("".join(pieces))
