"""The names of a printed list around somebody's: a page has more than a hundred."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from archive.models import Participation, Person
from archive.models.addresses import address_of
from archive.templatetags.printed import shown

register = template.Library()


@register.simple_tag
def beside(around: Iterable[Participation], person: Person) -> SafeString:
    """The names in their order, `person`'s own stressed, the others with links where these lead to somebody."""
    return format_html_join(_("、"), "{}", ((_name(one, person),) for one in around))


def _name(one: Participation, person: Person) -> SafeString:
    if one.person_id == person.pk:
        return format_html("<b>{}</b>", shown(one.name))
    if one.leads_to_person:
        return format_html('<a href="{}">{}</a>', address_of("person", one.person_id), shown(one.name))
    return format_html("<bdi>{}</bdi>", shown(one.name))
