"""Logging in is slowed down after failures, by account and by address; nobody is locked out for good.

An attempt is written down before the password is looked at and taken back if it was right, so that many attempts at
once are counted as well.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import models
from django.db.models import Count, Max
from django.http import HttpRequest
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.people.models import LoginFailure, Person

#: How long a failure counts.
WINDOW = timedelta(minutes=30)
#: Failures that cost nothing: an account's own, and those of an address behind which a whole office may sit.
FREE_PER_ACCOUNT, FREE_PER_ADDRESS = 5, 30
LONGEST = timedelta(minutes=15)
#: How long failures are kept.
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Attempt:
    """One attempt to log in, written down."""

    row: LoginFailure

    def succeeded(self) -> None:
        """Forget the account's failures; an address keeps those of other accounts."""
        LoginFailure.objects.filter(username=self.row.username).delete()
        LoginFailure.objects.filter(at__lt=timezone.now() - KEPT).delete()

    def not_counted(self) -> None:
        """Take the attempt back: it came too early and its password was not looked at."""
        self.row.delete()


def attempt(username: str, address: str) -> Attempt:
    """Write down an attempt."""
    name = Person.normalize_username(username).casefold()[:150]
    return Attempt(LoginFailure.objects.create(username=name, address=network_of(address)))


def wait_before(this: Attempt) -> timedelta:
    """Give how long to wait before an attempt is looked at; zero if it may be."""
    earlier = LoginFailure.objects.exclude(pk=this.row.pk).filter(at__gte=timezone.now() - WINDOW)
    return max(
        _wait(earlier.filter(username=this.row.username), FREE_PER_ACCOUNT),
        _wait(earlier.filter(address=this.row.address), FREE_PER_ADDRESS),
    )


def _wait(failures: models.QuerySet[LoginFailure], free: int) -> timedelta:
    found = failures.aggregate(count=Count("pk"), last=Max("at"))
    over = found["count"] - free
    if over < 0:
        return timedelta()
    pause = min(timedelta(seconds=30) * 2 ** min(over, 10), LONGEST)
    left: timedelta = found["last"] + pause - timezone.now()
    return max(left, timedelta())


def say_wait(wait: timedelta) -> Text:
    """Say how long to wait, in words."""
    minutes = ceil(wait.total_seconds() / 60)
    return Text(
        f"登录失败次数过多，请约 {minutes} 分钟后再试。忘记密码请联系系统管理员重置。",
        f"Too many failed logins. Try again in about {minutes} min, or ask the administrator for a new password.",
    )


def address_of(request: HttpRequest) -> str:
    """Give the address that a request comes from; a proxy's word counts only if the proxy is named in the settings."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    trusted = set(settings.TRUSTED_PROXIES)
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if address not in trusted or not hop.strip():
            break
        address = hop.strip()
    return address


def network_of(address: str) -> str:
    """Give the address as it is counted: one host in IPv4, one customer's /64 in IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)
