"""待识别: pages and articles that are to be read again, and the process that does it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.rooms import Room, show
from archive.curating import again


def waiting(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """How many wait, and whether they are being read; asked to, the process begins."""
    running = again.is_running()
    if request.method == "POST":
        if not running:
            again.begin()
        messages.success(request, gettext("已在后台开始重读。"))
        return HttpResponseRedirect(reverse("admin:extract-again"))
    context = {"waiting": again.waiting(), "running": running}
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
