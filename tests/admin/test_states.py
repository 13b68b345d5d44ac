"""Publishing and taking down from the list: asked why first; open to those who may alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from archive.curating import states
from archive.models import Article, Decision, Disagreement, roles
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


def test_a_state_set_in_the_form_is_undone_with_its_reason_and_lock(desk: Client, edit: Callable[..., Any]) -> None:
    article = factories.ArticleFactory()
    edit(article, state="withheld")
    desk.post(reverse("admin:undo-decision", args=[Decision.objects.get().pk]))
    article.refresh_from_db()
    assert (article.state, article.locked_fields) == ("published", [])
    states.set_state([article.pk], Article.State.REMOVED, reason="应当事人要求", public=True)
    article.refresh_from_db()
    edit(article, state="published")
    desk.post(reverse("admin:undo-decision", args=[Decision.objects.first().pk]))
    article.refresh_from_db()
    assert (article.state, article.state_reason, article.reason_public) == ("removed", "应当事人要求", True)


@pytest.fixture
def curator(client: Client, db: None) -> Client:
    """The browser of somebody who may change articles, but not what is public."""
    user = User.objects.create(username="bai", is_staff=True)
    user.groups.add(Group.objects.get(name=roles.CURATORS))
    client.force_login(user)
    return client


def test_a_curator_opens_no_lock_on_a_state(curator: Client) -> None:
    article = factories.ArticleFactory(headline="甲", locked_fields=["headline"])
    states.set_state([article.pk], Article.State.REMOVED, reason="应当事人要求")
    url = address(Article, "change", article.pk)
    page = curator.get(url)
    assert "由能发布文章的人解除" in page.text and page.text.count('name="unlock"') == 1
    refused = curator.post(url, {**form_data(page.context), "unlock": ["state"]})
    assert refused.status_code == 200
    disagreement = Disagreement.objects.create(
        model="article", object_id=article.pk, field="state", value="published", seen_at="2023-03-05T00:00Z"
    )
    seen = {"take": "machine", "seen": Article.objects.get(pk=article.pk).revision}
    assert curator.post(reverse("admin:decide-disagreement", args=[disagreement.pk]), seen).status_code == 403
    ask(curator, "unlock", article)
    article.refresh_from_db()
    assert (article.state, article.locked_fields) == ("removed", ["state"])


def test_a_curator_cannot_take_down(curator: Client) -> None:
    client, article = curator, factories.ArticleFactory()
    ask(client, "remove", article, key="0" * 32, reason="失实")
    data = form_data(client.get(address(Article, "change", article.pk)).context)
    assert "state" not in data
    client.post(address(Article, "change", article.pk), {**data, "state": "removed", "headline": "改过的标题"})
    article.refresh_from_db()
    assert (article.state, article.headline) == ("published", "改过的标题")
