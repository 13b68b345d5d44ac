"""Digests of saved searches: what is new, once, to the right reader, whatever fails meanwhile."""

from __future__ import annotations

import email
import smtplib
from collections.abc import Callable
from datetime import date, timedelta
from email.policy import default
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from archive.alerts import Tally, send_due, sending
from archive.alerts.digest import MOST_SHOWN
from archive.models import Arrival, Article, IndexChange, Lookout, SavedSearch
from archive.models.arrivals import LONGEST_WRITING
from archive.search import Request, those_found
from archive.search.state import IndexNotReady
from tests.factories import ArticleFactory, IssueFactory, PageFactory, PersonFactory
from tests.views.scene import link

TODAY = date(2023, 5, 1)


@pytest.fixture
def reader(db: None) -> User:
    """Somebody with an account and a mailbox."""
    return User.objects.create_user("lin", "lin@example.org")


@pytest.fixture
def save(reader: User, index_now: Callable[[], None]) -> Callable[..., SavedSearch]:
    """Save a search as of the day before, with everything there is already seen: `save("q=植树")`."""

    def make(query: str = "q=植树", often: str = "daily", owner: User = reader, **values: Any) -> SavedSearch:
        index_now()
        saved = SavedSearch(owner=owner, name=query[:100], query=query, often=often, language="zh-hans", **values)
        saved.begin()
        saved.checked_on = TODAY - timedelta(1)
        saved.save()
        return saved

    return make


@pytest.fixture
def publish(index_now: Callable[[], None]) -> Callable[..., Article]:
    """Publish an article, findable at once."""

    def make(**values: Any) -> Article:
        article = ArticleFactory(**values)
        index_now()
        return article

    return make


def send(day: int = 0, **options: Any) -> tuple[str, list[str]]:
    """Send what is due on a day: the counts, and what was complained of."""
    complaints: list[str] = []
    tally = send_due(TODAY + timedelta(day), lambda _line: None, complaints.append, **options)
    return str(tally), complaints


def counts(**values: int) -> str:
    return str(Tally(**values))


def told(message: mail.EmailMessage) -> set[int]:
    """The articles that a mail leads to."""
    return {article.pk for article in Article.objects.all() if f"{article.get_absolute_url()}?" in str(message.body)}


class FailingBackend(EmailBackend):
    """Takes mails, except to those whom it is told to fail, as it is told."""

    failures: dict[str, Exception] = {}
    away: Exception | None = None

    def open(self) -> bool:
        """Be away if told to."""
        if self.away:
            raise self.away
        return True

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        """Fail if told to, else keep the mails."""
        for message in messages:
            if error := self.failures.get(message.to[0]):
                raise error
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> type[FailingBackend]:
    """A mail server that fails as it is told: `server.failures["lin@example.org"] = …`."""
    settings.EMAIL_BACKEND = "tests.test_alerts.FailingBackend"
    monkeypatch.setattr(FailingBackend, "failures", {})
    monkeypatch.setattr(FailingBackend, "away", None)
    return FailingBackend


def test_a_digest_tells_what_is_new_and_once(save: Callable, publish: Callable) -> None:
    publish()
    saved = save()
    new = publish(headline="石门镇<b>又</b>植树", text="3月9日，石门镇植树三百棵。")
    publish(headline="稻花节开幕", text="云溪区举办稻花节。")
    assert send() == (counts(sent=1), [])
    [message] = mail.outbox
    assert (message.to, told(message)) == (["lin@example.org"], {new.pk})
    assert message.subject == "“q=植树”有1篇新文章"
    assert "石门镇<b>又</b>植树" in message.body
    html = message.alternatives[0].content
    assert "石门镇&lt;b&gt;又&lt;/b&gt;植树" in html and "<mark>植树</mark>" in html
    assert send() == (counts(), [])
    assert send(1) == (counts(nothing_new=1), [])
    saved.refresh_from_db()
    assert saved.sent_at and saved.checked_on == TODAY + timedelta(1)


@pytest.mark.parametrize(("often", "days"), [("daily", [1, 2, 3, 9]), ("weekly", [6, 13]), ("never", [])])
def test_digests_come_as_often_as_wished(save: Callable, publish: Callable, often: str, days: list[int]) -> None:
    save(often=often)
    sent = []
    for day in (0, 1, 2, 3, 6, 7, 9, 13):
        publish()
        before = len(mail.outbox)
        send(day)
        send(day)
        sent += [day] * (len(mail.outbox) - before)
    assert sent == ([0, 1, 2, 3, 6, 7, 9, 13] if often == "daily" else days)


def test_an_article_is_new_when_it_becomes_findable(
    save: Callable, publish: Callable, index_now: Callable[[], None]
) -> None:
    draft = publish(state="draft")
    old = publish()
    save()
    # Its row is old, and so is what is printed on it.
    Article.objects.filter(pk=draft.pk).set_state("published")
    assert send() == (counts(nothing_new=1), []), "published, and not yet in the index"
    index_now()
    send(1)
    assert told(mail.outbox[-1]) == {draft.pk}
    # Read again, corrected, withdrawn and published anew: nothing new.
    old.text += "植树。"
    old.save()
    for state in ("withheld", "published"):
        Article.objects.filter(pk=draft.pk).set_state(state)
        index_now()
    assert send(2) == (counts(nothing_new=1), [])


def test_what_the_index_set_aside_waits(save: Callable, publish: Callable, index_now: Callable[[], None]) -> None:
    save()
    article = publish()
    IndexChange.objects.create(object_type="article", object_id=article.pk, tries=99)
    assert send() == (counts(nothing_new=1), [])
    IndexChange.objects.all().delete()
    send(1)
    assert told(mail.outbox[-1]) == {article.pk}


def test_numbers_are_given_once_in_order(index_now: Callable[[], None], db: None) -> None:
    assert Arrival.objects.note() == 0
    articles = [ArticleFactory() for _ in range(3)]
    ArticleFactory(state="draft")
    index_now()
    last = Arrival.objects.note()
    assert Arrival.objects.note() == last
    articles.append(ArticleFactory())
    index_now()
    assert Arrival.objects.note() > last
    assert [each for portion in Arrival.objects.portions(0, 1 << 40) for each in portion] == [
        each.pk for each in articles
    ]


def test_what_was_withdrawn_is_in_no_mail(save: Callable, publish: Callable) -> None:
    save()
    hidden, shown = publish(headline="不可外传植树"), publish()
    Article.objects.filter(pk=hidden.pk).update(state="withheld")  # and the index does not know it yet
    assert send() == (counts(sent=1), [])
    assert told(mail.outbox[0]) == {shown.pk}
    assert "有1篇" in mail.outbox[0].subject
    assert "不可外传" not in str(mail.outbox[0].message())


@pytest.mark.parametrize("query", ["q=植树", "q=植树&from=2023-03-06", "q=&-kind=photo", "person={person}", ""])
def test_the_search_decides_with_all_its_filters(save: Callable, publish: Callable, query: str) -> None:
    person = PersonFactory()
    save(query.format(person=person.pk))
    articles = [
        publish(),
        publish(page=PageFactory(issue=IssueFactory(date=date(2023, 3, 7)))),
        publish(kind="photo", headline="桃花"),
        publish(headline="稻花节", text="放灯。"),
    ]
    link(articles[3], person)
    Article.objects.get(pk=articles[3].pk).save()
    publish(state="draft")
    wanted = {
        "q=植树": articles[:3],
        "q=植树&from=2023-03-06": articles[1:2],
        "q=&-kind=photo": [articles[0], articles[1], articles[3]],
        "person={person}": articles[3:],
        "": articles,
    }[query]
    send()
    body = mail.outbox[0].body
    assert {each.pk for each in articles if f"{each.get_absolute_url()}" in body} == {each.pk for each in wanted}


def test_a_long_digest_is_cut_and_counts_all(save: Callable, index_now: Callable[[], None]) -> None:
    save()
    articles = [
        ArticleFactory(page=PageFactory(issue=IssueFactory(date=date(2023, 3, 1) + timedelta(n % 9))))
        for n in range(30)
    ]
    index_now()
    send()
    [message] = mail.outbox
    newest = sorted(articles, key=lambda each: (each.date, each.pk), reverse=True)[:MOST_SHOWN]
    assert told(message) == {each.pk for each in newest}
    assert "有30篇" in message.subject and "还有10篇" in message.body
    assert "/search/?q=%E6%A4%8D%E6%A0%91&sort=newest" in message.body


def test_a_digest_s_portions_make_no_difference(
    save: Callable, index_now: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    save()
    for _ in range(7):
        ArticleFactory()
    index_now()
    monkeypatch.setattr("archive.models.arrivals.AT_ONCE", 2)
    send()
    assert "有7篇" in mail.outbox[0].subject and len(told(mail.outbox[0])) == 7


def test_only_those_asked_for_are_found(index_now: Callable[[], None], db: None) -> None:
    articles = [ArticleFactory().pk for _ in range(5)]
    index_now()
    asked = Request(q="植树", sort="newest")
    assert those_found(asked, articles[1:4]) == articles[3:0:-1]
    assert those_found(asked, []) == []


def test_mails_are_in_the_reader_s_language(save: Callable, publish: Callable) -> None:
    save()
    SavedSearch.objects.update(language="en")
    publish()
    send()
    html = mail.outbox[0].alternatives[0].content
    assert '<html lang="en">' in html and "March 5, 2023" in html


def test_headers_let_mail_programs_unsubscribe(save: Callable, publish: Callable, client: Client) -> None:
    saved = save()
    publish()
    send()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://127.0.0.1:8000/alerts/")
    path = address.removeprefix("http://127.0.0.1:8000")
    assert path in mail.outbox[0].body
    for _ in range(2):  # A program that follows links changes nothing.
        assert client.get(path).status_code == client.head(path).status_code == 200
        saved.refresh_from_db()
        assert saved.often == "daily"
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        saved.refresh_from_db()
        assert saved.often == "never"
    publish()
    assert send(1) == (counts(), [])
    other = path.replace(f"/{saved.pk}:", f"/{saved.pk + 1}:")
    saved.delete()
    assert client.get(path).status_code == client.post(path).status_code == 200
    for forged in (other, "/alerts/1:x/", "/alerts/x/"):
        assert client.post(forged).status_code == 404


def test_a_name_cannot_forge_headers(save: Callable, publish: Callable) -> None:
    save(query="q=植树")
    SavedSearch.objects.update(name="甲\nBcc: x@example.org\r\n乙")
    publish()
    assert send() == (counts(sent=1), [])
    assert (
        mail.outbox[0].subject == "“甲 Bcc: x@example.org ⟨U+000D⟩ 乙”有1篇新文章"
        or "\n" not in mail.outbox[0].subject
    )
    assert mail.outbox[0].recipients() == ["lin@example.org"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_who_has_no_mailbox_or_no_account_any_more_gets_nothing(
    save: Callable, publish: Callable, reader: User, change: dict[str, Any]
) -> None:
    save()
    publish()
    User.objects.update(**change)
    assert send() == (counts(), [])
    assert mail.outbox == []


REFUSALS = [
    smtplib.SMTPRecipientsRefused({"lin@example.org": (550, b"no such user")}),
    smtplib.SMTPDataError(451, b"try later"),
    smtplib.SMTPSenderRefused(550, b"no", "fangzhi@localhost"),
    ValueError("a header with a line break"),
]


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: type(error).__name__)
def test_a_refused_mail_is_tried_again_with_what_came_since(
    save: Callable, publish: Callable, server: type[FailingBackend], error: Exception
) -> None:
    saved = save()
    other = save(owner=User.objects.create_user("gu", "gu@example.org"))
    first = publish()
    server.failures["lin@example.org"] = error
    tally, complaints = send()
    assert tally == counts(sent=1, failed=1)
    assert len(complaints) == 1 and "lin <lin@example.org>" in complaints[0]
    assert [message.to for message in mail.outbox] == [["gu@example.org"]]
    saved.refresh_from_db()
    assert saved.failures == 1 and saved.error and saved.claimed_at is None
    second = publish()
    server.failures.clear()
    assert send() == (counts(sent=1), [])
    assert (mail.outbox[-1].to, told(mail.outbox[-1])) == (["lin@example.org"], {first.pk, second.pk})
    saved.refresh_from_db()
    other.refresh_from_db()
    assert (saved.failures, saved.error, other.failures) == (0, "", 0)


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("lost"), TimeoutError("late"), KeyError("odd")])
def test_a_mail_in_doubt_is_not_sent_again(
    save: Callable, publish: Callable, server: type[FailingBackend], error: Exception
) -> None:
    save()
    publish()
    server.failures["lin@example.org"] = error
    tally, complaints = send()
    assert tally == counts(in_doubt=1)
    assert "lin <lin@example.org>" in complaints[0]
    server.failures.clear()
    assert send(1) == (counts(nothing_new=1), [])
    later = publish()
    assert send(2) == (counts(sent=1), [])
    assert told(mail.outbox[0]) == {later.pk}


def test_without_a_mail_server_everything_waits(
    save: Callable, publish: Callable, server: type[FailingBackend]
) -> None:
    saved = save()
    publish()
    before = SavedSearch.objects.values().get()
    server.away = ConnectionRefusedError("nobody there")
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("send_alerts", stdout=StringIO())
    assert SavedSearch.objects.values().get(pk=saved.pk) == before
    server.away = None
    assert send() == (counts(sent=1), [])


def test_while_there_is_no_index_everything_waits(
    save: Callable, publish: Callable, settings: Settings, tmp_path: Path
) -> None:
    save()
    publish()
    before = SavedSearch.objects.values().get()

    def gone(*_: object) -> None:
        raise IndexNotReady("none")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archive.search.those_found", gone)
        with pytest.raises(IndexNotReady):
            send()
    assert SavedSearch.objects.values().get() == before
    assert send() == (counts(sent=1), [])


def test_two_at_once_send_one_mail(save: Callable, publish: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    save()
    publish()
    inner: list[str] = []
    made = sending.mail

    def meanwhile(*given: Any) -> Any:
        # Another process is through with everything between our making the mail and our sending it.
        monkeypatch.setattr(sending, "mail", made)
        inner.append(send()[0])
        return made(*given)

    monkeypatch.setattr(sending, "mail", meanwhile)
    assert send() == (counts(), [])
    assert inner == [counts(sent=1)]
    assert len(mail.outbox) == 1


def test_two_at_once_with_nothing_new_and_then_something(
    save: Callable, publish: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save()
    looked = sending.news

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(sending, "news", looked)
        found = looked(*given)
        publish()
        send()
        return found

    monkeypatch.setattr(sending, "news", meanwhile)
    send()
    saved.refresh_from_db()
    assert len(mail.outbox) == 1
    assert saved.seen == Arrival.objects.note(), "the one that saw less has not put it back"


def test_a_process_killed_while_sending_is_named_and_nothing_comes_twice(
    save: Callable, publish: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save()
    publish()

    def killed(*_: object) -> None:
        raise SystemExit(137)

    monkeypatch.setattr(EmailBackend, "send_messages", killed)
    with pytest.raises(SystemExit):
        send()
    monkeypatch.undo()
    saved.refresh_from_db()
    assert saved.claimed_at
    later = publish()
    assert send(1) == (counts(), []), "it may still be at work"
    SavedSearch.objects.update(claimed_at=timezone.now() - timedelta(hours=2))
    tally, complaints = send(2)
    assert tally == counts(sent=1, in_doubt=1)
    assert "the process ended" in complaints[0]
    assert told(mail.outbox[0]) == {later.pk}


def test_a_dry_run_sends_and_marks_nothing(save: Callable, publish: Callable) -> None:
    save()
    publish()
    before = SavedSearch.objects.values().get()
    said: list[str] = []
    tally = send_due(TODAY, said.append, said.append, dry_run=True)
    assert str(tally) == counts(sent=1)
    assert len(said) == 1 and said[0].startswith("would send") and "lin <lin@example.org>" in said[0]
    assert SavedSearch.objects.values().get() == before
    assert mail.outbox == []


def test_the_number_of_queries_is_that_of_the_searches(
    save: Callable, publish: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    save()
    taken = []
    for day, articles in enumerate((1, 12)):
        for _ in range(articles):
            publish()
        with CaptureQueriesContext(connection) as asked:
            send(day)
        taken.append(len(asked))
    assert taken[0] == taken[1]
    for _ in range(4):
        save()
    publish()
    assert send(3) == (counts(sent=5), [])


def test_the_command_says_what_it_did(save: Callable, publish: Callable, server: type[FailingBackend]) -> None:
    SavedSearch.objects.update(checked_on=timezone.localdate() - timedelta(1))
    save()
    publish()
    SavedSearch.objects.update(checked_on=timezone.localdate() - timedelta(1))
    server.failures["lin@example.org"] = smtplib.SMTPDataError(550, b"spam")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("send_alerts", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert out.getvalue() == "sent 0, nothing new 0, failed 1, in doubt 0\n"
    assert "refused search" in err.getvalue()
    server.failures.clear()
    out = StringIO()
    call_command("send_alerts", "--dry-run", stdout=out)
    assert out.getvalue().splitlines()[-1] == "sent 1, nothing new 0, failed 0, in doubt 0"
    assert mail.outbox == []
    out = StringIO()
    call_command("send_alerts", stdout=out, verbosity=0)
    assert out.getvalue() == "" and len(mail.outbox) == 1


def test_links_in_mails_need_an_address_in_production(settings: Settings, db: None) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="FANGZHI_SITE"):
        call_command("send_alerts")


def test_mails_as_files_can_be_read(save: Callable, publish: Callable, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.SITE = "https://fangzhi.example"
    save()
    article = publish(headline="石门镇植树")
    assert send() == (counts(sent=1), [])
    [file] = (tmp_path / "mail").iterdir()
    message = email.message_from_string(file.read_text("utf-8"), policy=default)
    assert message["To"] == "lin@example.org"
    assert message["Subject"] == "“q=植树”有1篇新文章"
    assert message["List-Unsubscribe"].strip().startswith("<https://fangzhi.example/alerts/")
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    assert set(parts) == {"text/plain", "text/html"}
    for part in parts.values():
        assert f"https://fangzhi.example{article.get_absolute_url()}" in part
    assert "<script" not in parts["text/html"] and " style=" not in parts["text/html"]


def test_what_waited_for_the_index_is_numbered_however_long_it_took(
    db: None, index_now: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_now()
    first = ArticleFactory()
    last = Arrival.objects.note()
    clock = timezone.now()
    for days in (1, 2, 9):
        monkeypatch.setattr(timezone, "now", lambda days=days: clock + timedelta(days))
        assert Arrival.objects.note() == last
    assert not Arrival.objects.filter(article=first.pk).exists(), "its index change still waits"
    IndexChange.objects.all().delete()
    monkeypatch.setattr(timezone, "now", lambda: clock + timedelta(10))
    assert Arrival.objects.note() > last
    assert Arrival.objects.get(article=first.pk)
    assert Lookout.objects.get().since == clock + timedelta(10) - LONGEST_WRITING


def test_every_way_to_publish_is_noticed(db: None, index_now: Callable[[], None]) -> None:
    whole = ArticleFactory()
    rest = ArticleFactory(page=PageFactory(issue=whole.page.issue), kind="continuation")
    rest.join(whole)
    draft, hidden, deleted = ArticleFactory(state="draft"), ArticleFactory(state="withheld"), ArticleFactory()
    index_now()
    deleted.delete()
    Arrival.objects.note()
    # As if all that had been a year ago.
    past = timezone.now() - timedelta(365)
    Article.objects.update(updated_at=past)
    ways = {
        draft: lambda: Article.objects.filter(pk=draft.pk).set_state("published"),
        hidden: lambda: (setattr(hidden, "state", "published"), hidden.save()),
        rest: rest.part,
    }
    for article, publish in ways.items():
        assert not Arrival.objects.filter(article=article.pk).exists()
        article.refresh_from_db()
        publish()
        index_now()
        Arrival.objects.note()
        assert Arrival.objects.filter(article=article.pk).exists()
    public = set(Article.objects.public().values_list("pk", flat=True))
    assert public <= set(Arrival.objects.values_list("article", flat=True))


def test_only_what_changed_lately_is_looked_at(db: None, index_now: Callable[[], None]) -> None:
    for _ in range(3):
        ArticleFactory()
    index_now()
    Arrival.objects.note()
    Article.objects.update(updated_at=timezone.now() - timedelta(365))
    with CaptureQueriesContext(connection) as asked:
        Arrival.objects.note()
    [statement] = [each["sql"] for each in asked if "INSERT INTO" in each["sql"]]
    assert "updated_at" in statement
    plan = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(plan + statement)
        told = str(cursor.fetchall())
    assert connection.vendor == "postgresql" or "article_changed" in told
