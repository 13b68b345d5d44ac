"""Those who bear a name of a list, each with what tells them from the others.

Put together here and not by a template, which took longer for the hundreds on a page than all the looking up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.templatetags.printed import shown, when

if TYPE_CHECKING:
    from archive.views.checked_names import Found, Post

register = template.Library()


@register.simple_tag
def bearers(people: Iterable[Found]) -> SafeString:
    """The people as a list: `{% bearers answer.people %}`."""
    before, _zero, after = reverse("person", args=[0]).rpartition("0")
    rows = "".join(f"<li>{_named(each, f'{before}{each.pk}{after}')}</li>" for each in people)
    return mark_safe(f"<ul>{rows}</ul>")  # Escaped where it is put together, as all below.


def _named(found: Found, address: str) -> str:
    how = f' <span class="tag">{escape(found.how)}</span>' if found.how else ""
    told = "".join(f"<span>{each}</span> " for each in _told(found))
    link = f'<a class="headline" href="{address}" lang="zh-Hans">{_printed(found.name)}</a>'
    return f'{link}{how} <p class="meta">{told}</p>'


def _told(found: Found) -> Iterator[str]:
    if found.post:
        yield _in_chinese(found.post.name) + _until(found.post)
    yield from map(_in_chinese, filter(None, (found.home, found.note)))
    number = number_format(found.articles, use_l10n=True, force_grouping=True)
    yield escape(ngettext("%(n)s篇", "%(n)s篇", found.articles) % {"n": number})
    if found.first and found.last:
        years = dict.fromkeys((found.first.year, found.last.year))
        yield "–".join(map(str, years))


def _until(post: Post) -> str:
    if post.end:
        return " " + _("%(day)s离任") % {"day": when(post.end)}
    return f" {escape(_('末见'))} {when(post.last_seen)}" if post.last_seen else ""


def _in_chinese(text: str) -> str:
    return f'<span lang="zh-Hans">{_printed(text)}</span>'


def _printed(text: str) -> str:
    return escape(shown(text))
