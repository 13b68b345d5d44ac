"""The lists of words that steer reading and searching: edited as texts, tried before they hold, every version kept."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive import lexicon
from archive.admin.rooms import Room, show
from archive.curating import again, wordlists
from archive.curating.deciding import Refused
from archive.curating.wordlists import Proposal
from archive.lexicon import Name
from archive.models import WordList
from archive.models.acting import acting

VERSIONS = 20  # on a page
WORDS_SHOWN = 200
LARGEST_FILE = 5_000_000  # bytes
# What each list is for, and how its lines look.
HELP = {
    Name.SURNAMES: _("读人名时当作姓氏的字词，一两个字。写 -某 去掉内置的一个。"),
    Name.TITLES: _("人名前后的职务以什么词结尾，两至六个字，如“河长”。写 -某某 去掉内置的一个。"),
    Name.SECTIONS: _("栏目的名称，单独成行时不当作标题。改动后，有这样一行的版面会重新分篇；人工分的篇不变。"),
    Name.PLACES: _(
        "地名表里没有的地方：山岚省/青岚市/云溪区/石门镇，后面可空一格写类型，再空一格写别名（用顿号隔开）。"
    ),
    Name.NO_PEOPLE: _("看起来像人名、其实不是的词。写 -某某 去掉内置的一个。"),
    Name.NO_PLACES: _("地名表里有、平常却多是普通词的，只在本地当作地名。写 -某某 去掉内置的一个。"),
    Name.NO_BODIES: _("结尾像机构名、其实不是的词，如“布局”。写 -某某 去掉内置的一个。"),
    Name.WORDS: _("分词时当作一个词的，两至八个汉字：检索排序、搜索提示和识别都用到。写 -某某 去掉词典里的一个。"),
    Name.SYNONYMS: _("意思相同的词，一行一组，用 = 连接：城管局=城市管理局。读者不加引号搜其中一个，其余的也一起找。"),
    Name.UNSUGGESTED: _("不在搜索提示里出现、也不用来判断两篇文章是否相似的常用词。"),
}


class ListForm(forms.Form):
    """A list's text, or a file in its place, and why it is changed; `seen` is the version that the person saw."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("词表"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "vLargeTextField"}),
        help_text=_("一行一个，或一行几个用空格隔开；# 之后是说明。"),
    )
    file = forms.FileField(label=_("从文件读入"), required=False, help_text=_("纯文本（UTF-8），代替上面的内容。"))
    reason = forms.CharField(
        label=_("理由"), max_length=500, required=False, widget=forms.TextInput(attrs={"class": "vTextField"})
    )

    def clean(self) -> dict[str, Any]:
        """The file's text, where there is one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if file := data.get("file"):
            if file.size > LARGEST_FILE:
                self.add_error("file", gettext("文件太大。"))
                return data
            try:
                data["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", gettext("不是 UTF-8 的纯文本。"))
        data["text"] = "\n".join(line.rstrip() for line in data.get("text", "").splitlines()).strip("\n")
        return data


def several(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The lists, how many entries each has, and who changed it last."""
    newest = {name: WordList.objects.newest(name) for name in Name.values}
    lists = [(name, label, HELP[Name(name)], _entries(newest[name]), newest[name]) for name, label in Name.choices]
    return show(request, site, "admin/desk/word_lists.html", gettext("词表"), {"lists": lists})


def one(request: HttpRequest, site: AdminSite, name: str) -> HttpResponse:
    """A list: tried where it is sent, made to hold where that is sent; ?version= begins with an earlier one."""
    if name not in Name.values:
        raise Http404
    newest = WordList.objects.newest(name)
    proposal: Proposal | None = None
    error, status = "", 200
    if request.method == "POST":
        form = ListForm(request.POST, request.FILES)
        if form.is_valid():
            sent = form.cleaned_data
            if "save" in request.POST and not sent["file"]:
                try:
                    with acting(request.user.pk, sent["reason"]):
                        made = wordlists.change(name, sent["text"], seen=sent["seen"], key=sent["key"])
                except Refused as refused:
                    error, status = str(refused), 409
                else:
                    return _done(request, name, made)
            proposal = wordlists.propose(name, sent["text"])
            form = ListForm(initial={**sent, "seen": newest.pk if newest else 0})
    else:
        asked = request.GET.get("version", "")
        shown = get_object_or_404(WordList, name=name, pk=asked) if asked.isdecimal() else newest
        text = shown.text if shown else ""
        form = ListForm(initial={"key": uuid4(), "seen": newest.pk if newest else 0, "text": text})
    context = {**_context(request, name), "form": form, "error": error, "proposal": proposal}
    if proposal and not proposal.problems:
        context["differing"] = _differing(proposal)
    return show(request, site, "admin/desk/word_list.html", Name(name).label, context, status)


def file(request: HttpRequest, site: AdminSite, name: str) -> HttpResponse:
    """The list, or one version of it (?version=), as a file."""
    if name not in Name.values:
        raise Http404
    asked = request.GET.get("version", "")
    row = get_object_or_404(WordList, name=name, pk=asked) if asked.isdecimal() else WordList.objects.newest(name)
    headers = {"Content-Disposition": f'attachment; filename="{name}.txt"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(f"{row.text}\n" if row else "", content_type="text/plain; charset=utf-8", headers=headers)


def _done(request: HttpRequest, name: str, made: Any) -> HttpResponse:
    if made is None:
        messages.info(request, gettext("没有改动。"))
    else:
        messages.success(request, gettext("已保存：%s") % made.label)
        if left := sum(again.waiting()):
            told = ngettext("%d 篇（版）正在后台重读。", "%d 篇（版）正在后台重读。", left) % left
            messages.info(request, told)
    return HttpResponseRedirect(reverse("admin:word-list", args=[name]))


def _context(request: HttpRequest, name: str) -> dict[str, object]:
    versions = Paginator(WordList.objects.filter(name=name).select_related("made_by"), VERSIONS)
    built_in = lexicon.built_in(name)
    return {
        "name": name,
        "help": HELP[Name(name)],
        "page": versions.get_page(request.GET.get("page")),
        "newest": WordList.objects.newest(name),
        "built_in": sorted(built_in) if built_in else [],
        "at_once": name in (Name.SYNONYMS, Name.UNSUGGESTED),
    }


def _differing(proposal: Proposal) -> dict[str, object]:
    """The lines that come and go, and the words by how many articles hold them."""
    before = Counter((proposal.version.text if proposal.version else "").splitlines())
    after = Counter(proposal.text.splitlines())
    lines = [("-", line) for line in before - after] + [("+", line) for line in after - before]
    return {
        "lines": lines[:WORDS_SHOWN],
        "more_lines": max(0, len(lines) - WORDS_SHOWN),
        "words": proposal.touched.by_word.most_common(WORDS_SHOWN),
        "articles": len(proposal.touched.articles),
        "pages": len(proposal.touched.pages),
    }


def _entries(version: WordList | None) -> int:
    if version is None:
        return 0
    entries = lexicon.read(version.name, version.text)[0]
    return len(entries.added) + len(entries.withdrawn) + len(entries.groups) + len(entries.rows)


ROOMS = (
    Room(
        "words/",
        "word-lists",
        several,
        "archive.change_wordlist",
        _("词表"),
        _("姓氏、职务、地名等词，教给机器；先试算，再保存"),
    ),
    Room("words/<slug:name>/", "word-list", one, "archive.change_wordlist"),
    Room("words/<slug:name>/file/", "word-list-file", file, "archive.change_wordlist"),
)
