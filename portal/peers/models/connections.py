"""The registry of connections: who is reached where, as whom, since when and for whom."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedTextField
from portal.peers.kinds import known_kinds
from units.models import today_in_vietnam


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections by when and for whom they are."""

    def on(self, day: dt.date | None = None) -> ConnectionQuerySet:
        """Those in force on a day, today by default."""
        day = day or today_in_vietnam()
        return self.filter(Q(active_to=None) | Q(active_to__gt=day), active_from__lte=day)


class Connection(models.Model):
    """One connection with one system. In force from `active_from` until the day before `active_to`.

    `units` and `procedures` are codes; none means all. `secret` signs what we send, `notice_secret` what they send.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("Loại hệ thống"), max_length=20, choices=known_kinds)
    name = models.CharField(_("Tên hệ thống"), max_length=120)
    #: Stands beside a dossier's code there (`dossiers.aliases`), so it never changes.
    short_name = models.CharField(_("Tên ngắn"), max_length=40, unique=True)
    driver = models.CharField(_("Cách kết nối"), max_length=20)
    address = models.URLField(_("Địa chỉ"), max_length=500)
    account = models.CharField(_("Tài khoản hoặc mã khách hàng"), max_length=100, blank=True)
    agency_code = models.CharField(_("Mã định danh"), max_length=35, blank=True)
    secret = EncryptedTextField(_("Khóa ký bản tin đi"))
    notice_secret = EncryptedTextField(_("Khóa ký bản tin đến"))
    units = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("Đơn vị"))
    procedures = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("Thủ tục"))
    active_from = models.DateField(_("Có hiệu lực từ ngày"), default=today_in_vietnam)
    active_to = models.DateField(_("Hết hiệu lực từ ngày"), null=True, blank=True)
    #: Only where a demonstration's simulator introduced itself.
    is_simulated = models.BooleanField(default=False)
    answered_at = models.DateTimeField(_("Trả lời gần nhất lúc"), null=True)
    tried_at = models.DateTimeField(_("Kiểm tra lúc"), null=True)
    trial_asked_at = models.DateTimeField(null=True)
    trial_answer = models.CharField(_("Kết quả kiểm tra"), max_length=300, blank=True)
    is_trial_good = models.BooleanField(null=True)
    created_at = models.DateTimeField(_("Lập lúc"), default=timezone.now)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("kết nối")
        constraints = [
            models.CheckConstraint(
                name="peer_connection_ends_after_it_begins",
                condition=Q(active_to=None) | Q(active_to__gt=F("active_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, day: dt.date | None = None) -> bool:
        """Whether anything is sent to it on a day, today by default."""
        day = day or today_in_vietnam()
        return self.active_from <= day and (self.active_to is None or day < self.active_to)

    def serves(self, unit_code: str, procedure_code: str) -> bool:
        """Whether it is for a unit (or one above it by its code) and for a procedure."""
        is_for_unit = not self.units or any(unit_code == one or unit_code.startswith(f"{one}.") for one in self.units)
        return is_for_unit and (not self.procedures or procedure_code in self.procedures)
