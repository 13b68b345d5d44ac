"""Accounts: Django's page, with what helps somebody who is locked out."""

from __future__ import annotations

from axes.utils import reset
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

# Each user sets up the own device (`two_factor`); its key is nobody else's business.
admin.site.unregister([User, TOTPDevice])


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts of readers and of whoever works at the desk."""

    actions = ("let_in", "drop_second_factor")

    @admin.action(description=_("解除登录锁定"), permissions=["change"])
    def let_in(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Forget the wrong passwords that shut the chosen accounts."""
        for user in queryset:
            reset(username=user.get_username())
        self.message_user(request, gettext("已解除 %d 个账户的登录锁定。") % len(queryset))

    @admin.action(description=_("停用两步验证（手机丢失时）"), permissions=["change"])
    def drop_second_factor(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Let the chosen accounts sign in with the password alone again."""
        count, _rows = TOTPDevice.objects.filter(user__in=queryset).delete()
        self.message_user(request, gettext("已停用 %d 个账户的两步验证。") % count)
