"""分篇: a page as dumped beside the articles made of it, where a person deals its lines out otherwise.

What is asked for stands in the address: the page shows how the articles would read then, and a form that does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.evidence import LINES_SHOWN
from archive.admin.rooms import Room, show
from archive.curating import cutting, jumps
from archive.curating.deciding import Refused
from archive.curating.lines import ASIDE, NEW, Act, Place, Plan, Sheet, plan
from archive.models import Article, CannotJoin, Page
from archive.models.acting import acting
from archive.models.newspaper import ROLE_LABELS
from archive.parsing.structures import Item, Role

# The roles that a line of an article may be given.
ROLES: tuple[Role, ...] = (
    *("section", "kicker", "headline", "deck", "byline", "body", "subhead", "caption", "credit", "signoff"),
)
SHADES = 8  # Articles are told apart by their numbers; neighbours by one of so many colours too.
OTHERS_SHOWN = 300  # Articles on other pages that may be joined.
BEGINNING = 60  # Characters of a paragraph that stays.
READ = ("section", "kicker", "headline", "deck", "text", "captions")

_RANGES = re.compile(r"(\d{1,6})(?:\s*[-–—－~～至]\s*(\d{1,6}))?")


class ActForm(forms.Form):
    """What is asked for. `lines` are numbers and ranges as a person writes them, `line` the boxes that were ticked."""

    verb = forms.ChoiceField(choices=[(each, each) for each in ("lines", "split", "merge", "kind", "join", "part")])
    lines = forms.CharField(required=False, max_length=500)
    target = forms.IntegerField(required=False)
    role = forms.ChoiceField(required=False, choices=[("", ""), *((role, role) for role in ROLES)])
    article = forms.IntegerField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Article.Kind.choices])


class SaveForm(forms.Form):
    """That it is to be done, and why."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=500, required=False)


@dataclass(frozen=True)
class Line:
    """A printed line: whose it is, in which role, and where it would go."""

    number: int
    text: str
    tag: str
    shade: int
    label: str
    chosen: bool
    to: str


@dataclass(frozen=True)
class Card:
    """An article of the page: its mark, and where its lines stand."""

    article: Article
    tag: str
    shade: int
    lines: str
    role: str = ""


@dataclass(frozen=True)
class Field:
    """A field as it is and as it would be, paragraph by paragraph: whether each is new in it."""

    label: str
    before: str
    after: str

    @property
    def paragraphs(self) -> list[tuple[str, bool]]:
        """What stands there anew in full, of the rest how it begins."""
        former = set(self.before.split("\n"))
        rows = [(each, each not in former) for each in self.after.split("\n") if each]
        return [(each if fresh else Truncator(each).chars(BEGINNING), fresh) for each, fresh in rows]


@dataclass(frozen=True)
class Reading:
    """How an article would read."""

    title: str
    fields: list[Field]
    gone: bool
    kind: str


def cut(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Show the page, and what is asked for; do it where it is sent."""
    page = get_object_or_404(Page.objects.select_related("issue__newspaper"), pk=pk)
    asked = _asked(request.POST if request.method == "POST" else request.GET)
    save = SaveForm(request.POST) if request.method == "POST" else None
    error = ""
    if save and asked and save.is_valid():
        try:
            with acting(request.user.pk, save.cleaned_data["reason"]):
                told = _do(page, asked, save.cleaned_data["seen"], save.cleaned_data["key"])
        except (Refused, CannotJoin) as refused:
            error = str(refused)
        else:
            messages.success(request, told)
            return HttpResponseRedirect(reverse("admin:cut-page", args=[pk]))
    elif save:
        error = gettext("没有照做：表单不完整。")
    return _shown(request, site, page, asked, error)


def _asked(sent: QueryDict) -> Act | None:
    """The act that is asked for, if any."""
    if "verb" not in sent:
        return None
    form = ActForm(sent)
    if not form.is_valid():
        return None
    data = form.cleaned_data
    lines = sorted({*numbers_in(data["lines"]), *(int(each) for each in sent.getlist("line") if each.isdecimal())})
    target = ASIDE if data["target"] is None else data["target"]
    return Act(data["verb"], tuple(lines), target, data["role"], data["article"] or 0, data["kind"])


def numbers_in(written: str) -> Iterator[int]:
    """The numbers of "3-9, 12"; a range of more lines than any page has is cut."""
    for found in _RANGES.finditer(written):
        first, last = int(found[1]), int(found[2] or found[1])
        yield from range(first, min(last, first + LINES_SHOWN) + 1)


def _do(page: Page, act: Act, seen: str, key: Any) -> str:
    """Do it, and say what was done."""
    if act.verb == "join":
        pair = _pair(page, act)
        jumps.join(*pair, key=key)
        return gettext("已接成一篇。")
    if act.verb == "part":
        jumps.part([_on(page, act.article)], key=key)
        return gettext("已拆开；再次导入也不会接上。")
    decision = cutting.deal(page.pk, act, seen=seen, key=key)
    return gettext("已保存：%s") % decision.label


def _on(page: Page, pk: int) -> Article:
    row = Article.objects.filter(page=page, pk=pk).select_related("page", "joined_to").first()
    if row is None:
        raise Refused(gettext("请选文章。"))
    return row


def _pair(page: Page, act: Act) -> tuple[Article, list[Article]]:
    """The article and the one on another page that is chosen to be joined to it, in the order of their pages."""
    others = Article.objects.filter(page__issue=page.issue_id).exclude(page=page).select_related("page")
    other = others.filter(pk=act.target).first()
    if other is None:
        raise Refused(gettext("请选另一版上的文章。"))
    one, two = sorted((_on(page, act.article), other), key=lambda row: (row.page.number or 0, row.page_id))
    return one, [two]


def _shown(request: HttpRequest, site: AdminSite, page: Page, act: Act | None, error: str) -> HttpResponse:
    sheet = Sheet.of(page)
    planned, joined = None, None
    if act and act.verb in ("join", "part"):
        joined, error = _joining(page, act, error)
    elif act:
        try:
            planned = plan(sheet, act)
        except Refused as refused:
            error = error or str(refused)
    cards = _cards(sheet)
    context = {
        "page": page,
        "cards": cards,
        "lines": _lines(sheet, cards, act, planned),
        "rest": max(0, len(page.raw_lines) - LINES_SHOWN),
        "roles": [(role, ROLE_LABELS[role]) for role in ROLES],
        "kinds": Article.Kind.choices,
        "others": _others(page),
        "waiting": [card for card in cards.values() if card.article.continues or card.article.goes_on],
        "act": act,
        "written": ",".join(map(str, act.lines)) if act else "",
        "error": error,
        "readings": _readings(sheet, planned) if planned else [],
        "joined": joined,
        "form": SaveForm(initial={"key": uuid4(), "seen": sheet.seen}),
        "new": NEW,
        "aside": ASIDE,
    }
    return show(request, site, "admin/desk/cut.html", gettext("分篇：%s") % page, context)


def _joining(page: Page, act: Act, error: str) -> tuple[list[Article] | None, str]:
    """The articles that would be joined or parted, in the order of reading."""
    try:
        if act.verb == "join":
            first, rests = _pair(page, act)
            return [first, *rests], error
        row = _on(page, act.article)
    except Refused as refused:
        return None, error or str(refused)
    if row.joined_to is None:
        return None, error or gettext("它没有接入另一篇文章。")
    return [row.joined_to, row], error


def _cards(sheet: Sheet) -> dict[int, Card]:
    """The page's articles by id, numbered as they stand."""
    return {
        row.pk: Card(row, str(at), at % SHADES, _ranges(sheet, row.pk)) for at, row in enumerate(sheet.standing, 1)
    }


def _ranges(sheet: Sheet, pk: int) -> str:
    """Where an article's lines stand, what is blank between them bridged: 3–15, 23."""
    runs: list[list[int]] = []
    before = None
    for number, place in sheet.places.items():
        if place.owner == pk:
            if before == pk:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        before = place.owner
    return ", ".join(f"{first}–{last}" if first != last else str(first) for first, last in runs)


def _lines(sheet: Sheet, cards: Mapping[int, Card], act: Act | None, planned: Plan | None) -> list[Line]:
    chosen = set(act.lines) if act else set()
    moved = planned.moved if planned else {}
    rows = []
    for number, text in enumerate(sheet.page.raw_lines[:LINES_SHOWN], 1):
        if number not in sheet.places:
            continue
        place = sheet.places[number]
        card = cards.get(place.owner)
        to = _told(moved[number][1], cards) if number in moved else ""
        label = str(ROLE_LABELS.get(place.role, place.role)) or gettext("未归入")
        rows.append(
            Line(
                number, text.strip(), card.tag if card else "", card.shade if card else 0, label, number in chosen, to
            )
        )
    return rows


def _told(place: Place, cards: Mapping[int, Card]) -> str:
    """Where a line would go: 3 正文, 新 主题, 舍去."""
    role = str(ROLE_LABELS.get(place.role, place.role)) or gettext("未归入")
    if place.owner == ASIDE:
        return role
    tag = gettext("新") if place.owner == NEW else cards[place.owner].tag if place.owner in cards else "?"
    return f"{tag} {role}"


def _others(page: Page) -> list[Article]:
    """The articles on other pages of the issue, those that wait for their other half first."""
    rows = Article.objects.filter(page__issue=page.issue_id, external_id="").exclude(page=page).exclude(lines={})
    rows = (
        rows.exclude(state=Article.State.REMOVED).select_related("page").defer("lines", "breaks", "own", "page__raw")
    )
    if page.issue.date is None:
        rows = rows.marked()
    found = list(rows.order_by("page__number", "page", "position")[:OTHERS_SHOWN])
    return sorted(found, key=lambda row: not (row.continues or row.goes_on))


def _readings(sheet: Sheet, planned: Plan) -> list[Reading]:
    """How the articles that it touches would read."""
    items = planned.items()
    return [
        _reading(sheet.articles.get(owner), items.get(owner), planned.kinds.get(owner)) for owner in planned.touched
    ]


def _reading(row: Article | None, item: Item | None, kind: str | None) -> Reading:
    now = {name: getattr(row, name) for name in READ} if row else dict.fromkeys(READ, "")
    if row and row.own:
        now |= {name: row.own[name] for name in ("text", "captions")}
    then = {name: getattr(item, name) for name in READ} if item else dict.fromkeys(READ, "")
    if row:
        then |= {name: now[name] for name in READ if name in row.locked_fields}
    fields = [(str(Article._meta.get_field(name).verbose_name), now[name], then[name]) for name in READ]
    signed = " ".join(f"{each.role} {each.name}".strip() for each in row.bylines.all()) if row else ""
    signs = " ".join(f"{each.role} {each.name}".strip() for each in item.bylines) if item else ""
    fields.append((gettext("署名"), signed, signed if row and "bylines" in row.locked_fields else signs))
    shown = [Field(label, before, after) for label, before, after in fields if before or after]
    label = Article.Kind(kind or (item.kind if item else row.kind if row else "article")).label
    return Reading(row.title if row else "", shown, item is None, str(label))


ROOMS = (Room("pages/<int:pk>/cut/", "cut-page", cut, "archive.change_article"),)
