"""The cut of a text into words that jieba's dictionary likes best. No word is made up here: jieba's HMM stays off."""

from __future__ import annotations

import math
import re

from archive import words

# Nothing that is looked for runs over these.
_SENTENCE = re.compile(r"[^\n。！？；!?;]*[\n。！？；!?;]*")


@words.remembered(64)
def best_ends(text: str) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """For each character: the log probability of the best cut from there to its sentence's end, and the end of the
    first word of that cut.

    What jieba does in two steps (all words of a sentence, then the best way through) is done in one, from right to
    left; of two cuts as good the longer word wins. Words are looked for as long as jieba's dictionary has one that
    goes on, so that each character costs only a few looks.
    """
    tokenizer = words.tokenizer()
    look, log, unknown = tokenizer.FREQ.get, math.log, -math.log(tokenizer.total)
    rests, ends = [0.0] * (len(text) + 1), [0] * len(text)
    for sentence in _SENTENCE.finditer(text):
        start, stop = sentence.span()
        rests[stop] = 0.0
        for position in range(stop - 1, start - 1, -1):
            end = best_end = position + 1
            count = look(text[position])
            best = (log(count) + unknown if count else unknown) + rests[end]
            alone = not count  # a character that is no word: any word is better than to leave it
            while count is not None and end < stop:
                end += 1
                if count := look(text[position:end]):
                    worth = log(count) + unknown + rests[end]
                    if alone or worth >= best:
                        best, best_end, alone = worth, end, False
            rests[position] = best
            ends[position] = best_end
    return tuple(rests), tuple(ends)
