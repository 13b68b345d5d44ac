"""The queue's page: one card, the keys that answer it, what comes next, and the last answer to take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.decisions import undoable
from archive.admin.queue import articles, kept, names, rest, twins
from archive.admin.queue.cards import Card, Question, Source
from archive.admin.rooms import Room, show
from archive.curating.deciding import Refused, already
from archive.models import Decision
from archive.models.acting import acting
from archive.models.turns import writing

SOURCES: dict[str, Source] = {
    each.kind: each for each in (*names.SOURCES, *twins.SOURCES, *articles.SOURCES, *rest.SOURCES)
}
COSTLY = [each for each in SOURCES.values() if each.costly]
NEXT = 8  # Shown below the card.
LATER = 200  # Questions that a session remembers as put off.


def _open_to(request: HttpRequest) -> list[Source]:
    return [each for each in SOURCES.values() if request.user.has_perm(each.permission)]


def _found(sources: Iterable[Source]) -> tuple[dict[str, list[Question]], datetime | None]:
    """The questions by kind, and when the oldest of the kept ones were found."""
    found, oldest = kept.kept([each.kind for each in sources if each.costly])
    return found | {each.kind: each.questions(kept.MOST) for each in sources if not each.costly}, oldest


def _first(questions: list[Question], name: str) -> list[Question]:
    """The one that was asked for before the others."""
    return sorted(questions, key=lambda each: each.name != name)


def queue(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The most rewarding open question, of one kind if one is asked for; or answer one."""
    sources = _open_to(request)
    kind = request.GET.get("kind", "")
    asked = [each for each in sources if each.kind == kind] or sources
    if request.method == "POST":
        _answer(request, sources)
        return HttpResponseRedirect(request.get_full_path())
    found, oldest = _found(sources)
    put_off = set(request.session.get("later", ()))
    questions = [each for source in asked for each in found[source.kind] if each.name not in put_off]
    questions.sort(key=lambda each: -each.weight)
    questions = _first(questions, request.GET.get("ask", ""))
    card = _first_open(questions)
    at = questions.index(card.question) + 1 if card else 0
    last = Decision.objects.filter(made_by=request.user.pk, undone_at=None).defer("data").first()
    context = {
        "card": card,
        "label": SOURCES[card.question.kind].label if card else "",
        "next": [(each, SOURCES[each.kind].label) for each in questions[at : at + NEXT]],
        "kinds": [(each.kind, each.label, len(found[each.kind]), kept.MOST) for each in sources],
        "oldest": oldest,
        "just_now": oldest is not None and timezone.now() - oldest < timedelta(minutes=1),
        "looking": oldest is None and any(each.costly for each in sources),
        "kind": kind if asked is not sources else "",
        "key": uuid4(),
        "last": last if last and undoable(request.user, [last]) else None,
        "put_off": len(put_off),
    }
    return show(request, site, "admin/desk/queue.html", gettext("待办"), context)


def _first_open(questions: list[Question]) -> Card | None:
    """The first that is still open; those answered meanwhile are forgotten on the way."""
    answered: list[Question] = []
    card = None
    for question in list(questions):
        if (card := SOURCES[question.kind].card(question)) is not None:
            break
        answered.append(question)
        questions.remove(question)
    if answered:
        kept.drop(answered)
    return card


def _answer(request: HttpRequest, sources: list[Source]) -> None:
    """Carry out what was answered, put the question off, or ask again what was put off."""
    name, answer = request.POST.get("question", ""), request.POST.get("answer", "")
    if answer == "again":
        request.session["later"] = []
        kept.look([each.kind for each in sources if each.costly], timedelta())
        return
    kind, _colon, about = name.partition(":")
    source = next((each for each in sources if each.kind == kind), None)
    if source is None:
        messages.error(request, gettext("没有这个问题。"))
    elif answer == "later":
        request.session["later"] = [*request.session.get("later", []), name][-LATER:]
    else:
        _carry_out(request, source, Question(kind, about, about, 0), answer)


def _with_what_was_typed(request: HttpRequest, answer: str) -> str:
    """Raises Refused where something was typed beside another answer: Enter in a field gives a form's first one."""
    typed = {name[6:]: given.strip() for name, given in request.POST.items() if name.startswith("given-")}
    if any(given for name, given in typed.items() if name != answer):
        raise Refused(gettext("填写了内容，却按了另一个答案，没有照做。请按所填内容旁边的按钮。"))
    return f"{answer}:{typed[answer]}" if answer in typed else answer


def _carry_out(request: HttpRequest, source: Source, question: Question, answer: str) -> None:
    try:
        key = UUID(request.POST.get("key", ""))
        answer = _with_what_was_typed(request, answer)
        with acting(request.user.pk, gettext("待办：%s") % source.label), writing():
            card = None if already(key) else source.card(question)
            if card and card.seen != request.POST.get("seen", ""):
                raise Refused(gettext("打开这个问题之后记录有改动，没有照做。请看过现在的内容再作答。"))
            decision = source.answer(question, answer, key)
    except ValueError:
        messages.error(request, gettext("表单不完整，请刷新后再试。"))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if decision is None:  # A decision is shown beside its undoing.
            messages.success(request, gettext("已处理：%s") % source.label)
        kept.drop([question])


ROOMS = (
    Room(
        "queue/",
        "queue",
        queue,
        "archive.view_decision",
        _("待办"),
        _("机器拿不准的，最要紧的先来；一键作答，随时可撤销"),
    ),
)
