"""What every page of the till needs: the clerk's open shift, orders by their code, and problems beside their fields."""

from __future__ import annotations

from typing import cast

from django.forms import BaseForm
from django.http import Http404, HttpRequest

from payments.counter import rights, shifts
from payments.models import Order, Shift, ShiftEntry
from payments.problems import PaymentProblem
from portal.accounts.models import User


def clerk_of(request: HttpRequest) -> User:
    """The person; the access rule saw to it that there is one."""
    return cast("User", request.user)


def open_shift_or_404(request: HttpRequest) -> Shift:
    """The open shift of the person; 404 where there is none, as the page leads nowhere then."""
    shift = shifts.open_shift_of(clerk_of(request))
    if shift is None:
        raise Http404
    return shift


def shift_or_404(request: HttpRequest, pk: int) -> Shift:
    """A shift that the person may see."""
    shift = rights.shifts_of(clerk_of(request)).filter(pk=pk).first()
    if shift is None:
        raise Http404
    return shift


def entry_or_404(request: HttpRequest, pk: int) -> ShiftEntry:
    """A payment taken in a shift of the person's own, with what its page tells."""
    found = ShiftEntry.objects.select_related("shift__unit", "payment__order")
    entry = found.filter(pk=pk, shift__clerk=clerk_of(request), payment__isnull=False).first()
    if entry is None:
        raise Http404
    return entry


def order_by_code(code: str) -> Order | None:
    """The order of a code as orders have it."""
    return Order.objects.select_related("unit", "account").filter(code=code).first()


def add_problem(form: BaseForm, problem: PaymentProblem) -> None:
    """Tell the problem beside its field, or above the form where it belongs to none."""
    form.add_error(problem.field if problem.field in form.fields else None, problem.message)
