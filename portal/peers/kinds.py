"""The kinds of systems that a province is connected with (domain 6.7), and the words for them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class PeerKind(models.TextChoices):
    """What a system is for."""

    POST = "post", _("Bưu chính công ích")
    CIVIL_STATUS = "civil_status", _("Hộ tịch")
    LAND = "land", _("Đất đai")
    EXCHANGE = "exchange", _("Trục liên thông văn bản")


def known_kinds() -> list[tuple[str, Any]]:
    """The kinds with their labels; a function, so that a new kind needs no migration."""
    return PeerKind.choices
