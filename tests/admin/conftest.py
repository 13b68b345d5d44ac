"""The admin as a superuser sees it, and the form a browser would send back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse


def address(model: type[Model], page: str, *args: object, **query: object) -> str:
    """The address of a model's admin page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args, query=query or None)


def form_data(context: Any) -> dict[str, Any]:
    """What a browser would post from a change page if nobody touched anything."""
    data: dict[str, Any] = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.field.prepare_value(bound.value())
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = value
    return data


@pytest.fixture
def desk(client: Client, db: None) -> Client:
    """A signed-in superuser."""
    client.force_login(User.objects.create(username="chief", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def edit(desk: Client) -> Callable[..., Any]:
    """Open a record's change page, change fields, send it back, and return the answer."""

    def send(record: Model, **changes: Any) -> Any:
        url = address(type(record), "change", record.pk)
        data = form_data(desk.get(url).context)
        data.update(changes)
        return desk.post(url, {name: value for name, value in data.items() if value is not None})

    return send


@pytest.fixture
def act(desk: Client) -> Callable[..., Any]:
    """Run an admin action on records of one model; `more` is what the page asks for that some actions lead to."""

    def send(action: str, *records: Model, **more: Any) -> Any:
        data = {"action": action, "_selected_action": [record.pk for record in records], **more}
        return desk.post(address(type(records[0]), "changelist"), data, follow=True)

    return send


@pytest.fixture
def staff(db: None) -> Callable[..., Client]:
    """Sign in a staff user with exactly the named permissions."""

    def sign_in(*codenames: str) -> Client:
        user = User.objects.create(username="-".join(codenames) or "nobody", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client = Client()
        client.force_login(user)
        return client

    return sign_in
