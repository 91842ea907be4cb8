"""The browsers of a person that show our messages: taken up with consent, removed by the person or by their maker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.identity import blind_index
from portal.accounts.models import User
from portal.notices.models import PushDevice
from portal.notices.push.encryption import AUTH_BYTES, from_base64url, is_public_key
from portal.outbox import outside

MOST_DEVICES = 10
_LONGEST_ADDRESS = 1000
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("coc_coc_browser", "Cốc Cốc"),
             ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip


class NoSubscription(ValueError):
    """What the browser handed in cannot be sent to; the reason is for the person."""


@dataclass(frozen=True)
class Subscription:
    """What a browser gives when its person consents: where to send, and the keys to encrypt with (base64url)."""

    endpoint: str
    public_key: str
    auth: str


@transaction.atomic
def add(user: User, asked: Subscription, browser: str) -> PushDevice:
    """Take up a browser; one that is known gets its fresh keys, and the person who has it now. NoSubscription."""
    _require_sound(asked)
    index = blind_index(asked.endpoint)
    _take_turns(user.pk, *PushDevice.objects.filter(endpoint_index=index).values_list("user_id", flat=True))
    owned = PushDevice.objects.filter(user=user)
    if owned.exclude(endpoint_index=index).count() >= MOST_DEVICES:
        raise NoSubscription(_("Bạn đã có nhiều thiết bị nhận thông báo. Hãy bỏ bớt một thiết bị trước."))
    former = PushDevice.objects.filter(endpoint_index=index).exclude(user=user).select_related("user").first()
    if former is not None:
        remove(former)
    kept = {
        "user": user,
        "endpoint": asked.endpoint,
        "public_key": asked.public_key,
        "auth": asked.auth,
        "label": label_of(browser),
    }
    device, _is_new = PushDevice.objects.update_or_create(endpoint_index=index, defaults=kept)
    _set_told(user, is_told=True)
    return device


@transaction.atomic
def remove(device: PushDevice) -> None:
    """Forget a browser; with its last one a person is reached by the other ways again."""
    user = device.user
    _take_turns(user.pk)
    PushDevice.objects.filter(pk=device.pk).delete()
    if not PushDevice.objects.filter(user=user).exists():
        _set_told(user, is_told=False)


def label_of(browser: str) -> str:
    """What a person knows a browser by: "Chrome, Android"; from its User-Agent, which promises nothing."""
    name = next((shown for mark, shown in _BROWSERS if mark in browser), "")
    system = next((mark for mark in _SYSTEMS if mark in browser), "").removesuffix(" OS")
    return ", ".join(filter(None, (name, system))) or _("Trình duyệt")


def _require_sound(asked: Subscription) -> None:
    told = _("Trình duyệt đưa một địa chỉ nhận thông báo không dùng được.")
    try:
        outside.require_allowed(asked.endpoint)
        public, auth = from_base64url(asked.public_key), from_base64url(asked.auth)
    except ValueError as error:
        raise NoSubscription(told) from error
    is_long = len(asked.endpoint) > _LONGEST_ADDRESS or not re.fullmatch(r"[!-~]+", asked.endpoint)
    if is_long or len(auth) != AUTH_BYTES or not is_public_key(public) or not urlsplit(asked.endpoint).path.strip("/"):
        raise NoSubscription(told)


def _take_turns(*people: int) -> None:
    """Of two who change a person's browsers at once, the second looks when the first is done.

    Else each of two that remove one would count the other's, and the person would be told by browsers that are gone.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def _set_told(user: User, *, is_told: bool) -> None:
    user.told_by_push = is_told
    user.save(update_fields=["told_by_push"])
