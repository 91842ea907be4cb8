"""What a reorganisation does to which unit: the units that go on, and who passes its work to whom."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.models.counters import Counter
from units.models.divisions import Division
from units.models.reorganisations import Reorganisation
from units.models.staff import StaffRole
from units.models.units import Unit


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReorganisedUnit(models.Model):
    """A unit that goes on: an existing one (perhaps under another name), or a new one with its code.

    `unit` of a new one is empty until the reorganisation is carried out. Empty words mean: as before. `division_was` is
    the full name that the day took from the place, so that addresses which bear it still lead there.
    """

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="successors")
    unit = models.ForeignKey(
        Unit, verbose_name=_("Đơn vị đang có"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_new = models.BooleanField(default=False)
    code = models.CharField(_("Mã định danh mới"), max_length=35, blank=True)
    name = models.CharField(_("Tên mới"), max_length=200, blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=300, blank=True)
    hotline = models.CharField(_("Đường dây nóng"), max_length=40, blank=True)
    division_code = models.CharField(_("Mã đơn vị hành chính"), max_length=5, blank=True)
    division_name = models.CharField(_("Tên đơn vị hành chính"), max_length=100, blank=True)
    division_kind = models.CharField(_("Loại đơn vị hành chính"), max_length=12, blank=True, choices=Division.Kind)
    division_was = models.CharField(max_length=120, blank=True, default="", db_default="", editable=False)

    class Meta:
        """A code stands once in a plan."""

        verbose_name = _("đơn vị kế thừa")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_new=False, unit__isnull=False) | (Q(is_new=True) & ~Q(code="") & ~Q(name="")),
                name="reorganised_unit_is_named",
            ),
            models.UniqueConstraint(
                fields=("reorganisation", "code"), condition=Q(is_new=True), name="reorganised_unit_code_once"
            ),
            models.UniqueConstraint(
                fields=("reorganisation", "unit"), condition=Q(is_new=False), name="reorganised_unit_once"
            ),
        )

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """Its name from the effective date on."""
        return self.name or (self.unit.name if self.unit else "")

    @property
    def shown_code(self) -> str:
        """Its code."""
        return self.code or (self.unit.code if self.unit else "")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class UnitPassing(models.Model):
    """A unit that ends, one that takes over from it, and by which share.

    `areas`, one a line, say what goes to this successor of a unit that is split: official codes of communes, or words
    of an address such as "Khu phố 3" or "đường Lê Lợi".
    """

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="passings")
    predecessor = models.ForeignKey(
        Unit, verbose_name=_("Đơn vị kết thúc"), on_delete=models.PROTECT, related_name="passings"
    )
    successor = models.ForeignKey(
        ReorganisedUnit, verbose_name=_("Đơn vị kế thừa"), on_delete=models.CASCADE, related_name="passings"
    )
    share = models.DecimalField(_("Phần tiếp nhận"), max_digits=5, decimal_places=4, default=1)
    areas = models.TextField(_("Phần địa bàn"), blank=True)

    class Meta:
        """Each pair once."""

        verbose_name = _("bàn giao giữa hai đơn vị")
        ordering = ("predecessor__code", "-share", "pk")
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="passing_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="passing_share_is_a_part"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class GoingAlong(models.Model):
    """A role or a counter that goes along when a part of a living unit is taken off; what nobody chose stays."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="going_along")
    successor = models.ForeignKey(ReorganisedUnit, on_delete=models.CASCADE, related_name="going_along")
    held = models.ForeignKey(StaffRole, on_delete=models.CASCADE, null=True, related_name="+")
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        """Nobody and nothing goes to two places."""

        verbose_name = _("cán bộ, quầy đi theo")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(held__isnull=True) ^ Q(counter__isnull=True), name="going_along_is_one_thing"
            ),
            models.UniqueConstraint(fields=("reorganisation", "held"), name="going_along_role_once"),
            models.UniqueConstraint(fields=("reorganisation", "counter"), name="going_along_counter_once"),
        )

    def __str__(self) -> str:
        return f"{self.held_id or self.counter_id} → {self.successor_id}"
