"""Signing in at the desk: shut after wrong passwords, and a second factor for those who set it up."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

PASSWORD = "稻花节-2023-夜"
LOGIN, INDEX = reverse("admin:login"), reverse("admin:index")


@pytest.fixture
def chief(db: None) -> User:
    return User.objects.create_superuser("chief", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, token: str = "", at: str = LOGIN) -> Any:
    return client.post(at, {"username": "chief", "password": password, "otp_token": token})


def code(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key):06d}"


@pytest.mark.parametrize("at", [LOGIN, reverse("login")])
def test_shut_after_five_wrong_passwords(client: Client, chief: User, at: str) -> None:
    answers = [sign_in(client, "不对", at=at).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    shut = sign_in(client, at=at)
    assert shut.status_code == 429
    assert "登录暂停" in shut.text
    assert (
        Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, {"username": "chief", "password": PASSWORD}).status_code == 302
    )


def test_without_a_second_factor_the_password_is_enough(client: Client, chief: User) -> None:
    assert sign_in(client).status_code == 302
    assert client.get(INDEX).status_code == 200


def test_set_up_asked_for_and_given_up(client: Client, chief: User) -> None:
    sign_in(client)
    room = reverse("admin:two-factor")
    assert client.get(room).status_code == 200
    assert client.get(reverse("admin:two-factor-key"))["Content-Type"] == "image/svg+xml"
    device = TOTPDevice.objects.get()
    assert client.post(room, {"code": "000000" if code(device) != "000000" else "111111"}).status_code == 200
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post(room, {"code": code(device)}).status_code == 302
    assert client.get(INDEX).status_code == 200
    client.logout()
    assert "六位验证码" in sign_in(client).text
    TOTPDevice.objects.update(last_t=-1)
    assert sign_in(client, token=code(device)).status_code == 302
    assert client.get(INDEX).status_code == 200
    TOTPDevice.objects.update(last_t=-1)
    assert client.post(room, {"code": code(device)}).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_no_way_around_by_the_readers_door(client: Client, chief: User) -> None:
    TOTPDevice.objects.create(user=chief, name="desk", confirmed=True)
    assert sign_in(client, at=reverse("login")).status_code == 302
    assert client.get(INDEX).status_code == 302
    assert "还没有填两步验证的验证码" in client.get(INDEX, follow=True).text


def test_a_key_is_shown_only_while_it_waits(client: Client, chief: User) -> None:
    sign_in(client)
    assert client.get(reverse("admin:two-factor-key")).status_code == 404
