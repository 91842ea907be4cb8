"""A case (trường hợp) of a version; its papers, fees and time limits have files of their own (domain.md 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import Channel, ComponentKind
from procedures.models.eform import EForm
from procedures.models.version import ProcedureVersion

if TYPE_CHECKING:
    from procedures.models.component import Component
    from procedures.models.fee import Fee
    from procedures.models.time_limit import TimeLimit


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
