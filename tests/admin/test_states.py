"""Publishing and taking down from the list: asked why first; open to those who may alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User
from django.test import Client

from archive.models import Article, Decision, roles
from tests import factories
from tests.admin.conftest import address, form_data

LIST = address(Article, "changelist")


def ask(desk: Client, action: str, *articles: Article, **more: Any) -> Any:
    data = {"action": action, ACTION_CHECKBOX_NAME: [each.pk for each in articles], **more}
    return desk.post(LIST, data, follow=True)


def test_it_asks_why_before_it_acts(desk: Client) -> None:
    article = factories.ArticleFactory(headline="<i>云溪区</i>植树")
    asked = ask(desk, "remove", article)
    assert "&lt;i&gt;云溪区" in asked.text
    article.refresh_from_db()
    assert article.state == "published"
    key = asked.context["form"]["key"].value()
    assert "必填" in ask(desk, "remove", article, key=key).text
    for _ in range(2):
        ask(desk, "remove", article, key=key, reason="应当事人要求", public="on")
    article.refresh_from_db()
    assert (article.state, article.state_reason, article.reason_public) == ("removed", "应当事人要求", True)
    assert Decision.objects.get().reason == "应当事人要求"


@pytest.mark.parametrize("public", [True, False])
def test_readers_are_told_why_only_if_that_is_public(client: Client, db: None, public: bool) -> None:
    article = factories.ArticleFactory(state="removed", state_reason="应当事人要求", reason_public=public)
    for each in (article.get_absolute_url(), f"/api/articles/{article.pk}"):
        answer = client.get(each)
        assert answer.status_code == 410
        assert ("应当事人要求" in answer.text) == public


def test_a_state_set_in_the_form_is_a_decision_too(edit: Callable[..., Any]) -> None:
    article = factories.ArticleFactory()
    assert edit(article, state="withheld").status_code == 302
    assert Decision.objects.get().data["before"][0][:2] == [article.pk, "published"]


def test_a_curator_cannot_take_down(client: Client, db: None) -> None:
    curator = User.objects.create(username="bai", is_staff=True)
    curator.groups.add(Group.objects.get(name=roles.CURATORS))
    client.force_login(curator)
    article = factories.ArticleFactory()
    ask(client, "remove", article, key="0" * 32, reason="失实")
    data = form_data(client.get(address(Article, "change", article.pk)).context)
    assert "state" not in data
    client.post(address(Article, "change", article.pk), {**data, "state": "removed", "headline": "改过的标题"})
    article.refresh_from_db()
    assert (article.state, article.headline) == ("published", "改过的标题")
