"""A post's page: its holders."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from archive.models import Membership
from tests.factories import PersonFactory, PlaceFactory
from tests.views.page import document
from tests.views.scene import Scene, link

pytestmark = pytest.mark.django_db


def test_holders_of_one_name_are_told_apart_by_their_home(client: Client, scene: Scene) -> None:
    post = Membership.objects.filter(person=scene.person).first().post
    for year, home in ((2019, PlaceFactory(name="沅溪市")), (2018, None)):
        namesake = PersonFactory(name=scene.person.name, home=home)
        link(scene.article, namesake)
        Membership.objects.create(person=namesake, post=post, first_seen=date(year, 1, 1), last_seen=date(year, 2, 1))
    page = document(client.get(post.get_absolute_url()))
    assert scene.person.home is not None
    assert page.all("p", class_="post") == [f"陆明远 {scene.person.home.name}", "陆明远 沅溪市", "陆明远"]
