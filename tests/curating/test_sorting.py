"""What sort of item articles are: one decision for all of them, once, with a way back."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from archive.curating import deciding, sorting
from archive.models import Article, Decision
from archive.models.acting import acting
from tests import factories

pytestmark = pytest.mark.django_db
Kind = Article.Kind


def seen() -> list[tuple[str, bool]]:
    return [(each.kind, "kind" in each.locked_fields) for each in Article.objects.order_by("pk")]


def test_said_of_several_and_undone() -> None:
    editor = User.objects.create(username="bai")
    one, two, three = (factories.ArticleFactory(headline=each) for each in "甲乙丙")
    three.lock(["kind"])
    three.save()
    key = uuid4()
    with acting(editor.pk):
        made = sorting.set_kind([one.pk, two.pk, three.pk], Kind.PHOTO, key=key)
        assert sorting.set_kind([one.pk], Kind.PHOTO, key=key) == made
        assert sorting.set_kind([one.pk], Kind.PHOTO) is None
    assert made is not None
    assert (made.touched, made.made_by) == (3, editor)
    assert seen() == [("photo", True)] * 3
    with acting(editor.pk):
        sorting.set_kind([two.pk], Kind.ADVERT)
    _decision, left = deciding.undo(made.pk, editor.pk)
    assert (len(left), "乙" in left[0]) == (1, True)
    assert seen() == [("article", False), ("advert", True), ("article", True)]
    assert Decision.objects.standing().count() == 1


def test_an_earlier_decision_is_not_undone_past_a_later_one() -> None:
    editor, article = User.objects.create(username="bai"), factories.ArticleFactory()
    with acting(editor.pk):
        first, *_others = [sorting.set_kind([article.pk], kind) for kind in (Kind.PHOTO, Kind.NOTICE, Kind.PHOTO)]
    assert first
    _decision, left = deciding.undo(first.pk, editor.pk)
    assert (len(left), seen()) == (1, [("photo", True)])
