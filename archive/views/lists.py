"""A reader's own lists of articles, with a note on each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from archive import tables
from archive.models import Article, KeptArticle, ReadingList
from archive.views.exports import in_language
from archive.views.paging import page_of
from archive.views.rooms import own
from archive.views.saved import deleting

MOST_LISTS = 100  # Of one account.
MOST_ENTRIES = 2_000  # Of one list; a longer one is a search to save.
ENTRIES = 20
MOVED = re.compile(r"([0-9]{1,18})(?:-before-|(-behind-))([0-9]{1,18})", re.ASCII)
BY_HAND = "mine"
SORTS = {
    "added": (gettext_lazy("最近收入在前"), ("-added_at", "-id")),
    "newest": (gettext_lazy("最新在前"), (F("article__date").desc(nulls_last=True), "-article_id")),
    "oldest": (gettext_lazy("最早在前"), (F("article__date").asc(nulls_last=True), "article_id")),
    BY_HAND: (gettext_lazy("自定次序"), ("position", "pk")),
}


class ListForm(forms.ModelForm):
    """A list's name and note."""

    class Meta:
        model = ReadingList
        fields = ("name", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def clean_name(self) -> str:
        """No two lists of a reader have one name."""
        name = " ".join(self.cleaned_data["name"].split())
        owner = self.instance.owner
        if owner.reading_lists.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("您已经有一份同名的清单。"))
        if self.instance.pk is None and owner.reading_lists.count() >= MOST_LISTS:
            raise forms.ValidationError(_("最多可以有%(n)s份清单，请先删去不用的。") % {"n": MOST_LISTS})
        return name


class ListField(forms.ModelChoiceField):
    """One of the reader's lists, by its name."""

    def label_from_instance(self, obj: ReadingList) -> str:
        """Its name."""
        return obj.name


class KeepForm(forms.Form):
    """Into which list an article goes, perhaps a new one, and a note on it."""

    into = ListField(ReadingList.objects.none(), required=False, label=gettext_lazy("收入"))
    name = forms.CharField(max_length=100, required=False, label=gettext_lazy("或新建清单"))
    note = forms.CharField(
        max_length=1000, required=False, label=gettext_lazy("备注"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        lists = owner.reading_lists.all()
        self.fields["into"].queryset = lists
        # One of the two is needed: neither is said to be optional.
        self.fields["into"].either = self.fields["name"].either = True
        self.fields["into"].empty_label = None if lists else _("还没有清单")
        if not lists:
            self.fields["name"].initial = _("我的清单")

    def clean(self) -> dict[str, Any]:
        """A new name makes a list, or means the one that has it; a list takes only so many articles."""
        valid = super().clean()
        if name := " ".join(valid.get("name", "").split()):
            valid["into"] = self.owner.reading_lists.filter(name=name).first() or ReadingList(
                owner=self.owner, name=name
            )
        into = valid.get("into")
        if into is None:
            raise forms.ValidationError(_("请选择清单，或写下新清单的名称。"))
        if into.pk is None and self.owner.reading_lists.count() >= MOST_LISTS:
            raise forms.ValidationError(_("最多可以有%(n)s份清单，请先删去不用的。") % {"n": MOST_LISTS})
        if into.pk and into.entries.count() >= MOST_ENTRIES:
            raise forms.ValidationError(_("一份清单最多收入%(n)s篇文章。") % {"n": MOST_ENTRIES})
        return valid


class NoteForm(forms.ModelForm):
    """The note on an article in a list."""

    class Meta:
        model = KeptArticle
        fields = ("note",)
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


@own
def reading_lists(request: HttpRequest) -> HttpResponse:
    """All of the reader's, and a form for one more."""
    form = ListForm(request.POST or None, instance=ReadingList(owner=request.user))
    if request.method == "POST" and form.is_valid():
        note = {"note": form.cleaned_data["note"]}
        # Posted twice at once, it is one list all the same.
        return redirect(request.user.reading_lists.get_or_create(name=form.cleaned_data["name"], defaults=note)[0])
    page = page_of(request, request.user.reading_lists.with_counts(), ENTRIES)
    return render(request, "readers/lists.html", {"page": page, "form": form})


@own
def reading_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One list; posted with `remove`, without that article, with `move`, in another order."""
    shown = get_object_or_404(request.user.reading_lists, pk=pk)
    if request.method == "POST":
        return _moved(request, shown) if "move" in request.POST else _removed(request, shown)
    sort = _sort(request)
    keys = list(shown.entries.order_by(*SORTS[sort][1]).values_list("pk", flat=True))
    page = page_of(request, keys, ENTRIES)
    entries = with_articles(shown.entries.order_by()).in_bulk(list(page.object_list))
    page.object_list = [_between(entries[key], keys) for key in page.object_list if key in entries]
    return render(
        request,
        "readers/list.html",
        {
            "list": shown,
            "page": page,
            "sort": sort,
            "by_hand": sort == BY_HAND,
            "sorts": [(name, label) for name, (label, _order) in SORTS.items()],
        },
    )


def _sort(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked in SORTS else "added"


def _between(entry: KeptArticle, keys: list[int]) -> KeptArticle:
    """The entry as buttons call it, with the ids of those right before and behind it, and of the first if that is
    another."""
    entry.called = entry.article.title if entry.article.is_in_print else _("（现在不公开）")
    at = keys.index(entry.pk)
    entry.first, entry.above = (keys[0], keys[at - 1]) if at else (None, None)
    entry.below = keys[at + 1] if at + 1 < len(keys) else None
    return entry


def _removed(request: HttpRequest, shown: ReadingList) -> HttpResponse:
    gone = request.POST.get("remove", "")
    if gone.isdecimal() and len(gone) < 19 and shown.entries.filter(pk=gone).delete()[0]:
        messages.success(request, _("已移出清单。"))
    return redirect(request.get_full_path())


def _moved(request: HttpRequest, shown: ReadingList) -> HttpResponse:
    """Put `12-before-7` or `12-behind-9`; lead to where the entry is now, the same button under the fingers."""
    asked = MOVED.fullmatch(request.POST["move"])
    if not asked:
        return redirect(request.get_full_path())
    entry, beside = int(asked[1]), int(asked[3])
    shown.put(entry, beside, behind=bool(asked[2]))
    keys = list(shown.entries.order_by(*SORTS[BY_HAND][1]).values_list("pk", flat=True))
    if entry not in keys:
        return redirect(request.get_full_path())
    at = keys.index(entry)
    down = at == 0 or (asked[2] and at + 1 < len(keys))
    number = at // ENTRIES + 1
    return redirect(f"{request.path}?sort={BY_HAND}&page={number}#{'down' if down else 'up'}-{entry}")


def with_articles(entries: QuerySet[KeptArticle]) -> QuerySet[KeptArticle]:
    """Each with its article and what lists say of that, in one query."""
    unread = (
        *("lines", "breaks", "own"),
        *("page__raw", "page__unassigned", "page__problems", "page__area_evidence"),
    )
    related = entries.select_related("article__page__issue", "article__newspaper", "article__joined_to")
    return related.defer(*(f"article__{name}" for name in unread))


@own
def edit_reading_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a list or note something on it."""
    shown = get_object_or_404(request.user.reading_lists, pk=pk)
    form = ListForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        return redirect(form.save())
    return render(request, "readers/list_edit.html", {"list": shown, "form": form})


@own
def delete_reading_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete the list; the articles stay where they are."""
    return deleting(request, get_object_or_404(request.user.reading_lists, pk=pk), "reading-lists")


@own
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an article into a list, and go back to it; in the list already, it only gets the new note."""
    article = get_object_or_404(Article.objects.public().for_lists(), pk=pk)
    form = KeepForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        if into.pk is None:
            into = request.user.reading_lists.get_or_create(name=into.name)[0]
        into.used_at = timezone.now()
        into.save(update_fields=["used_at"])
        into.keep(article, form.cleaned_data["note"])
        messages.success(request, _("已收入清单“%(name)s”。") % {"name": into.name})
        return redirect(article)
    inside = request.user.reading_lists.filter(entries__article=article)
    return render(request, "readers/keep.html", {"article": article, "form": form, "inside": inside})


@own
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """The note on one article of a list."""
    entry = get_object_or_404(
        with_articles(KeptArticle.objects.filter(reading_list__owner=request.user)).select_related("reading_list"),
        pk=pk,
    )
    form = NoteForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(entry.reading_list)
    return render(request, "readers/kept.html", {"entry": entry, "article": entry.article, "form": form})


@own
def reading_list_file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """A list as a table that table programs open as it is, in the order that `sort` asks for, as its page does."""
    shown = get_object_or_404(request.user.reading_lists, pk=pk)
    disposition = {"Content-Disposition": f'attachment; filename="fangzhi-list-{shown.pk}.csv"'}
    # Rows speak the reader's language; by the time they are streamed it is forgotten.
    lines = in_language(
        get_language(), tables.lines(_rows(request, shown.entries.order_by(*SORTS[_sort(request)][1])))
    )
    return StreamingHttpResponse(lines, content_type=tables.TYPE, headers=disposition)


def _rows(request: HttpRequest, entries: QuerySet[KeptArticle]) -> Iterator[list[str]]:
    yield [_("标题"), _("报纸"), _("日期"), _("版次"), _("网址"), _("备注"), _("收入时间")]
    for entry in with_articles(entries).iterator(ENTRIES):
        article = entry.article
        named = article.is_in_print
        yield [
            article.title if named else _("（现在不公开）"),
            article.newspaper.name if named else "",
            str(article.date or "") if named else "",
            str(article.page.number or "") if named else "",
            request.build_absolute_uri(article.get_absolute_url()),
            entry.note,
            timezone.localtime(entry.added_at).strftime("%Y-%m-%d %H:%M"),
        ]
