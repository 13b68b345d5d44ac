"""A curator joins an article to its continuation on another page, or parts them.

Names are carried along from one to the other as they were read; the next ingest of the pages reads them anew out
of the whole. Dates are read out of the whole at once. What a curator locked is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.models import families, handover
from archive.models.articles import Article, Byline
from archive.models.dates import DateMention, Lines, read_again
from archive.models.handover import Span
from archive.models.mentions import Mention
from archive.models.sightings import Sighting
from archive.models.terms import derive
from archive.models.wholes import as_kept, breaks_of, printed
from archive.parsing import Item, joining

# A curator is sure.
BY_HAND = 1.0
_CHANGED = _("这篇文章刚刚另有改动，请刷新后再试。")


class CannotJoin(ValueError):
    """Why two articles cannot be made one, or taken apart; the message is for curators."""


def join(rest: Article, beginning: Article) -> None:
    """Make `rest` go on from `beginning`, at its end. Raises CannotJoin."""
    with transaction.atomic():
        rows = _locked(rest, beginning)
        if rest.pk not in rows or beginning.pk not in rows:
            raise CannotJoin(_CHANGED)
        head = rows.get(rows[beginning.pk].joined_to_id or beginning.pk)
        if head is None:
            raise CannotJoin(_CHANGED)
        _check(rows[rest.pk], head)
        _join(rows[rest.pk], head)
    rest.refresh_from_db()


def _locked(*articles: Article) -> dict[int, Article]:
    """The articles and all they are one with, as they are stored now, kept from others to the transaction's end.

    Locked in the order of their ids, as ingest locks them: of two who want the same, one waits for the other.
    """
    pks = {each.pk for each in articles}
    joined = Article.objects.filter(pk__in=pks).values_list("pk", "joined_to")
    heads = {head or pk for pk, head in joined}
    pks |= heads | set(Article.objects.filter(joined_to__in=heads).values_list("pk", flat=True))
    rows = Article.objects.select_for_update(of=("self",)).select_related("page").filter(pk__in=pks)
    return {row.pk: row for row in rows.order_by("pk")}


def _check(rest: Article, head: Article) -> None:
    """Raise CannotJoin where `rest` cannot go on from `head`."""
    if rest.pk == head.pk or rest.joined_to_id == head.pk:
        raise CannotJoin(_("这两篇已经是一篇。"))
    if rest.joined_to_id:
        raise CannotJoin(_("它已接入另一篇文章，请先拆开。"))
    if head.page.issue_id != rest.page.issue_id:
        raise CannotJoin(_("两篇不在同一期。"))
    if head.page_id == rest.page_id:
        raise CannotJoin(_("两篇在同一版上，不是转版。"))
    if "text" in head.locked_fields:
        raise CannotJoin(_("前文的正文已人工锁定，不能接入。"))
    if head.state == Article.State.PUBLISHED != rest.state:
        raise CannotJoin(_("后文尚未公开，接入后会随前文公开，请先发布。"))
    if head.state != rest.state:
        # Joined, it would take on the other's state: that is for those to decide who decide on what is public.
        raise CannotJoin(_("两篇的公开状态不同，请先改成同一状态。"))


def _join(rest: Article, head: Article) -> None:
    own = [each.pk for each in rest.chain()]
    if own:
        rewrite(rest, [], [])
    before = head.chain()
    chain = [*before, rest, *_fresh(own)]
    rest.lock(["joined_to"])
    rest.join_refused = [pk for pk in rest.join_refused if pk not in {head.pk, *(each.pk for each in before)}]
    sure = [*head.own.get("joins", ()), *([BY_HAND] * (len(own) + 1))]
    rewrite(head, chain, sure)
    rest.save(update_fields=["locked_fields", "join_refused"])
    _let_follow(head)


def part(rest: Article) -> None:
    """Take `rest`, and what goes on from it, out of the article it is joined to, never to be joined to it again by
    the machine. Raises CannotJoin where somebody else took it out meanwhile."""
    if rest.joined_to_id is None:
        return
    with transaction.atomic():
        rows = _locked(rest)
        row = rows.get(rest.pk)
        if row is None or row.joined_to_id != rest.joined_to_id or row.joined_to_id not in rows:
            raise CannotJoin(_CHANGED)
        _take_out(row, rows[row.joined_to_id], refuse=True)
    rest.refresh_from_db()


def _let_go(rest: Article) -> None:
    """Take `rest` out of whatever it is joined to by now; what it goes on from may be asked again."""
    with transaction.atomic():
        rows = _locked(rest)
        row = rows.get(rest.pk)
        if row and row.joined_to_id in rows:
            _take_out(row, rows[row.joined_to_id], refuse=False)


def _take_out(rest: Article, head: Article, *, refuse: bool) -> None:
    chain = head.chain()
    at = [each.pk for each in chain].index(rest.pk)
    sure = head.own.get("joins", [BY_HAND] * len(chain))
    rewrite(head, chain[:at], sure[:at])
    rest.refresh_from_db()
    rest.locked_fields = [name for name in rest.locked_fields if name != "joined_to"]
    if refuse:
        refused = {*rest.join_refused, head.pk, *(each.pk for each in chain[:at])}
        rest.join_refused = sorted(refused)
    if later := _fresh(each.pk for each in chain[at + 1 :]):
        rewrite(rest, later, sure[at + 1 :])
        _let_follow(rest)
    rest.save(update_fields=["locked_fields", "join_refused"])


def _fresh(pks: Iterable[int]) -> list[Article]:
    """The articles as they are stored now, in this order."""
    return [Article.objects.select_related("page").get(pk=pk) for pk in pks]


def rejoin(part_of: Article) -> None:
    """Let an article follow a change in what is joined to it, or in itself, made by a curator."""
    head = part_of.whole
    if head.own:
        with transaction.atomic():
            rewrite(head, head.chain(), head.own.get("joins", ()))


def follow_states(pks: Iterable[int]) -> None:
    """Let what is joined to these articles have their state; part those of them that have another than the article
    they are joined to: what a curator withholds must not be read there.

    A text that a curator has set keeps the words of all its pages: such an article is withheld with its rest.
    """
    involved = Article.objects.filter(Q(joined_to__isnull=False) | Q(own__has_key="text"), pk__in=list(pks))
    for head in involved.filter(joined_to=None):
        _let_follow(head)
    for rest in involved.exclude(joined_to=None).select_related("joined_to"):
        head = rest.whole
        if rest.state == head.state:
            continue
        if rest.state != Article.State.PUBLISHED and {"text", "captions"} & set(head.locked_fields):
            Article.objects.filter(pk=head.pk).set_state(rest.state)
        else:
            _let_go(rest)


def part_strangers(pks: Iterable[int]) -> None:
    """Part those of these articles, and of what is joined to them, that no longer stand in one issue; what a curator
    joined stays."""
    joined = Article.objects.filter(Q(pk__in=list(pks)) | Q(joined_to__in=list(pks))).exclude(joined_to=None)
    for rest in joined.exclude(page__issue=F("joined_to__page__issue")):
        if "joined_to" not in rest.locked_fields:
            _let_go(rest)


def _let_follow(head: Article) -> None:
    """Give what is joined to the article its state, locked as the article's is."""
    for rest in head.continuations.exclude(state=head.state):
        rest.state = head.state
        if "state" in head.locked_fields:
            rest.lock(["state"])
        rest.save(update_fields=["state", "locked_fields"])


def rewrite(head: Article, chain: Sequence[Article], sure: Sequence[float]) -> None:
    """Make `head` the article that goes on in `chain`, its own again where that is empty; save all of them."""
    former = {each.pk: each for each in head.continuations.all()}
    bore = Sighting.objects.filter(mention__article=head.pk).pairs()
    staying = {each.pk for each in chain}
    gone = former.keys() - staying
    own = printed(head)
    made = joining.whole([own, *map(printed, chain)], list(sure))
    handover.give(head, [each for each in former.values() if each.pk not in staying], made.item)
    said = {mention.pk: handover.said(head, mention) for mention in head.mentions.exclude(locked_fields=[])}
    values: dict[str, Any] = {"own": as_kept(own, sure) if chain else {}}
    text = {"text": made.item.text, "captions": made.item.captions, "breaks": breaks_of(made.item)}
    changed = head.revise(**values, **text, confidence=made.item.confidence)
    # With another checksum its page is read again, and the names in the whole with it.
    head.checksum = ""
    head.save(update_fields=[*changed, "checksum"])
    ends = {"text": min([made.stretches[0].end, *_joints(former.values())]), "captions": len(own.captions)}
    _carry_names(head, ends, chain, made, said)
    handover.take(head, [each for each in chain if each.pk not in former])
    _date(head, chain, made)
    _sign(head, made.item)
    for rest, stretch in zip(chain, made.stretches[1:], strict=True):
        rest.joined_to, rest.joined_at = head, stretch.joined_at
        rest.save(update_fields=["joined_to", "joined_at"])
        former.pop(rest.pk, None)
    for rest in former.values():
        rest.joined_to = rest.joined_at = None
        rest.save(update_fields=["joined_to", "joined_at"])
    # What only the whole told of posts went with the names that it holds no more.
    derive(bore)
    families.settle([head.pk, *staying, *gone])


def _sign(head: Article, item: Item) -> None:
    """Let those sign the article who sign any of its parts."""
    if "bylines" in head.locked_fields:
        return
    wanted = [(byline.name, byline.role) for byline in item.bylines]
    if wanted != list(head.bylines.values_list("name", "role")):
        head.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(article=head, position=position, name=name, role=role)
            for position, (name, role) in enumerate(wanted)
        )


def _joints(chain: Iterable[Article]) -> list[int]:
    return [each.joined_at for each in chain if each.joined_at is not None]


def _carry_names(
    head: Article, ends: dict[str, int], chain: Sequence[Article], made: joining.Whole, said: dict[int, set[str]]
) -> None:
    """Let the article name whom its parts name, where they stand in it now. What stands in its own fields before
    `ends` is its own page's; `said` tells the words of the mentions that a curator locked."""
    fixed = {"text", "captions"} & set(head.locked_fields)
    brought: dict[tuple[str, str], tuple[Mention, list[Span]]] = {}
    for rest, stretch in zip(chain, made.stretches[1:], strict=True):
        for mention in rest.mentions.order_by("position", "pk"):
            moved = [span for each in mention.spans if (span := _moved(each, stretch)) and span[0] not in fixed]
            if moved:
                brought.setdefault((mention.kind, mention.text), (mention, []))[1].extend(moved)
    for mention in head.mentions.order_by("position", "pk"):
        # Of several rows of one name the first has the places on the other pages.
        _, others = brought.pop((mention.kind, mention.text), (None, []))
        own = [span for span in mention.spans if span[0] in fixed or span[2] <= ends.get(span[0], span[2])]
        if len(own) < len(mention.spans) and mention.pk in said and not others:
            others = [
                span for span in handover.places_of(said[mention.pk], head) if span[2] > ends.get(span[0], span[2])
            ]
        if mention.spans and not own + others:
            mention.delete()
        elif mention.revise(spans=own + others):
            mention.save(update_fields=["spans"])
    place = handover.next_position(head)
    Mention.objects.bulk_create(
        handover.copied(mention, head, place + at, spans) for at, (mention, spans) in enumerate(brought.values())
    )


def _date(head: Article, chain: Sequence[Article], made: joining.Whole) -> None:
    """Read the article's dates out of what it is now; the lines on its other pages are known there."""
    lines: Lines = {}
    if head.text == made.item.text:
        for rest, stretch in zip(chain, made.stretches[1:], strict=True):
            for date in rest.dates.all():
                moved = (_moved(each, stretch) for each in date.spans)
                lines |= {(span[0], span[1]): span[3] for span in moved if span}
    DateMention.objects.replace({head.pk: read_again(head)}, lines=lines)


def _moved(span: Span, stretch: joining.Stretch) -> Span | None:
    """The span of a part's field as it lies in the whole; None where what it names was left out."""
    field, start, end, line = span
    if field == "captions":
        return [field, start + stretch.captions, end + stretch.captions, line]
    if field != "text" or start < stretch.begin or end > stretch.end:
        return None
    shift = stretch.text - stretch.begin
    return [field, start + shift, end + shift, line]
