"""The orders of a dossier: what its fee rules say, as lines to be paid, to the agency that settles it.

Luật Phí và lệ phí 97/2015/QH13 Đ7: who renders the service collects. An order names no person and no matter beyond the
procedure, since anybody who knows its code reads its purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import deadlines
from payments import orders
from payments.models import Order
from payments.orders import Line, Placing
from payments.vocabulary import LineKind
from procedures import collecting
from procedures.choices import FeeKind

if TYPE_CHECKING:
    from dossiers.filing_fees import Owed
    from dossiers.models import Dossier
    from portal.accounts.models import User
    from procedures.collecting import Collecting
    from procedures.fee_rules import Line as FeeLine

KINDS: dict[str, LineKind] = {
    FeeKind.FEE: LineKind.FEE,
    FeeKind.CHARGE: LineKind.CHARGE,
    FeeKind.PRICE: LineKind.OTHER,
}
_LONGEST_NAME, _LONGEST_PURPOSE = 500, 300


def orders_of(dossier: Dossier) -> list[Order]:
    """Every order of the dossier, the newest first. One query."""
    return list(Order.objects.filter(subject_ref=dossier.code).select_related("unit").order_by("-pk"))


def awaiting(dossier: Dossier) -> Order | None:
    """The order that waits for money, if any."""
    return Order.objects.awaiting().filter(subject_ref=dossier.code).order_by("-pk").first()


def collecting_of(dossier: Dossier) -> Collecting:
    """When the fees of the dossier are collected, by the setting of the day on which it was filed."""
    day = timezone.localdate(dossier.submitted_at)
    code = dossier.procedure_version.procedure.code
    return collecting.collecting_of(code, dossier.case.key, dossier.channel, day)


def place(
    dossier: Dossier, owed: Owed, told: Collecting, now: datetime, *, by: User | None, amounts: Mapping[int, int]
) -> Order:
    """Place the order on a locked dossier; `amounts` are those of the lines (by their place) that only a text sets.

    Raises OrderRefused when an amount is not possible.
    """
    with override("vi"):
        purpose = _("Nộp phí, lệ phí: %(procedure)s") % {"procedure": dossier.procedure_version.name}
    asked = Placing(
        code=orders.free_code(dossier.code),
        unit=dossier.competent_unit,
        payer=dossier.submitted_by,
        payer_name=dossier.submitter.full_name,
        purpose=purpose[:_LONGEST_PURPOSE],
        lines=lines_of(owed, amounts),
        subject_ref=dossier.code,
        due_at=deadlines.answer_due(dossier.competent_unit, now, told.working_days),
    )
    return orders.place(asked, by)


def lines_of(owed: Owed, amounts: Mapping[int, int]) -> list[Line]:
    """The lines as orders have them: what a rule took off stands beside what was announced, with its legal basis."""
    return [_line(line, amounts.get(index)) for index, line in enumerate(owed.lines)]


def _line(line: FeeLine, amount: int | None) -> Line:
    due, name = line.due, line.due.name[:_LONGEST_NAME]
    kind = KINDS[due.kind]
    if line.owed_dong is None:
        return Line(kind, due.code, name, amount or 0, legal_basis=due.legal_basis)
    if due.amount_dong is None:
        # A rule sets what the announcement leaves open: nothing is taken off.
        basis = line.rule.legal_basis if line.rule else due.legal_basis
        return Line(kind, due.code, name, line.owed_dong // line.quantity, line.quantity, legal_basis=basis)
    reduction = due.amount_dong * line.quantity - line.owed_dong
    basis = line.rule.legal_basis if line.rule else due.legal_basis
    return Line(kind, due.code, name, due.amount_dong, line.quantity, reduction, basis)
