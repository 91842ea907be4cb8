"""What money keeps of a unit itself, told before the day: accounts, tills, the desk, refunds, series of receipts.

Accounts move. The rest is shown, since people act on it: a shift is counted and closed by its clerk, who took over
finds what lies at the desk and the refunds under way with the old unit, and begins series of receipts of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from payments.models import Payment, Receipt, Refund, Shift
from payments.models.refunds import RefundState
from payments.reorganised import accounts
from payments.reorganised.ending import ending, takers
from portal.ui import speaking
from units.hooks import Belonging, Reorganised

#: A unit that ends, and a sentence about it.
Said = tuple[int, str]


def foresee(change: Reorganised) -> list[Belonging]:
    """What there is of each unit that ends. Seven queries."""
    leaving = ending(change)
    units = list(leaving)
    with override("vi"):
        said = [
            *_accounts(change), *_shifts(units), *_at_the_desk(units), *_refunds(units), *_series(units, change),
        ]  # fmt: skip
    return [Belonging(unit, takers(leaving[unit]), words) for unit, words in said]


def _accounts(change: Reorganised) -> Iterator[Said]:
    going_on = {account.pk for account, _heir in accounts.inherited(change)}
    for account in accounts.standing(change):
        words = (
            _("Tài khoản %(account)s: nơi nhận dùng tiếp cho đến khi có tài khoản khác.")
            if account.pk in going_on
            else _("Tài khoản %(account)s: thôi thu; tiền đến muộn vẫn được ghi cho đúng khoản thu.")
        )
        yield account.unit_id, words % {"account": str(account)}


def _shifts(units: list[int]) -> Iterator[Said]:
    rows = Shift.objects.filter(unit__in=units, handed_over_at=None).select_related("clerk")
    for shift in rows.order_by("pk"):
        words = (
            _("Ca thu tiền của %(name)s đang mở: phải đếm, đóng ca và nộp về quỹ trước ngày này.")
            if shift.is_open
            else _("Ca thu tiền của %(name)s đã đóng, chưa nộp về quỹ.")
        )
        yield shift.unit_id, words % {"name": shift.clerk.full_name}


def _at_the_desk(units: list[int]) -> Iterator[Said]:
    lying = Payment.objects.filter(desk__in=units, order=None, settled_at=None).order_by()
    for unit, count, amount in lying.values_list("desk").annotate(Count("pk"), Sum("amount_dong")):
        words = _("%(count)s khoản tiền chưa đối chiếu, cộng %(amount)s.")
        yield unit, words % {"count": count, "amount": speaking.dong(int(amount))}


def _refunds(units: list[int]) -> Iterator[Said]:
    unfinished = Q(state__in=(RefundState.ASKED, RefundState.APPROVED)) | Q(
        state=RefundState.SENT, confirmed_at__isnull=True
    )
    rows = Refund.objects.filter(unfinished, order__unit__in=units).order_by()
    for unit, count in rows.values_list("order__unit").annotate(Count("pk")):
        yield unit, _("%(count)s việc hoàn trả chưa xong.") % {"count": count}


def _series(units: list[int], change: Reorganised) -> Iterator[Said]:
    issued = Receipt.objects.filter(unit__in=units, year=change.effective_on.year).order_by("unit", "symbol", "kind")
    rows = issued.values_list("unit", "template_symbol", "symbol").annotate(Max("number"))
    for unit, template, symbol, last in rows:
        words = _("Dãy biên lai %(series)s dừng ở số %(last)s; nơi nhận lập dãy của mình từ số 1.")
        yield unit, words % {"series": f"{template} {symbol}", "last": f"{last:07}"}
