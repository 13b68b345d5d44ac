"""运行状况: how the archive is, for administrators, and the button that lets the index writer try again."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.rooms import Room, show
from archive.models import Exchange, IndexChange, Ingest, Upload
from archive.operating.facts import Facts, facts

# What `manage.py status` calls them, in the desk's words.
KINDS = {"upload": _("上传"), "exchange": _("导入表格"), "ingest": _("导入"), "read_again": _("重读")}
PARTS = {"database": _("数据库"), "index": _("索引"), "uploads": _("上传"), "backups": _("备份")}
# Changes that have waited as long as this are shown as an alarm: the writer looks every half second.
LATE = 300
OLD_BACKUP = 8 * 24  # hours


def status(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The facts; posted to, it lets the index writer try again what it has set aside."""
    if request.method == "POST":
        count = IndexChange.objects.set_aside().try_again()
        messages.success(request, gettext("%d 项将重试。") % count)
        return HttpResponseRedirect(reverse("admin:status"))
    found = facts()
    context = {"facts": found, "alarms": _alarms(found), "sizes": _sizes(found), "processes": _processes(found)}
    context["slow"] = [{**row, "time": datetime.fromisoformat(row["time"])} for row in found["slow"]]
    context["ingests"] = [{**row, "label": Ingest.State(row["state"]).label} for row in found["ingests"]]
    return show(request, site, "admin/desk/status.html", gettext("运行状况"), context)


def _alarms(found: Facts) -> dict[str, bool]:
    """Which parts need a person."""
    queue, index, backup = found["queue"], found["index"], found["backup"]
    return {
        "lag": queue["lag_seconds"] > LATE,
        "writer": index["writer_running"] is False,
        "disk": not found["disk"]["enough"],
        "backup": backup["age_hours"] is None or not -1 < backup["age_hours"] <= OLD_BACKUP,
    }


def _sizes(found: Facts) -> list[tuple[object, int]]:
    return [(PARTS[name], count) for name, count in found["disk"]["size_bytes"].items()]


def _processes(found: Facts) -> list[Facts]:
    states = {"upload": Upload.State, "exchange": Exchange.State, "ingest": Ingest.State}
    return [
        {**row, "label": KINDS[row["kind"]], "state": states[row["kind"]](row["state"]).label if row["id"] else ""}
        for row in found["processes"]
    ]


# What only administrators may do with the queue, nobody does: the permission tells them from editors.
ROOMS = (
    Room(
        "status/",
        "status",
        status,
        "archive.delete_indexchange",
        _("运行状况"),
        _("排队、索引、磁盘、备份：哪里要人过问"),
    ),
)
