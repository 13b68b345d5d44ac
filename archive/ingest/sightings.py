"""Sightings beside their mentions, and what follows from them: links tied anew, memberships, people nobody is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone

from archive.ingest.books import Link
from archive.ingest.evidence import Noted
from archive.ingest.namesakes import Key
from archive.ingest.people import Relink, settle
from archive.models import IndexChange, Lead, Membership, Mention, Participation, Person, Sighting
from archive.models.bulk import insert
from archive.models.terms import Pair, derive

Named = tuple[int, str]  # an article's id, and a person's name in it
Tie = tuple[str, Key, int | None]  # a name, what it was seen under, whom it was tied to
# Ties looked for in one query: SQLite takes no more than a thousand conditions.
RELINKED = 200


def relink(relinks: Iterable[Relink], in_hand: Collection[int] = ()) -> set[Pair]:
    """Tie stored mentions as the evidence has it now, those of articles `in_hand` left out, with the parts that they
    say people took in events; return the memberships to derive."""
    pairs: set[Pair] = set()
    all_wanted = [((each.name, each.key, each.before), each.link) for each in relinks]
    for start in range(0, len(all_wanted), RELINKED):
        pairs |= _relink(dict(all_wanted[start : start + RELINKED]), in_hand)
    return pairs


def _relink(wanted: Mapping[Tie, Link], in_hand: Collection[int]) -> set[Pair]:
    which = Q(pk__in=[])
    for name, key, before in wanted:
        title = {} if key.post else {"title": key.title}
        post = Q(told=key.post) | Q(told=None, post=key.post) if key.post else Q(told=None, post=None)
        which |= post & Q(mention__text=name, home=key.home, mention__person=before, **title)
    rows = Sighting.objects.evidence().filter(which, mention__kind=Mention.Kind.PERSON, mention__locked_fields=[])
    rows = rows.exclude(mention__article__in=list(in_hand)).select_related("mention").order_by("pk")
    changed: dict[int, tuple[Mention, Link]] = {}
    pairs: set[Pair] = set()
    for row in rows:
        said = row.told_id or row.post_id
        key = Key(row.home_id, said, "" if said else row.title)
        link = wanted[row.mention.text, key, row.mention.person_id]
        pairs |= {(pk, row.post_id) for pk in (row.mention.person_id, link.pk) if pk and row.post_id}
        changed.setdefault(row.mention_id, (row.mention, link))
    _move_parts(changed.values())
    now = timezone.now()
    for mention, link in changed.values():
        mention.person_id, mention.status = link.pk, link.status
        mention.revision, mention.updated_at = mention.revision + 1, now
    mentions = [mention for mention, _ in changed.values()]
    Mention.objects.bulk_update(mentions, ["person", "status", "revision", "updated_at"], batch_size=200)
    IndexChange.objects.enqueue("article", {mention.article_id for mention in mentions})
    return pairs


def _move_parts(changed: Iterable[tuple[Mention, Link]]) -> None:
    """Let who took part in an event be the person that the name in its report means."""
    meant = {(mention.article_id, mention.text): (mention.person_id, link.pk) for mention, link in changed}
    told: dict[int, set[int]] = defaultdict(set)
    events = Mention.objects.filter(article__in={article for article, _ in meant}, event__isnull=False)
    for article, event in events.values_list("article", "event"):
        told[event].add(article)
    moved = []
    parts = Participation.objects.filter(event__in=told, name__in={name for _, name in meant})
    for part in parts.order_by("pk"):
        for article in sorted(told[part.event_id]):
            before, after = meant.get((article, part.name), (None, None))
            if (before, after) != (None, None) and part.person_id == before and part.revise(person_id=after):
                moved.append(part)
                break
    Participation.objects.bulk_update([part for part in moved if "person" not in part.locked_fields], ["person"])


def store(found: Mapping[Named, Sequence[Noted]], old: Collection[int], stirred: Iterable[Pair]) -> None:
    """Write what articles say of the people whom they name, in place of what was stored of the `old` ones among them;
    derive the memberships that this and `stirred` ask for."""
    articles = {article for article, _ in found} | set(old)
    mentions = Mention.objects.filter(article__in=articles, kind=Mention.Kind.PERSON).order_by("-position", "-pk")
    # Their spans and titles would have to be decoded.
    mentions = mentions.only("article", "text", "person", "locked_fields")
    by_name = {(each.article_id, each.text): each for each in mentions}
    held: dict[int, list[Sighting]] = defaultdict(list)
    if old:
        for row in Sighting.objects.filter(mention__article__in=old).order_by("pk"):
            held[row.mention_id].append(row)
    pairs = set(stirred)
    new: list[Sighting] = []
    gone: list[int] = []
    for named, mention in by_name.items():
        wanted = [_row(mention, each) for each in dict.fromkeys(found.get(named, ()))]
        stored = {_values(row): row.pk for row in held[mention.pk]}
        new += [row for row in wanted if _values(row) not in stored]
        keep = {_values(row) for row in wanted}
        # What a curator linked by hand stays seen as it was where the machine sees nothing any more.
        if named in found or not mention.locked_fields:
            gone += [row.pk for row in held[mention.pk] if _values(row) not in keep]
        posts = {row.post_id for row in (*wanted, *held[mention.pk]) if row.post_id}
        pairs |= {(mention.person_id, post) for post in posts if mention.person_id}
    if gone:
        Sighting.objects.filter(pk__in=gone).delete()
    insert(new)
    derive(pairs)


def _row(mention: Mention, noted: Noted) -> Sighting:
    return Sighting(
        mention=mention,
        post_id=noted.post,
        home_id=noted.home,
        body=noted.body,
        title=noted.title,
        kind=noted.kind,
        day=noted.day,
    )


def _values(row: Sighting) -> tuple[object, ...]:
    """What tells one sighting from another: the post is the one that the text says, as long as it leads to one."""
    post = row.post_id and (row.told_id or row.post_id)
    return post, row.home_id, row.body, row.title, row.kind, row.day


def sweep(pks: Collection[int]) -> None:
    """Delete those of the people whom nothing names any more and no curator touched: the machine took them for
    somebody of their own, and knows better now."""
    if not pks:
        return
    idle = Person.objects.filter(pk__in=pks, mentions=None, other_names=None, locked_fields=[], note="")
    kept = Membership.objects.exclude(locked_fields=[]).values("person")
    parts = Participation.objects.exclude(locked_fields=[]).filter(person__isnull=False).values("person")
    ruled = Lead.objects.filter(kind=Mention.Kind.PERSON, record__isnull=False).values("record")
    idle.exclude(pk__in=kept).exclude(pk__in=parts).exclude(pk__in=ruled).delete()


def borne_out_by(articles: Collection[int]) -> set[Pair]:
    """The memberships that articles bear witness to."""
    return Sighting.objects.filter(mention__article__in=articles).pairs() if articles else set()


def forget(articles: Collection[int]) -> None:
    """Draw the consequences of articles being taken down."""
    named = Mention.objects.filter(article__in=articles, kind=Mention.Kind.PERSON)
    reconsider(set(named.values_list("text", flat=True)), borne_out_by(articles))


def reconsider(names: Collection[str], stirred: Iterable[Pair] = ()) -> None:
    """Tell the people of these names apart anew; `stirred` are the memberships to derive besides."""
    settled = settle(names)
    pairs = set(stirred) | relink(settled.relinks)
    derive(pairs)
    sweep(settled.left | {person for person, _ in pairs})
