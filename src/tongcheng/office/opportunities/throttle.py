"""Enquiries from outside are slowed down, by address and by session; nobody is shut out for good."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.opportunities.models import Asked
from tongcheng.office.people.throttle import address_of, network_of

WINDOW = timedelta(hours=1)
#: Enquiries in an hour: of one browser, and from an address behind which a whole firm may sit.
PER_SESSION, PER_ADDRESS = 5, 20
_KEPT = timedelta(days=2)
_NAME = "asked"

TOO_MANY = Text(
    "询问过于频繁，请一小时后再试，或按公开的联系方式直接联系。",
    "Too many enquiries; try again in an hour, or use the public contact.",
)


def too_many(request: HttpRequest) -> bool:
    """Say whether this browser or its address has asked too often; else note that it asks."""
    now = timezone.now()
    since = now - WINDOW
    address = network_of(address_of(request))
    mine = [one for one in request.session.get(_NAME, []) if one > since.timestamp()]
    if len(mine) >= PER_SESSION or Asked.objects.filter(address=address, at__gt=since).count() >= PER_ADDRESS:
        return True
    Asked.objects.filter(at__lt=now - _KEPT).delete()
    Asked.objects.create(address=address)
    request.session[_NAME] = [*mine, now.timestamp()]
    return False
