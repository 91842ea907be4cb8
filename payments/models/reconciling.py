"""What the books and a provider say of one day: how much agrees, and each difference until somebody closes it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong
from payments.models.payments import Payment
from payments.models.statements import StatedLine
from payments.vocabulary import Provider, providers


class DifferenceKind(models.TextChoices):
    """How the two disagree about one transfer, or one shift. "There" is the statement, the platform, or the count."""

    MISSING_HERE = "missing_here", _("Sao kê có, sổ không có")
    MISSING_THERE = "missing_there", _("Sổ có, sao kê không có")
    DIFFERING = "differing", _("Số tiền khác nhau")


_ELSEWHERE = {
    Provider.NATIONAL_PLATFORM: {
        DifferenceKind.MISSING_HERE: _("Nền tảng có, sổ không có"),
        DifferenceKind.MISSING_THERE: _("Sổ có, nền tảng không có"),
    },
    Provider.CASH: {DifferenceKind.MISSING_THERE: _("Ca chưa đóng hoặc chưa nộp về quỹ")},
    Provider.CARD: {DifferenceKind.MISSING_THERE: _("Ca chưa đóng, chưa có tổng của máy quẹt thẻ")},
}
"""What a kind is called where no statement is compared."""


class Reconciliation(models.Model):
    """One day of one account at one provider, as it was compared last; amounts are what came in.

    Tills have no account number: theirs is one a unit.
    """

    provider = models.CharField(_("kênh"), max_length=20, choices=providers)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    account_number = models.CharField(_("tài khoản"), max_length=19)
    day = models.DateField(_("ngày"))
    matched = models.PositiveIntegerField(_("khớp"), default=0)
    missing_here = models.PositiveIntegerField(_("sổ không có"), default=0)
    missing_there = models.PositiveIntegerField(_("sao kê không có"), default=0)
    differing = models.PositiveIntegerField(_("khác số tiền"), default=0)
    here_dong = dong(_("theo sổ"), default=0)
    there_dong = dong(_("theo sao kê"), default=0)
    compared_at = models.DateTimeField(_("lúc đối soát"), default=timezone.now)

    class Meta:
        verbose_name = _("đối soát ngày")
        constraints = (
            models.UniqueConstraint(fields=["provider", "unit", "account_number", "day"], name="reconciliation_once"),
        )
        indexes = (models.Index(fields=["unit", "-day", "-id"], name="reconciliation_by_unit"),)

    def __str__(self) -> str:
        return f"{self.account_number} {self.day}"


class Difference(models.Model):
    """One transfer about which the two disagree; somebody owns it and closes it with a reason, or it ends by itself."""

    provider = models.CharField(_("kênh"), max_length=20, choices=providers)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    account_number = models.CharField(_("tài khoản"), max_length=19)
    day = models.DateField(_("ngày"))
    kind = models.CharField(_("loại sai lệch"), max_length=13, choices=DifferenceKind)
    reference = models.CharField(_("mã giao dịch"), max_length=100)
    here_dong = dong(_("theo sổ"), null=True, blank=True)
    there_dong = dong(_("theo sao kê"), null=True, blank=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="+")
    line = models.ForeignKey(StatedLine, models.PROTECT, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(_("lúc phát hiện"), default=timezone.now)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("lúc khép lại"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("lý do"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("sai lệch đối soát")
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "account_number", "reference", "kind", "day", "unit"], name="difference_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=DifferenceKind.values), name="difference_kind_known"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(reason=""), name="difference_closed_with_reason"
            ),
        )
        indexes = (
            models.Index(fields=["unit", "day", "id"], name="difference_open", condition=Q(closed_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.reference}: {self.kind}"

    @property
    def kind_words(self) -> str:
        """How the two disagree, in the words of this provider."""
        elsewhere = _ELSEWHERE.get(Provider(self.provider), {})
        return str(elsewhere.get(DifferenceKind(self.kind), self.get_kind_display()))
