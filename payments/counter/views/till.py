"""The till: open a shift, find an order, and see what was taken."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments.counter import rights, shifts
from payments.counter.forms import FindForm, OpenForm
from payments.counter.views.parts import add_problem, clerk_of, order_by_code
from payments.models import Shift
from payments.models.shifts import TAKEN
from payments.problems import PaymentProblem
from portal.accounts.rules import access_rule

_RECENT = 10


@access_rule(rights.AT_THE_TILL)
class TillPage(View):
    """Where a clerk begins: the shift that is open, or the form to open one; approvers see what waits for them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self._show(request, None)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open a shift."""
        tills = rights.tills_of(clerk_of(request))
        if not tills:
            return self._show(request, None, HTTPStatus.FORBIDDEN)
        form = OpenForm(request.POST, tills=tills)
        if form.is_valid():
            unit = next(unit for unit in tills if str(unit.pk) == form.cleaned_data["unit"])
            try:
                shifts.open_shift(clerk_of(request), unit, form.cleaned_data["float_dong"])
            except PaymentProblem as problem:
                add_problem(form, problem)
            else:
                return redirect("till:show")
        return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _show(self, request: HttpRequest, form: OpenForm | None, status: int = HTTPStatus.OK) -> HttpResponse:
        user = clerk_of(request)
        shift = shifts.open_shift_of(user)
        tills = rights.tills_of(user)
        context: dict[str, object] = {
            "shift": shift,
            "form": form or (OpenForm(tills=tills) if tills and shift is None else None),
            "waiting": rights.reversals_waiting(request).select_related("entry__payment__order", "asked_by"),
            "not_handed_over": shifts.waiting_for_hand_over(user),
        }
        if shift is not None:
            context |= {"find": FindForm(), "recent": _recent(shift), "drawer_dong": shifts.drawer_dong(shift)}
        return render(request, "payments/counter/till.html", context, status=status)


@access_rule(rights.CLERK)
@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the order of a code, or say that there is none."""
    form = FindForm(request.GET)
    if form.is_valid():
        order = order_by_code(form.cleaned_data["code"])
        if order is not None:
            return redirect("till:take", order.code)
        form.add_error("code", _("Không có khoản thu nào mang mã này. Hãy xem lại từng chữ của mã."))
    shift = shifts.open_shift_of(clerk_of(request))
    drawer = shifts.drawer_dong(shift) if shift else 0
    context = {"shift": shift, "find": form, "recent": _recent(shift) if shift else [], "drawer_dong": drawer}
    return render(request, "payments/counter/till.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _recent(shift: Shift) -> list[object]:
    taken = shift.entries.filter(kind__in=TAKEN).select_related("payment__order").prefetch_related("reversals")
    return list(taken.order_by("-pk")[:_RECENT])
