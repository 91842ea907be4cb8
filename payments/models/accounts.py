"""The bank accounts in which units receive money."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.models.validity import Validity, ValidityQuerySet, ValidityRange, ends_after_it_starts


class BankAccount(Validity):
    """One receiving account of a unit; a unit has one at a time, orders keep the one they were placed with."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="bank_accounts", verbose_name=_("đơn vị"))
    bank_bin = models.CharField(_("mã ngân hàng (BIN)"), max_length=6)
    bank_name = models.CharField(_("ngân hàng"), max_length=100)
    number = models.CharField(_("số tài khoản"), max_length=19)
    holder = models.CharField(_("chủ tài khoản"), max_length=100)
    tax_code = models.CharField(_("mã số thuế của đơn vị thu"), max_length=14, blank=True, default="", db_default="")

    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(_("lúc ghi"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("tài khoản thu")
        ordering = ("unit", "-valid_from")
        constraints = (
            ends_after_it_starts("bankaccount_ends_after_it_starts"),
            # NAPAS: six digits of the bank, up to nineteen letters and digits of the account.
            models.CheckConstraint(condition=Q(bank_bin__regex=r"^[0-9]{6}$"), name="bankaccount_bin_form"),
            models.CheckConstraint(condition=Q(number__regex=r"^[A-Z0-9]{1,19}$"), name="bankaccount_number_form"),
            models.CheckConstraint(
                condition=Q(tax_code="") | Q(tax_code__regex=r"^[0-9]{10}(-[0-9]{3})?$"),
                name="bankaccount_tax_code_form",
            ),
            ExclusionConstraint(
                name="bankaccount_one_a_unit_at_a_time",
                expressions=(("unit", RangeOperators.EQUAL), (ValidityRange(), RangeOperators.OVERLAPS)),
            ),
        )
        indexes = (models.Index(fields=["number"], name="bankaccount_by_number"),)

    def __str__(self) -> str:
        return f"{self.number} · {self.bank_name}"
