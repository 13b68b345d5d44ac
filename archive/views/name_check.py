"""Name check: a list of names goes in, a table of who they are comes out, on the page or as a file.

The one page of the reading room whose state is not in its address. A list of names is its owner's secret (whom a
journalist is about to write of): an address goes into the browser's history, the server's log and whatever is
linked from the page. So it is posted, read, answered and forgotten; the page holds it for the next question.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from archive import tables
from archive.views import name_lists
from archive.views.checked_names import Answer, Bearers, Found, answers, bearers
from archive.views.name_lists import MOST_BYTES, MOST_NAMES, NameList

ROWS = 100  # On one page: with some namesakes each some 60 KB.
NAMESAKES = 5  # Shown of one name; beyond that, the list of people.
AT_ONCE = 250  # Names of a file whose bearers are read together: at most 15,000 people, in three queries.
# The list twice over, as text and as a file, and what stands around them. What is larger is not read at all: Django
# would put it into a file.
MOST_POSTED = 3 * MOST_BYTES
TOO_LARGE = gettext_lazy("名单太大：最多%(kb)sKB，%(names)s个姓名。")
UNREADABLE = gettext_lazy("这个文件读不出姓名：请存为文本文件或CSV（UTF-8或GB18030编码）。Excel文件请先另存为CSV。")
NO_NAMES = gettext_lazy("名单里没有姓名。")
RESULTS = {"one": gettext_lazy("一人"), "several": gettext_lazy("同名"), "none": gettext_lazy("未见")}


class NamesForm(forms.Form):
    """A list, pasted or as a file; the file where there are both."""

    names = forms.CharField(required=False, strip=False)
    file = forms.FileField(required=False, allow_empty_file=True)

    def clean(self) -> dict[str, Any]:
        """Read the list into `list`."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        text = cleaned.get("names", "")
        if (file.size if file else len(text.encode())) > MOST_BYTES:
            raise forms.ValidationError(too_large())
        try:
            cleaned["list"] = name_lists.read(name_lists.decode(file.read()) if file else text)
        except name_lists.Unreadable:
            raise forms.ValidationError(UNREADABLE) from None
        if not cleaned["list"].entries:
            raise forms.ValidationError(NO_NAMES)
        return cleaned


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest) -> HttpResponse:
    """The form; what is far too large is refused before anything of it is read."""
    if request.method != "POST":
        return page(request, {})
    if int(request.headers.get("content-length") or 0) > MOST_POSTED:
        return page(request, {"problem": too_large()}, status=413)
    return _checked(request)


@csrf_protect
def _checked(request: HttpRequest) -> HttpResponse:
    form = NamesForm(request.POST, request.FILES)
    if not form.is_valid():
        problem = next(iter(form.non_field_errors()), NO_NAMES)
        return page(request, {"problem": problem, "written": request.POST.get("names", "")[:MOST_BYTES]})
    checked: NameList = form.cleaned_data["list"]
    found = bearers({entry.name for entry in checked.entries})
    if request.POST.get("as") == "csv":
        return file(checked, found, request)
    return page(request, answered(checked, found, request.POST.get("page", "")))


def answered(checked: NameList, found: Bearers, number: str) -> dict[str, Any]:
    """A page of the table and what is to be said above it."""
    rows = Paginator(list(enumerate(checked.entries, 1)), ROWS).get_page(number)
    kinds = [found.kind(entry.name) for entry in checked.entries]
    return {
        "written": "\n".join(entry.typed for entry in checked.entries),
        "count": len(checked.entries),
        "left_out": checked.count - len(checked.entries),
        "summary": [(kind, label, kinds.count(kind)) for kind, label in RESULTS.items()],
        "rows": rows,
        "answers": answers(list(rows), found),
        "namesakes": NAMESAKES,
        "heard": found.heard,
    }


def page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page, with the limits it names. Browsers may keep it to go back to, and nobody else."""
    limits = {"most_names": MOST_NAMES, "most_kb": MOST_BYTES // 1000}
    response = render(request, "archive/names.html", {**limits, **context}, status=status)
    response.headers["Cache-Control"] = "private"
    return response


def file(checked: NameList, found: Bearers, request: HttpRequest) -> HttpResponse:
    """The whole table, a row for each bearer of a name, and one for each name that nobody bears."""
    name = "-".join((_("方志"), _("核对姓名"), timezone.localdate().isoformat()))
    disposition = content_disposition_header(True, f"{name}.csv") or ""
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return HttpResponse(tables.lines(_table(checked, found, request)), content_type=tables.TYPE, headers=headers)


def _table(checked: NameList, found: Bearers, request: HttpRequest) -> Iterator[list[Any]]:
    yield [
        *(_("序号"), _("名单上的姓名"), _("结果"), _("同名人数"), _("人物"), _("认定依据"), _("职务"), _("职务末见")),
        *(_("所在地区"), _("区别说明"), _("文章数"), _("首见"), _("末见"), _("网址"), _("音近的名字")),
    ]
    numbered = enumerate(checked.entries, 1)
    while some := list(islice(numbered, AT_ONCE)):
        for answer in answers(some, found):
            yield from _cells(answer, request)


def _cells(answer: Answer, request: HttpRequest) -> Iterator[list[Any]]:
    result = str(RESULTS[answer.kind])
    start = [answer.number, answer.entry.typed, result, len(answer.people)]
    for each in answer.people:
        yield [*start, *_bearer(each), request.build_absolute_uri(each.get_absolute_url()), ""]
    if not answer.people:
        yield [*start, *[""] * 10, "、".join(dict.fromkeys(each.name for each in answer.near))]


def _bearer(found: Found) -> list[Any]:
    post = found.post
    days = [day.isoformat() if day else "" for day in (post and post.last_seen, found.first, found.last)]
    return [
        *(found.name, found.how, post.name if post else "", days[0], found.within or "", found.note),
        *(found.articles, days[1], days[2]),
    ]


def too_large() -> str:
    """The limits, in words."""
    return TOO_LARGE % {
        "kb": MOST_BYTES // 1000,
        "names": number_format(MOST_NAMES, use_l10n=True, force_grouping=True),
    }
