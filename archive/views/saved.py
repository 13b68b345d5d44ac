"""A reader's saved searches: kept as the search page's parameters, with digests by e-mail where wished."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from archive.models import ReadingList, SavedSearch
from archive.views import filters
from archive.views.paging import page_of
from archive.views.rooms import own
from archive.views.search_form import SearchForm

MOST_SEARCHES = 100  # Of one account: each with a digest is a search and a mail a day.
LONGEST_QUERY = 6_000  # Characters: the servers on the way take addresses of some 8,000.
SEARCHES = 20
# Which page of the results is looked at, and how, is no part of what is looked for.
NOT_KEPT = ("page", "size", "of")


class SavedSearchForm(forms.ModelForm):
    """A saved search's name, note, and how often a digest of it comes."""

    class Meta:
        model = SavedSearch
        fields = ("name", "note", "often")
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "often": forms.RadioSelect}
        help_texts = {"often": gettext_lazy("有新文章时发到您的邮箱；没有新文章就不发。")}

    def clean_name(self) -> str:
        """A name is one line: it stands in a mail's subject."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_often(self) -> str:
        """A digest needs an address to go to."""
        often: str = self.cleaned_data["often"]
        if often != SavedSearch.Often.NEVER and not self.instance.owner.email:
            raise forms.ValidationError(_("您的账户没有电子邮箱，请管理员补上后再开启邮件通知。"))
        return often

    def save(self, commit: bool = True) -> SavedSearch:
        """Save what the reader sets; the digests' own columns only where they begin."""
        columns = ["name", "note", "often"]
        if self.initial["often"] == SavedSearch.Often.NEVER != self.instance.often:
            self.instance.begin()
            columns += ["seen", "checked_on"]
        self.instance.save(update_fields=columns if self.instance.pk else None)
        return self.instance


def canonical(form: SearchForm) -> str:
    """The parameters of a validated search in one order, without those of its pages: `q=植树&year=2023`."""
    kept: list[tuple[str, Any]] = []
    for name in form.fields:
        value = form.cleaned_data.get(name)
        if value and name not in NOT_KEPT:
            values = sorted(set(value)) if isinstance(value, tuple) else [value]
            kept += [(form.add_prefix(name), each) for each in values]
    return urlencode(kept)


@own
def saved_searches(request: HttpRequest) -> HttpResponse:
    """All of the reader's."""
    page = page_of(request, request.user.saved_searches.all(), SEARCHES)
    return render(request, "readers/searches.html", {"page": page})


@own
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the search that the address asks for: /account/searches/new/?q=植树"""
    asked = SearchForm(request.GET)
    asked.is_valid()
    query = canonical(asked)
    mine = request.user.saved_searches
    if known := mine.filter(query=query).first():
        messages.info(request, _("这次搜索已经保存过，可以在这里修改。"))
        return redirect("saved-search", known.pk)
    saved = SavedSearch(owner=request.user, query=query, language=get_language())
    named = {"name": _name(asked)}
    form = SavedSearchForm(request.POST or None, instance=saved, initial=named)
    refused = ""
    if len(query) > LONGEST_QUERY:
        refused = _("搜索条件太长，无法保存。")
    elif mine.count() >= MOST_SEARCHES:
        refused = _("最多可以保存%(n)s次搜索，请先删去不用的。") % {"n": MOST_SEARCHES}
    elif request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("已保存“%(name)s”。") % {"name": saved.name})
        return redirect("saved-searches")
    return render(request, "readers/search.html", {**_context(form, query), "refused": refused})


@own
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the reader's: rename it, note something, change how often a digest comes."""
    saved = get_object_or_404(request.user.saved_searches, pk=pk)
    form = SavedSearchForm(request.POST or None, instance=saved)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("已保存“%(name)s”。") % {"name": saved.name})
        return redirect("saved-searches")
    return render(request, "readers/search.html", {**_context(form, saved.query), "saved": saved})


@own
def delete_saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete."""
    return deleting(request, get_object_or_404(request.user.saved_searches, pk=pk), "saved-searches")


def deleting(request: HttpRequest, record: SavedSearch | ReadingList, back: str) -> HttpResponse:
    """Ask whether something of the reader's own is to be deleted; posted, delete it and go back."""
    if request.method == "POST":
        record.delete()
        messages.success(request, _("已删除“%(name)s”。") % {"name": record.name})
        return redirect(back)
    return render(request, "readers/delete.html", {"record": record, "back": back})


def _context(form: SavedSearchForm, query: str) -> dict[str, object]:
    """The form beside what is searched for, as the results page says it."""
    parameters = QueryDict(query)
    asked = SearchForm(parameters)
    asked.is_valid()
    return {
        "form": form,
        "query": query,
        "q": parameters.get("q", ""),
        "conditions": filters.conditions(asked.asked(), parameters),
    }


def _name(asked: SearchForm) -> str:
    """What a search is likely to be called: its words, else what it is narrowed by."""
    parameters = QueryDict(canonical(asked))
    conditions = [condition.text for condition in filters.conditions(asked.asked(), parameters)]
    longest: int = SavedSearch._meta.get_field("name").max_length
    return (parameters.get("q") or "、".join(conditions) or _("全部文章"))[:longest]
