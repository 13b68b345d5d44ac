"""Mark what was found: every piece of text is escaped first, then the matches get <mark>.

Matches are looked for in the folded text, as the index does, and carried back to the text as printed.
"""

from collections.abc import Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from archive.search.fold import Folded, fold_query, fold_with_origins

SNIPPET_LENGTH = 120  # Characters: two or three lines on a wide screen.
LEAD = 20  # Characters shown before the first match of a passage, so that it stands in its sentence.
SENTENCE_ENDS = "。！？；\n"

Span = tuple[int, int]


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """Find where any of `words` stands in `text`: ascending spans of the original that do not touch."""
    return _merged(span for _, span in _matches(fold_with_origins(text), _needles(words)))


def mark(text: str, words: Iterable[str]) -> SafeString:
    """Return `text` escaped, with every occurrence of any of `words` in a <mark>."""
    return _marked(text, spans(text, words), 0, len(text))


def snippet(text: str, words: Iterable[str], length: int = SNIPPET_LENGTH) -> SafeString:
    """Return the passage of about `length` characters that says most about `words`, escaped and marked."""
    matches = _matches(fold_with_origins(text), _needles(words))
    start = _passage_start(text, _best(matches, length))
    start = max(0, min(start, len(text) - length))
    end = min(len(text), start + length)
    inside = _marked(text, _merged(span for _, span in matches), start, end)
    return mark_safe(("…" if start else "") + inside + ("…" if end < len(text) else ""))


def _needles(words: Iterable[str]) -> list[str]:
    return [needle for needle in dict.fromkeys(map(fold_query, words)) if needle]


def _matches(folded: Folded, needles: Sequence[str]) -> list[tuple[int, Span]]:
    """List (number of the needle, span in the original), by position."""
    found: list[tuple[int, Span]] = []
    for number, needle in enumerate(needles):
        start = folded.text.find(needle)
        while start >= 0:
            found.append((number, folded.span(start, start + len(needle))))
            start = folded.text.find(needle, start + len(needle))
    return sorted(found, key=lambda match: match[1])


def _merged(found: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _best(matches: list[tuple[int, Span]], length: int) -> int:
    """Choose the match from which a passage shows the most different needles, then the most matches."""
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


def _passage_start(text: str, match: int) -> int:
    """Begin at the sentence's start where that is near, else a little before the match."""
    for position in range(match, max(0, match - LEAD), -1):
        if text[position - 1] in SENTENCE_ENDS:
            return position
    return max(0, match - LEAD)


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
