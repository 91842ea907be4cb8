"""Orders with the post office for one result each, and what it told of them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from portal.accounts.fields import EncryptedJSONField
from portal.peers.models.connections import Connection
from portal.peers.models.manifests import PostalManifest


class OrderState(models.TextChoices):
    """Where a parcel is, in the order of its way."""

    WAITING = "waiting", _("Đang báo bưu chính")
    ORDERED = "ordered", _("Chờ giao cho bưu chính")
    ACCEPTED = "accepted", _("Bưu chính đã nhận")
    IN_TRANSIT = "in_transit", _("Đang vận chuyển")
    DELIVERED = "delivered", _("Đã phát")
    FAILED = "failed", _("Phát không thành công")
    RETURNED = "returned", _("Đã chuyển hoàn")
    REFUSED = "refused", _("Bưu chính không nhận đơn")
    CANCELLED = "cancelled", _("Đã hủy")


UNDER_WAY = (OrderState.WAITING, OrderState.ORDERED, OrderState.ACCEPTED, OrderState.IN_TRANSIT)
"""States in which nobody here has to do anything but hand the parcel over."""

TO_DECIDE = (OrderState.FAILED, OrderState.RETURNED, OrderState.REFUSED)
"""States in which the counter has to send it again or keep it (partial indexes name the same)."""

TOLD_BY_POST = (
    OrderState.ACCEPTED,
    OrderState.IN_TRANSIT,
    OrderState.FAILED,
    OrderState.RETURNED,
    OrderState.DELIVERED,
)
"""What the post tells, in the order of its way: of two moments alike the later one here counts."""


def known_states() -> list[tuple[str, Any]]:
    """The states with their labels; a function, so that a new one needs no migration."""
    return OrderState.choices


class PostalOrder(models.Model):
    """One parcel. `told` is the recipient as written on it: name, phone, address, commune; encrypted.

    `settled_at` is set when the counter decided what becomes of a parcel that was not delivered.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="postal_orders")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="orders")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(_("Số đơn"), max_length=50, unique=True)
    item_code = models.CharField(_("Mã bưu gửi"), max_length=30, blank=True)
    told = EncryptedJSONField(_("Người nhận"))
    #: The round of the result that is in it: a corrected one goes in a parcel of its own once the first has left.
    round = models.PositiveSmallIntegerField(default=1, db_default=1)
    sender_pays = models.BooleanField(_("Bên gửi trả cước"), default=False, db_default=False)
    weight_grams = models.PositiveIntegerField(_("Khối lượng (gam)"), default=100)
    state = models.CharField(_("Tình trạng"), max_length=12, choices=known_states, default=OrderState.WAITING)
    state_at = models.DateTimeField(_("Từ lúc"), default=timezone.now)
    place = models.CharField(_("Nơi"), max_length=200, blank=True)
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    expected_on = models.DateField(_("Dự kiến phát ngày"), null=True)
    made_at = models.DateTimeField(_("Lập lúc"), default=timezone.now)
    heard_at = models.DateTimeField(_("Bưu chính báo lúc"), default=timezone.now)
    settled_at = models.DateTimeField(_("Đã quyết định lúc"), null=True)
    manifest = models.ForeignKey(
        PostalManifest, on_delete=models.PROTECT, null=True, related_name="parcels", db_index=False
    )
    handed_at = models.DateTimeField(_("Giao cho bưu chính lúc"), null=True)

    class Meta:
        verbose_name = _("bưu gửi")
        constraints = [
            models.UniqueConstraint(
                name="postal_order_one_a_round",
                fields=["dossier", "round"],
                condition=Q(state__in=["waiting", "ordered", "accepted", "in_transit"]),
            ),
        ]
        indexes = [
            models.Index(name="postal_order_of_unit", fields=["unit", "-id"]),
            models.Index(
                name="postal_order_to_decide",
                fields=["unit", "-id"],
                condition=Q(state__in=["failed", "returned", "refused"], settled_at=None),
            ),
            models.Index(
                name="postal_order_silent",
                fields=["heard_at"],
                condition=Q(state__in=["ordered", "accepted", "in_transit", "failed"]),
            ),
            models.Index(name="postal_order_batch", fields=["manifest", "id"], condition=Q(manifest__isnull=False)),
            models.Index(name="postal_order_item", fields=["item_code"], condition=~Q(item_code="")),
        ]

    def __str__(self) -> str:
        return self.number


class PostalEvent(models.Model):
    """One thing that the post told of a parcel; kept also where it came too late to change anything."""

    order = models.ForeignKey(PostalOrder, on_delete=models.CASCADE, related_name="events", db_index=False)
    state = models.CharField(_("Tình trạng"), max_length=12, choices=known_states)
    at = models.DateTimeField(_("Lúc"))
    place = models.CharField(_("Nơi"), max_length=200, blank=True)
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    expected_on = models.DateField(_("Dự kiến phát ngày"), null=True)
    heard_at = models.DateTimeField(_("Báo lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("chặng của bưu gửi")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(name="postal_event_once", fields=["order", "at", "state"])]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.state}"
