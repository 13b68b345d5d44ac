"""What people changed is kept version by version; what the machine wrote stands before it as the machine's."""

import pytest
from django.contrib.auth.models import User

from archive.models import Article, Mention
from archive.models.acting import acting, actor
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return User.objects.create(username="bai")


def versions(record: Article) -> list[tuple[str, str | None, str]]:
    rows = record.history.select_related("history_user").order_by("history_date", "history_id")
    return [(row.history_type, row.history_user and row.history_user.username, row.headline) for row in rows]


def test_the_machine_keeps_no_versions() -> None:
    article = factories.ArticleFactory(headline="甲")
    article.headline = "乙"
    article.save()
    assert versions(article) == []


def test_a_persons_change_is_kept_after_what_it_changed(curator: User) -> None:
    article = factories.ArticleFactory(headline="甲")
    with acting(curator.pk, "印错了"):
        article.headline = "乙"
        article.save()
    assert versions(article) == [("+", None, "甲"), ("~", "bai", "乙")]
    assert article.history.first().history_change_reason == "印错了"


def test_no_change_of_the_machine_is_laid_at_a_persons_door(curator: User) -> None:
    article = factories.ArticleFactory(headline="甲")
    with acting(curator.pk):
        article.headline = "乙"
        article.save()
    article.headline = "丙"
    article.save()
    with acting(curator.pk):
        article.section = "时政"
        article.save()
    assert versions(article) == [("+", None, "甲"), ("~", "bai", "乙"), ("~", None, "丙"), ("~", "bai", "丙")]
    newest = article.history.first()
    assert [each.field for each in newest.diff_against(newest.prev_record).changes] == ["section"]


def test_what_a_person_makes_and_deletes_is_kept(curator: User) -> None:
    with acting(curator.pk):
        byline = factories.ArticleFactory().bylines.create(name="白小川", role="记者")
        pk = byline.pk
        byline.delete()
    kept = type(byline).history.filter(id=pk).order_by("history_id")
    assert [(row.history_type, row.name) for row in kept] == [("+", "白小川"), ("-", "白小川")]


def test_deleted_mentions_are_not_kept(curator: User) -> None:
    mention = factories.MentionFactory()
    with acting(curator.pk):
        Mention.objects.all().delete()
    assert not Mention.history.filter(id=mention.pk).exists()


def test_nobody_acts_after_an_act(curator: User) -> None:
    with pytest.raises(ValueError, match="mid-act"), acting(curator.pk):
        assert actor() is not None
        raise ValueError("mid-act")
    assert actor() is None
