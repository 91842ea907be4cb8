"""What tests of broadcasts share: notices as operators write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hotline.broadcasts import announcing
from hotline.broadcasts.announcing import Notice
from hotline.models import Broadcast, BroadcastKind
from portal.accounts.models import User

TITLE, TITLE_EN = "Cổng thanh toán đang lỗi", "Payments are failing"
DESK = reverse("hotline:desk-broadcasts")
NEW = reverse("hotline:broadcast-new")


def notice(**changed: Any) -> Notice:
    """An incident of the whole site that began ten minutes ago."""
    told: dict[str, Any] = {
        "kind": BroadcastKind.INCIDENT,
        "title": TITLE,
        "title_en": TITLE_EN,
        "text": "Không thanh toán trực tuyến được. Hãy nộp hồ sơ và trả phí sau.",
        "text_en": "Online payment does not work. File now and pay later.",
        "begins_at": timezone.now() - dt.timedelta(minutes=10),
    }
    return Notice(**(told | changed))


def announced(user: User, **changed: Any) -> Broadcast:
    """An incident that everybody reads of."""
    return announcing.announce(user, notice(**changed))


def planned(**changed: Any) -> dict[str, Any]:
    """Maintenance that was announced early enough."""
    begins = announcing.earliest_planned(timezone.now())
    return {
        "kind": BroadcastKind.PLANNED,
        "title": "Bảo trì hệ thống",
        "title_en": "Maintenance",
        "begins_at": begins,
        "ends_at": begins + dt.timedelta(hours=6),
    } | changed


def typed(**changed: Any) -> dict[str, Any]:
    """What a browser sends of the form."""
    local = timezone.localtime() - dt.timedelta(minutes=10)
    told = {
        "kind": "incident",
        "title": TITLE,
        "text": "Không thanh toán trực tuyến được. Hãy nộp hồ sơ và trả phí sau.",
        "title_en": TITLE_EN,
        "text_en": "Online payment does not work. File now and pay later.",
        "begins_at": f"{local:%Y-%m-%dT%H:%M}",
        "is_checked": "on",
    }
    return told | changed
