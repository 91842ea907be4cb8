"""Orders: what somebody has to pay to a unit, line by line.

An order is a fact once placed: its lines and its sum never change (migration 0001 has the triggers). What moves are
the totals that the ledger gives (`received_dong`, `refunded_dong`), and with them the state, which PostgreSQL derives;
and, while it awaits money, the unit that collects it, where units merge (migration 0011).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.accounts import BankAccount
from payments.models.amounts import dong, within
from payments.vocabulary import AWAITING, SETTLED, LineKind, OrderState

if TYPE_CHECKING:
    from collections.abc import Collection

#: What banks carry in a transfer's purpose without harm: capital letters, digits, dots and dashes.
CODE_PATTERN = r"^[A-Z0-9][A-Z0-9.-]{0,24}$"
_KEPT = F("received_dong") - F("refunded_dong")
_STATE = Case(
    When(Q(cancelled_at__isnull=False, refunded_dong__gt=0, received_dong=F("refunded_dong")), Value("refunded")),
    When(Q(cancelled_at__isnull=False), Value("cancelled")),
    When(Q(received_dong__gt=F("due_dong") + F("refunded_dong")), Value("overpaid")),
    When(Q(received_dong=F("due_dong") + F("refunded_dong")), Value("paid")),
    When(Q(refunded_dong__gt=0), Value("refunded")),
    When(Q(received_dong=0), Value("open")),
    default=Value("part_paid"),
    output_field=models.CharField(max_length=10),
)


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders by who may see them and by what is awaited."""

    def of_units(self, units: Collection[int]) -> Self:
        """Those of the units by their ids."""
        return self.filter(unit__in=units)

    def awaiting(self) -> Self:
        """Those that still wait for money."""
        return self.filter(state__in=AWAITING)


class Order(models.Model):
    """What somebody has to pay: `due_dong` is the sum of the lines; `subject_ref` tells a higher app what it is for."""

    public_id = models.UUIDField(_("mã công khai"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("mã khoản thu"), max_length=25, unique=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="orders", verbose_name=_("đơn vị thu"))
    account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("tài khoản thu")
    )
    #: Where the payer was told to pay before the unit ended: money that comes there late still pays this order.
    former_account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("tài khoản thu trước đây"),
    )  # fmt: skip
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người nộp")
    )
    payer_name = models.CharField(_("họ tên người nộp"), max_length=200)
    purpose = models.CharField(_("nội dung thu"), max_length=300)
    subject_ref = models.CharField(_("mã hồ sơ"), max_length=64, blank=True, db_index=True)
    due_dong = dong(_("số tiền phải nộp"))
    waived_dong = dong(_("số tiền được miễn, giảm"), default=0)
    received_dong = dong(_("số tiền đã nhận"), default=0)
    refunded_dong = dong(_("số tiền đã hoàn"), default=0)
    due_at = models.DateTimeField(_("hạn nộp"), null=True, blank=True)
    placed_at = models.DateTimeField(_("lúc lập"), default=timezone.now)
    paid_at = models.DateTimeField(_("lúc nộp đủ"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("lúc hủy"), null=True, blank=True)
    state: models.GeneratedField = models.GeneratedField(
        verbose_name=_("trạng thái"),
        expression=_STATE,
        output_field=models.CharField(max_length=10),
        db_persist=True,
        choices=OrderState.choices,
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoản thu")
        verbose_name_plural = _("khoản thu")
        constraints = (
            models.CheckConstraint(condition=Q(code__regex=CODE_PATTERN), name="order_code_form"),
            within("order_amounts", "due_dong", "waived_dong"),
            # Payments are bounded, how many there are is not: no limit above, or true money would be turned away.
            models.CheckConstraint(
                condition=Q(refunded_dong__gte=0, refunded_dong__lte=F("received_dong")),
                name="order_gives_back_no_more_than_came",
            ),
        )
        indexes = (
            models.Index(fields=["unit", "-placed_at", "-id"], name="order_by_unit"),
            models.Index(fields=["unit", "due_at"], name="order_awaiting", condition=Q(state__in=AWAITING)),
            models.Index(
                fields=["former_account"], name="order_formerly_into", condition=Q(former_account__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def kept_dong(self) -> int:
        """What came and was not given back."""
        return int(self.received_dong - self.refunded_dong)

    @property
    def accounts(self) -> set[str]:
        """The numbers of the accounts into which it may be paid: the one told today, and the one told before."""
        return {account.number for account in (self.account, self.former_account) if account}

    @property
    def missing_dong(self) -> int:
        """What is still awaited; nothing of an order that is cancelled or was given back."""
        return max(self.due_dong - self.kept_dong, 0) if self.state in AWAITING else 0

    @property
    def is_settled(self) -> bool:
        """Whether the payer owes nothing any more."""
        return self.state in SETTLED


class OrderLine(models.Model):
    """One due of an order: so many times so much, less what a rule takes off, with the rule's legal basis."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("loại"), max_length=6, choices=LineKind)
    code = models.CharField(_("mã"), max_length=64)
    name = models.CharField(_("khoản thu"), max_length=500)
    quantity = models.PositiveIntegerField(_("số lượng"), default=1)
    unit_price_dong = dong(_("đơn giá"))
    reduction_dong = dong(_("được miễn, giảm"), default=0)
    legal_basis = models.TextField(_("căn cứ miễn, giảm"), blank=True)
    amount_dong = dong(_("thành tiền"))

    class Meta:
        verbose_name = _("dòng khoản thu")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["order", "position"], name="orderline_once_a_position"),
            models.CheckConstraint(condition=Q(kind__in=LineKind.values), name="orderline_kind_known"),
            within("orderline_amounts", "unit_price_dong", "reduction_dong", "amount_dong"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="orderline_something"),
            models.CheckConstraint(
                condition=Q(amount_dong=F("quantity") * F("unit_price_dong") - F("reduction_dong")),
                name="orderline_sum",
            ),
            models.CheckConstraint(
                condition=Q(reduction_dong=0) | ~Q(legal_basis=""), name="orderline_reduced_on_legal_basis"
            ),
        )

    def __str__(self) -> str:
        return self.name
