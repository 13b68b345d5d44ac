"""待识别: articles whose names are to be looked for again, portion by portion."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.rooms import Room, show
from archive.curating import again


def waiting(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """How many wait; a portion of them is looked through where that is sent."""
    if request.method == "POST":
        done = again.some()
        messages.success(request, ngettext("已识别 %d 篇。", "已识别 %d 篇。", done) % done)
        return HttpResponseRedirect(reverse("admin:extract-again"))
    context = {"count": again.waiting(), "at_once": again.AT_ONCE}
    return show(request, site, "admin/desk/again.html", gettext("待识别的文章"), context)


ROOMS = (
    Room(
        "extract/",
        "extract-again",
        waiting,
        "archive.change_mention",
        _("待识别的文章"),
        _("文字改动以后，名字还没有重新识别的文章"),
    ),
)
