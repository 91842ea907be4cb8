"""A case (trường hợp) of a version with its papers, fees and time limits (domain.md 12)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import Channel, ComponentKind, FeeKind, TimeUnit
from procedures.models.eform import EForm
from procedures.models.version import ProcedureVersion


class Case(models.Model):
    """One way a procedure applies; the citizen picks it by the plain answer ``when``."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="cases")
    key = models.SlugField(max_length=64, db_index=False)
    name = models.TextField(_("trường hợp"))
    when = models.TextField(_("câu trả lời chọn trường hợp này"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    eform = models.ForeignKey(EForm, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")

    class Meta:
        verbose_name = _("trường hợp")
        ordering = ("version_id", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("version", "key"), name="case_key_once_a_version"),
            models.CheckConstraint(condition=~Q(name=""), name="case_name_given"),
        )

    def __str__(self) -> str:
        return self.name

    def time_limit(self, channel: str) -> TimeLimit | None:
        """The legal limit when filed by ``channel``; None when the announcement states none."""
        limits = {limit.channel: limit for limit in self.time_limits.all()}
        return limits.get(channel) or limits.get(Channel.ANY)

    def fees_for(self, channel: str) -> list[Fee]:
        """Fees and charges owed when filed by ``channel``, in order."""
        return [fee for fee in self.fees.all() if fee.channel in (channel, Channel.ANY)]

    def fees_owed(self, channel: str, answers: dict[str, Any]) -> list[tuple[Fee, int]]:
        """Fees and charges owed for these answers, each with its quantity; what was not asked for is left out."""
        counted = [(fee, fee.quantity(answers)) for fee in self.fees_for(channel)]
        return [(fee, quantity) for fee, quantity in counted if quantity]

    def owed_dong(self, channel: str, answers: dict[str, Any]) -> int:
        """What is owed in whole đồng, without what only a text sets."""
        return sum((fee.amount_dong or 0) * quantity for fee, quantity in self.fees_owed(channel, answers))

    def papers(self) -> list[Component]:
        """The real papers, without remarks."""
        return [c for c in self.components.all() if c.kind == ComponentKind.PAPER]

    def notes(self) -> list[Component]:
        """Remarks that came as rows of the list of papers."""
        return [c for c in self.components.all() if c.kind == ComponentKind.NOTE]


class Component(models.Model):
    """A paper of the dossier (thành phần hồ sơ), with numbers of originals and copies."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="components")
    code = models.CharField(max_length=64, blank=True)
    name = models.TextField(_("tên giấy tờ"))
    originals = models.PositiveSmallIntegerField(_("bản chính"), default=1)
    copies = models.PositiveSmallIntegerField(_("bản sao"), default=0)
    required = models.BooleanField(_("bắt buộc"), default=True)
    kind = models.CharField(max_length=5, choices=ComponentKind, default=ComponentKind.PAPER)
    group = models.TextField(blank=True)
    form_name = models.TextField(_("tên mẫu đơn, tờ khai"), blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("thành phần hồ sơ")
        ordering = ("case_id", "position", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="component_name_given"),
            # A remark is nothing to hand in, so it can never be asked for.
            models.CheckConstraint(
                condition=Q(kind="paper") | Q(kind="note", required=False),
                name="component_note_is_never_required",
            ),
            models.UniqueConstraint(fields=("case", "code"), condition=~Q(code=""), name="component_code_once_a_case"),
        )

    def __str__(self) -> str:
        return self.name


class Fee(models.Model):
    """A fee or charge. ``amount_dong`` in whole đồng; None when only the text ``note`` sets it.

    ``quantity_of`` names the answer of the e-form that multiplies it (copies asked for); empty: owed once.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="fees")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ANY)
    kind = models.CharField(max_length=10, choices=FeeKind, default=FeeKind.FEE)
    code = models.CharField(max_length=64, blank=True)
    name = models.TextField(_("tên phí, lệ phí"))
    amount_dong = models.BigIntegerField(_("số tiền (đồng)"), null=True, blank=True)
    quantity_of = models.SlugField(_("tính theo số lượng"), max_length=64, blank=True)
    legal_basis = models.TextField(_("căn cứ"), blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("phí, lệ phí")
        ordering = ("case_id", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_dong__isnull=True) | Q(amount_dong__gte=0),
                name="fee_amount_not_negative",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="fee_channel_known"),
            models.CheckConstraint(condition=Q(kind__in=FeeKind.values), name="fee_kind_known"),
        )

    def __str__(self) -> str:
        return self.name

    def quantity(self, answers: dict[str, Any]) -> int:
        """How many times it is owed: once, or as often as the named answer says (nothing asked for: 0)."""
        if not self.quantity_of:
            return 1
        asked = answers.get(self.quantity_of)
        return int(asked) if isinstance(asked, int) or (isinstance(asked, str) and asked.isdecimal()) else 0


class TimeLimit(models.Model):
    """How long settling may take: ``amount`` of ``unit``, counted by units.working_time.

    ``same_day_before_15``: result on the day of filing, or on the next working day when
    filed after 15:00 (the announcement of 1.001193, QĐ 163/QĐ-BTP).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="time_limits")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ANY)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    unit = models.CharField(max_length=15, choices=TimeUnit)
    same_day_before_15 = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("thời hạn giải quyết")
        ordering = ("case_id", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("case", "channel"), name="limit_once_a_channel"),
            models.CheckConstraint(condition=Q(amount__gt=Decimal(0)), name="limit_longer_than_nothing"),
            models.CheckConstraint(condition=Q(unit__in=TimeUnit.values), name="limit_unit_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="limit_channel_known"),
        )

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.get_unit_display()}"
