"""What users ask about, drawn from the archive; `python -m tests.load.subjects` prints it as JSON."""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

POPULAR = 40  # The records of a kind that most people ask for: those that the most articles name.
OTHERS = 3_000  # Beside them, from all over the archive.
READ = 600  # Articles out of which words and passages are taken.
KINDS = ("person", "organization", "place", "event")


@dataclass(frozen=True)
class Subjects:
    """Words in the order of how often they are asked for, passages, articles, and by kind records as (number, name).

    The first POPULAR of words and of each kind are the popular ones; the rest stand in no order.
    """

    words: list[str]
    passages: list[str]
    articles: list[int]
    newspapers: list[str]
    records: dict[str, list[tuple[int, str]]]


def draw(seed: int) -> Subjects:
    """Draw them from the archive that Django is set up for."""
    from archive.models import Article, Newspaper

    pick = random.Random(seed)
    articles = list(Article.objects.public().order_by("pk").values_list("pk", flat=True))
    some = pick.sample(articles, min(READ, len(articles)))
    texts = list(Article.objects.filter(pk__in=some).order_by("pk").values_list("text", flat=True))
    return Subjects(
        words=_words(texts, pick),
        passages=[passage for text in texts if (passage := _passage(text, pick))],
        articles=pick.sample(articles, min(OTHERS, len(articles))),
        newspapers=list(Newspaper.objects.public().order_by("pk").values_list("slug", flat=True)),
        records={kind: _records(kind, pick) for kind in KINDS},
    )


def _words(texts: list[str], pick: random.Random) -> list[str]:
    """The words that the most texts have, then others, of two Chinese characters or more."""
    from archive import words

    counted: Counter[str] = Counter()
    for text in texts:
        counted.update({word for word in words.tokenizer().cut(text) if len(word) > 1 and _chinese(word)})
    popular = [word for word, _ in counted.most_common(POPULAR)]
    others = sorted(counted.keys() - set(popular))
    return popular + pick.sample(others, min(OTHERS, len(others)))


def _passage(text: str, pick: random.Random) -> str:
    """A few characters from within a line, as somebody copies them; none of a text that has no line so long."""
    lines = [line for line in text.split("\n") if len(line) > 20]
    if not lines:
        return ""
    line = pick.choice(lines)
    start, length = pick.randrange(len(line) - 12), pick.randint(4, 12)
    passage = line[start : start + length]
    return passage if _chinese(passage) else ""


def _chinese(text: str) -> bool:
    return all("\u4e00" <= each <= "\u9fff" for each in text)


def _records(kind: str, pick: random.Random) -> list[tuple[int, str]]:
    """Records that public articles name, the most-named first, then others."""
    from django.apps import apps

    from archive.models import Mention

    model: Any = apps.get_model("archive", kind)
    named = Mention.objects.public().filter(**{f"{kind}__isnull": False}).order_by()
    counted = Counter(named.values_list(kind, flat=True))
    popular = [pk for pk, _ in counted.most_common(POPULAR)]
    others = sorted(counted.keys() - set(popular))
    chosen = popular + pick.sample(others, min(OTHERS, len(others)))
    names = {record.pk: str(record) for record in model.objects.filter(pk__in=chosen)}
    return [(pk, names[pk]) for pk in chosen]


def loads(text: str) -> Subjects:
    """What was printed."""
    return Subjects(**json.loads(text))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    print(json.dumps(asdict(draw(int(sys.argv[1])))))
