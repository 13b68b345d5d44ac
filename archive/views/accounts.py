"""Accounts: signing in, passwords, and the reader's own page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, views
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.hashers import make_password
from django.contrib.messages.views import SuccessMessageMixin
from django.core.mail import EmailMessage
from django.forms import EmailField, EmailInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from archive.models import Attempt
from archive.models.attempts import Measure
from archive.views.rooms import own
from archive.views.senders import sender

SHOWN = 5  # Searches and lists on the account's own page.
# Mails that somebody may have sent to others: from one place, and to one mailbox.
ASKING = Measure("mail", each=5, together=100)
MAILBOX = Measure("mailbox", each=3, together=100)

log = logging.getLogger(__name__)


class LogIn(views.LoginView):
    """Sign in, and go on to where the reader was led from."""

    template_name = "readers/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether anybody may make an account."""
        return super().get_context_data(**kwargs, sign_up=settings.SIGN_UP)


class ChangePassword(SuccessMessageMixin, views.PasswordChangeView):
    """Another password; the reader stays signed in, here alone."""

    template_name = "readers/password.html"
    success_url = reverse_lazy("account")
    success_message = _("密码已修改。")


change_password = own(ChangePassword.as_view())


class SetPassword(SuccessMessageMixin, views.PasswordResetConfirmView):
    """What the mailed link leads to."""

    template_name = "readers/reset_confirm.html"
    success_url = reverse_lazy("login")
    success_message = _("密码已设定，请登录。")


class AddressForm(PasswordResetForm):
    """An address; what accounts have it gets a link by which a password can be set."""

    email = EmailField(
        label=_("电子邮箱"), max_length=150, widget=EmailInput(attrs={"autocomplete": "email", "autofocus": True})
    )

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Send it aside: an answer that waits for the mail server would tell that the account exists."""
        context = {**context, "site": settings.SITE}
        subject = " ".join(render_to_string(subject_template_name, context).split())
        send_aside(EmailMessage(subject, render_to_string(email_template_name, context), from_email, [to_email]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for the link to a new password; the answer is the same whether there is such an account or not."""
    return _by_mail(request, "readers/reset.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account where the archive allows it.

    The mailed link proves the address and sets the password; who has an account already gets the same mail and sees
    the same page.
    """
    if not settings.SIGN_UP:
        raise Http404
    return _by_mail(request, "readers/sign_up.html", before=_make_account)


def _by_mail(request: HttpRequest, template: str, before: Callable[[str], object] = str) -> HttpResponse:
    """Ask for an address, do what comes `before`, and send the link there, unless too much is asked for."""
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, template, {"form": form})
    if not Attempt.objects.allow(ASKING, sender(request)):
        form.add_error(None, _("这一小时里的请求太多了，请过一会儿再试。"))
        refusal = render(request, template, {"form": form}, status=429)
        refusal.headers["Retry-After"] = str(ASKING.wait)
        return refusal
    email = form.cleaned_data["email"]
    # Counted whether there is an account or not, and a full mailbox is not told either.
    if Attempt.objects.allow(MAILBOX, email.lower()):
        before(email)
        form.save(
            domain_override=settings.SITE,
            subject_template_name="readers/mail/password_subject.txt",
            email_template_name="readers/mail/password.txt",
        )
    return redirect("password_reset_done")


def _make_account(email: str) -> None:
    """An account of that address, unless there is one; nobody knows its password until the reader sets one."""
    users = get_user_model().objects
    # Made in either case: it takes so long that its absence would tell.
    password = make_password(get_random_string(40))
    if not users.filter(email__iexact=email).exists():
        users.get_or_create(username=email.lower(), defaults={"email": email, "password": password})


def send_aside(message: EmailMessage) -> None:
    """Send a mail while the reader's answer is on its way."""
    Thread(target=deliver, args=[message]).start()


def deliver(message: EmailMessage) -> None:
    """Send a mail; what goes wrong is the operator's to know."""
    try:
        message.send()
    except Exception:
        log.exception("a mail about a password could not be sent")


@own
def account(request: HttpRequest) -> HttpResponse:
    """The reader's own page."""
    return render(
        request,
        "readers/account.html",
        {
            "searches": request.user.saved_searches.all()[:SHOWN],
            "lists": request.user.reading_lists.with_counts()[:SHOWN],
        },
    )
