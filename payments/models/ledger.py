"""The ledger: append-only double entry, from which every balance derives."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong
from payments.models.orders import Order
from payments.models.payments import Payment
from payments.vocabulary import TOO_MUCH_DONG, Account, postings


class LedgerEntry(models.Model):
    """One line of a transaction: debits positive, credits negative. PostgreSQL refuses changes and crooked sums."""

    transaction = models.UUIDField(_("bút toán"), db_index=True)
    kind = models.CharField(_("nghiệp vụ"), max_length=20, choices=postings)
    account = models.CharField(_("tài khoản"), max_length=10, choices=Account)
    amount_dong = dong(_("số tiền"))
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="entries")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="entries")
    at = models.DateTimeField(_("lúc ghi sổ"), auto_now_add=True)

    class Meta:
        verbose_name = _("dòng sổ cái")
        verbose_name_plural = _("sổ cái")
        constraints = (
            models.CheckConstraint(condition=Q(account__in=Account.values), name="ledgerentry_account_known"),
            models.CheckConstraint(
                condition=Q(amount_dong__gt=-TOO_MUCH_DONG, amount_dong__lt=TOO_MUCH_DONG) & ~Q(amount_dong=0),
                name="ledgerentry_amount",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.amount_dong:+d}"

    @property
    def credit_dong(self) -> int:
        """What a credit says, without its sign."""
        return -int(self.amount_dong)
