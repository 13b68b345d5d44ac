"""A second factor for whoever works at the desk: a code from a telephone's app (TOTP, RFC 6238), by django-otp.

It is each user's choice. Whoever has set it up enters the desk only with a code; administrators can take it away from
somebody who lost the telephone.
"""

from __future__ import annotations

from base64 import b32encode
from io import BytesIO
from typing import Any

import qrcode
import qrcode.image.svg
from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp import login, user_has_device
from django_otp.forms import OTPAuthenticationFormMixin
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive.admin.rooms import Room, show

ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "6", "size": "8"}


class DeskLogin(AdminAuthenticationForm, OTPAuthenticationFormMixin):
    """Name, password, and the code where the user has set it up."""

    otp_token = forms.CharField(
        label=_("动态验证码"),
        required=False,
        help_text=_("没有启用两步验证的，不必填。"),
        widget=forms.TextInput(ATTRIBUTES),
    )
    otp_error_messages = {
        **OTPAuthenticationFormMixin.otp_error_messages,
        "token_required": _("这个账户启用了两步验证，请填写手机应用上的六位验证码。"),
        "invalid_token": _("验证码不对，或已经用过。请等应用显示下一个再试。"),
        "verification_not_allowed": _("错得太多，请稍等片刻再试。"),
    }

    def clean(self) -> dict[str, Any]:
        """Ask for the code after the password, of those who have one."""
        self.cleaned_data = super().clean()
        if user_has_device(self.get_user()):
            self.clean_otp(self.get_user())
        return self.cleaned_data

    def _chosen_device(self, user: Any) -> TOTPDevice | None:
        """The one that the user has."""
        return TOTPDevice.objects.devices_for_user(user, confirmed=True).select_for_update().first()

    def _update_form(self, user: Any) -> None:
        """There is no list of devices to offer."""


class CodeForm(forms.Form):
    """A code, to show that the app has taken the key."""

    code = forms.RegexField(label=_("动态验证码"), regex=r"^\d{6}$", widget=forms.TextInput(ATTRIBUTES))

    def __init__(self, *args: Any, device: TOTPDevice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.device = device

    def clean_code(self) -> str:
        """Refuse what is not the device's code now."""
        code: str = self.cleaned_data["code"]
        if not self.device.verify_token(code):
            raise forms.ValidationError(_("验证码不对，或已经用过。请等应用显示下一个再试。"))
        return code


def verified(request: HttpRequest) -> bool:
    """Whether the user showed a code, or has none to show."""
    return request.user.is_verified() or not user_has_device(request.user)


def two_factor(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Set the second factor up, or give it up; either with a code."""
    confirmed = TOTPDevice.objects.devices_for_user(request.user, confirmed=True).first()
    device = confirmed or _waiting(request)
    form = CodeForm(request.POST or None, device=device)
    if request.method == "POST" and form.is_valid():
        if confirmed:
            confirmed.delete()
            messages.success(request, gettext("已停用两步验证。"))
        else:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            login(request, device)
            messages.success(request, gettext("已启用两步验证：下次登录时要填验证码。"))
        return HttpResponseRedirect(reverse("admin:two-factor"))
    key = b32encode(device.bin_key).decode()
    context = {"form": form, "confirmed": confirmed, "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4))}
    return show(request, site, "admin/desk/two_factor.html", gettext("两步验证"), context)


def picture(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The key as a picture for the telephone's camera, as long as it waits to be confirmed."""
    device = TOTPDevice.objects.devices_for_user(request.user, confirmed=False).first()
    if device is None:
        raise Http404
    made = BytesIO()
    qrcode.make(device.config_url, image_factory=qrcode.image.svg.SvgPathImage, box_size=12).save(made)
    return HttpResponse(made.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def _waiting(request: HttpRequest) -> TOTPDevice:
    """The device that the user is about to confirm."""
    device, _made = TOTPDevice.objects.get_or_create(user=request.user, confirmed=False, defaults={"name": "desk"})
    return device


ROOMS = (
    Room("two-factor/", "two-factor", two_factor, "", _("两步验证"), _("登录时再要一个手机上的号码")),
    Room("two-factor/key.svg", "two-factor-key", picture, ""),
)
