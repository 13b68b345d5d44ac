"""Families: articles whose texts are one, a reprint's with its original's, whichever came first.

A family is what hangs together by pairs (`Likeness`), unless a person said of two of it that they are not one; its
number is the smallest id in it. It follows from the texts and from what people decided, not from the order in which
articles came. All of this is called inside the transaction that changed the texts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from archive.models.articles import Article
from archive.models.bulk import insert, insert_plain
from archive.models.copies import Likeness, TextKey
from archive.models.outbox import IndexChange
from archive.parsing.same_text import Text, essence, keys

Pair = tuple[int, int]  # ids, the smaller first
Keys = dict[int, set[int]]  # by the article's id
Verdict = Likeness.Verdict

# Looked through at a time; a statement has room for their keys.
AT_ONCE = 500
# A set form (the weather, every day) puts thousands of articles under one key: an article is compared with the latest
# so many of each, and with so many in all. Copies of one text hang together all the same, each by the ones before it.
CROWD = 50


def settle(pks: Iterable[int]) -> int:
    """Let the articles, whose texts may have changed, leave and enter families; return how many changed theirs."""
    ordered = sorted(set(pks))
    return sum(_settle(ordered[at : at + AT_ONCE]) for at in range(0, len(ordered), AT_ONCE))


def settle_redated(pks: Iterable[int]) -> int:
    """Let articles whose dates changed leave and enter families: a text is one with another only for so many days."""
    ordered = sorted(set(pks))
    for at in range(0, len(ordered), AT_ONCE):
        # Looked at like new ones.
        TextKey.objects.filter(article__in=ordered[at : at + AT_ONCE]).delete()
    return settle(ordered)


def join(articles: Sequence[Article]) -> int:
    """Say as a person that the texts of all these are one; return how many articles changed their family."""
    first, *others = sorted(each.pk for each in articles)
    with transaction.atomic():
        # They bring their families along: what was said against it between these is taken back.
        families = {each.family_id for each in articles} - {None}
        members = {first, *others, *Article.objects.filter(family__in=families).values_list("pk", flat=True)}
        Likeness.objects.filter(first__in=members, second__in=members, verdict=Verdict.OTHER).delete()
        _decide([(first, other) for other in others], Verdict.SAME)
        return regroup(members)


def part(articles: Sequence[Article]) -> int:
    """Say as a person that the texts of these are not those of the rest of their families, nor one with each other
    where a whole family is chosen; return how many articles changed their family."""
    chosen = {each.pk for each in articles}
    with transaction.atomic():
        families = {each.family_id for each in articles} - {None}
        members: dict[int | None, set[int]] = defaultdict(set)
        for each in Article.objects.filter(family__in=families).only("family"):
            members[each.family_id].add(each.pk)
        for family in members.values():
            rest = family - chosen or family
            _decide({_pair(one, other) for one in family & chosen for other in rest if one != other}, Verdict.OTHER)
        return regroup(chosen.union(*members.values()))


def _settle(pks: list[int]) -> int:
    found, stirred = _rekey(pks)
    candidates = _candidates(found) if found else set()
    texts = _texts({pk for pair in candidates for pk in pair})
    likenesses = {pair: texts[pair[0]].likeness(texts[pair[1]]) for pair in candidates}
    pairs = {pair: shared for pair, shared in likenesses.items() if shared}
    decided = _decisions(pairs)
    insert(
        Likeness(first_id=first, second_id=second, shared=shared)
        for (first, second), shared in sorted(pairs.items())
        if (first, second) not in decided
    )
    return regroup(stirred.union(*pairs))


def _rekey(pks: list[int]) -> tuple[Keys, set[int]]:
    """Store the keys of those of the articles whose texts have others than are stored; return these keys, and the
    articles whose family may have been for what the machine found in their former texts: that is let go of."""
    stored: Keys = defaultdict(set)
    for pk, key in TextKey.objects.filter(article__in=pks).values_list("article", "key"):
        stored[pk].add(key)
    changed = Keys()
    for pk, text, captions, joined in Article.objects.filter(pk__in=pks).values_list(
        "pk", "text", "captions", "joined_to"
    ):
        # The words of what is joined to another article stand there.
        own = set() if joined else set(keys(told(text, captions)))
        if own != stored[pk]:
            changed[pk] = own
    ties = _of(changed).exclude(verdict=Verdict.OTHER) if changed else Likeness.objects.none()
    stirred = {pk for pair in ties.values_list("first", "second") for pk in pair}
    if stirred:
        ties.filter(verdict=Verdict.FOUND).delete()
    if old := [pk for pk in changed if stored[pk]]:
        TextKey.objects.filter(article__in=old).delete()
    insert_plain(TextKey, ("article", "key"), [(pk, key) for pk, own in changed.items() for key in sorted(own)])
    return changed, stirred


def _candidates(found: Keys) -> set[Pair]:
    """The pairs of these articles and those that they share keys with: of too many those that share most."""
    wanted = {key for own in found.values() for key in own}
    newest = Window(RowNumber(), partition_by="key", order_by=F("article").desc())
    rows = TextKey.objects.filter(key__in=wanted).annotate(place=newest).filter(place__lte=CROWD)
    under: dict[int, list[int]] = defaultdict(list)
    for key, pk in rows.values_list("key", "article"):
        under[key].append(pk)
    candidates = set()
    for pk, own in found.items():
        shared = Counter(other for key in own for other in under[key] if other != pk)
        most = sorted(shared, key=lambda other: (-shared[other], -other))[:CROWD]
        candidates |= {_pair(pk, other) for other in most}
    return candidates


def _texts(pks: Collection[int]) -> dict[int, Text]:
    """The articles' texts, to be compared."""
    rows = Article.objects.filter(pk__in=pks) if pks else Article.objects.none()
    return {
        pk: Text(told(text, captions), day.toordinal() if day else 0)
        for pk, text, captions, day in rows.values_list("pk", "text", "captions", "date")
    }


def told(text: str, captions: str) -> str:
    """What is compared: the text, or what stands under the pictures where there are only these. Headlines differ from
    paper to paper."""
    return essence(text) or essence(captions)


def regroup(pks: set[int]) -> int:
    """Give these articles, and all that are or were in one family with them, the family that follows from the pairs;
    return how many that changed."""
    families = set(Article.objects.filter(pk__in=pks).exclude(family=None).values_list("family", flat=True))
    rows = Article.objects.filter(Q(pk__in=pks) | Q(family__in=families)).order_by()
    before = {pk: (family, joined) for pk, family, joined in rows.values_list("pk", "family", "joined_to")}
    members = [pk for pk, (_, joined) in before.items() if joined is None]
    after = dict.fromkeys(before)
    for cluster in _clusters(members, _of(members)):
        after |= dict.fromkeys(cluster, min(cluster))
    moved = [Article(pk=pk, family_id=family) for pk, family in sorted(after.items()) if family != before[pk][0]]
    changed = [each.pk for each in moved]
    Article.objects.bulk_update(moved, ["family"], batch_size=AT_ONCE)
    Article.objects.filter(pk__in=changed).update(revision=F("revision") + 1, updated_at=timezone.now())
    IndexChange.objects.enqueue("article", changed)
    return len(changed)


def _clusters(members: Iterable[int], pairs: QuerySet[Likeness]) -> Iterator[set[int]]:
    """What hangs together of the members, in sets of two and more: the surest pairs first, a person's before the
    machine's, and never two that a person told apart."""
    cluster = {pk: {pk} for pk in members}
    rows = [each for each in pairs if each.first_id in cluster and each.second_id in cluster]
    apart: dict[int, set[int]] = defaultdict(set)
    for each in rows:
        if each.verdict == Verdict.OTHER:
            apart[each.first_id].add(each.second_id)
            apart[each.second_id].add(each.first_id)
    ties = [each for each in rows if each.verdict != Verdict.OTHER]
    for each in sorted(ties, key=lambda tie: (tie.verdict == Verdict.FOUND, -tie.shared, tie.first_id, tie.second_id)):
        one, other = cluster[each.first_id], cluster[each.second_id]
        if one is not other and not any(apart[pk] & other for pk in one if pk in apart):
            one |= other
            cluster |= dict.fromkeys(other, one)
    seen = {id(each): each for each in cluster.values() if len(each) > 1}
    yield from seen.values()


def _decide(pairs: Iterable[Pair], verdict: Verdict) -> None:
    for first, second in sorted(pairs):
        Likeness.objects.update_or_create(first_id=first, second_id=second, defaults={"verdict": verdict})


def _decisions(pairs: Mapping[Pair, Any]) -> set[Pair]:
    """The pairs among these that a row has: a person's, or found from the other side."""
    pks = {pk for pair in pairs for pk in pair}
    return set(Likeness.objects.filter(first__in=pks, second__in=pks).values_list("first", "second")) if pks else set()


def _of(pks: Iterable[int]) -> QuerySet[Likeness]:
    """The pairs that these articles are in."""
    own = list(pks)
    return Likeness.objects.filter(Q(first__in=own) | Q(second__in=own))


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
