"""Publishing, withholding, taking down: one decision each, and a way back."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from archive.curating import deciding, states
from archive.models import Article, Decision, IndexChange
from archive.models.acting import acting
from tests import factories

pytestmark = pytest.mark.django_db
State = Article.State


@pytest.fixture
def editor() -> User:
    return User.objects.create(username="bai")


def seen(*articles: Article) -> list[tuple[str, str, bool]]:
    rows = Article.objects.filter(pk__in=[each.pk for each in articles]).order_by("pk")
    return [(each.state, each.state_reason, "state" in each.locked_fields) for each in rows]


def test_taken_down_and_undone(editor: User) -> None:
    one, two, three = (factories.ArticleFactory(headline=each) for each in "甲乙丙")
    with acting(editor.pk, "应当事人要求"):
        states.set_state([two.pk], State.WITHHELD, reason="核实中")
        IndexChange.objects.all().delete()
        made = states.set_state([one.pk, two.pk], State.REMOVED, reason="应当事人要求", public=True)
    assert made is not None
    assert (made.touched, made.reason) == (2, "应当事人要求")
    assert seen(one, two, three) == [
        ("removed", "应当事人要求", True),
        ("removed", "应当事人要求", True),
        ("published", "", False),
    ]
    queued = IndexChange.objects.filter(object_type="article").values_list("object_id", "action")
    assert set(queued) == {(one.pk, "delete"), (two.pk, "delete")}
    assert Article.history.filter(id=one.pk).first().history_user == editor
    assert deciding.undo(made.pk, editor.pk)[1] == []
    assert seen(one, two) == [("published", "", False), ("withheld", "核实中", True)]


def test_what_was_decided_since_stays(editor: User) -> None:
    one, two = factories.ArticleFactory(headline="甲"), factories.ArticleFactory(headline="乙")
    with acting(editor.pk):
        made = states.set_state([one.pk, two.pk], State.WITHHELD, reason="核实中")
        states.set_state([two.pk], State.REMOVED, reason="失实")
    assert made is not None
    _, left = deciding.undo(made.pk, editor.pk)
    assert left == ["“乙”的状态后来又改过，没有动。"]
    assert [state for state, _, _ in seen(one, two)] == ["published", "removed"]


def test_an_earlier_decision_is_not_undone_past_a_later_one(editor: User) -> None:
    article = factories.ArticleFactory(headline="甲")
    with acting(editor.pk):
        first, second, third = (
            states.set_state([article.pk], state, reason=reason)
            for state, reason in ((State.REMOVED, "失实"), (State.PUBLISHED, ""), (State.REMOVED, "法院要求"))
        )
    assert first and second and third
    assert deciding.undo(first.pk, editor.pk)[1] == ["“甲”的状态后来又改过，没有动。"]
    assert seen(article) == [("removed", "法院要求", True)]
    for made in (third, second):
        assert deciding.undo(made.pk, editor.pk)[1] == []
    assert seen(article) == [("removed", "失实", True)]


def test_a_form_sent_twice_is_one_decision(editor: User) -> None:
    article, key = factories.ArticleFactory(), uuid4()
    with acting(editor.pk):
        first = states.set_state([article.pk], State.WITHHELD, reason="核实中", key=key)
        assert states.set_state([article.pk], State.WITHHELD, reason="核实中", key=key) == first
        assert states.set_state([article.pk], State.WITHHELD, reason="核实中") is None
    assert Decision.objects.count() == 1
