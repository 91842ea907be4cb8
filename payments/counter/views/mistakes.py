"""Mistakes: the clerk asks to take a payment back or moves it; a second person decides."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from payments.counter import reversing, rights
from payments.counter.forms import MoveForm, ReasonForm
from payments.counter.views.parts import add_problem, clerk_of, entry_or_404, order_by_code
from payments.models import Reversal, ShiftEntry
from payments.models.reversals import ReversalState
from payments.problems import PaymentProblem
from portal.accounts.rules import access_rule

_DECISIONS = {"approve": reversing.approve, "refuse": reversing.refuse}


@access_rule(rights.CLERK)
class MistakePage(View):
    """What to do about a payment that was taken wrongly."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask which mistake it is."""
        return self._show(request, entry_or_404(request, pk), ReasonForm(prefix="back"), MoveForm(prefix="move"))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reversal, or move the payment."""
        entry = entry_or_404(request, pk)
        moves = request.POST.get("way") == "move"
        back = ReasonForm(None if moves else request.POST, prefix="back")
        move = MoveForm(request.POST if moves else None, prefix="move")
        form = move if moves else back
        if form.is_valid():
            try:
                return self._move(request, entry, move) if moves else self._ask(request, entry, back)
            except PaymentProblem as problem:
                add_problem(form, problem)
        return self._show(request, entry, back, move, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _ask(self, request: HttpRequest, entry: ShiftEntry, form: ReasonForm) -> HttpResponse:
        reversing.ask(entry, clerk_of(request), form.cleaned_data["reason"])
        messages.success(request, _("Đã gửi đề nghị hủy lần thu. Chỉ trả tiền cho khách khi người duyệt đã đồng ý."))
        return redirect("till:taken", entry.pk)

    def _move(self, request: HttpRequest, entry: ShiftEntry, form: MoveForm) -> HttpResponse:
        order = order_by_code("".join(form.cleaned_data["code"].split()).upper())
        if order is None:
            raise PaymentProblem(_("Không có khoản thu nào mang mã này. Hãy xem lại từng chữ của mã."), "code")
        moved = reversing.move(entry, clerk_of(request), order, form.cleaned_data["reason"])
        messages.success(request, _("Đã chuyển lần thu sang khoản thu %(code)s.") % {"code": order.code})
        return redirect("till:taken", moved.pk)

    def _show(
        self,
        request: HttpRequest,
        entry: ShiftEntry,
        back: ReasonForm,
        move: MoveForm,
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        context = {"entry": entry, "back": back, "move": move}
        return render(request, "payments/counter/mistake.html", context, status=status)


@access_rule(rights.APPROVER)
class DecidePage(View):
    """The second pair of eyes: what was taken, by whom, why it should go back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return render(request, "payments/counter/decide.html", {"reversal": self._reversal(request, pk)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve or refuse."""
        reversal = self._reversal(request, pk)
        decide = _DECISIONS.get(request.POST.get("decision", ""))
        if decide is None:
            return self._refused(request, reversal, _("Hãy chọn duyệt hoặc không duyệt."))
        try:
            decide(reversal, clerk_of(request))
        except PaymentProblem as problem:
            return self._refused(request, reversal, problem.message)
        approves = decide is reversing.approve
        done = (
            _("Đã duyệt hủy lần thu. Người thu trả tiền lại cho khách.") if approves else _("Đã từ chối hủy lần thu.")
        )
        messages.success(request, done)
        return redirect("till:show")

    def _refused(self, request: HttpRequest, reversal: Reversal, problem: str) -> HttpResponse:
        context = {"reversal": reversal, "problem": problem}
        return render(request, "payments/counter/decide.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _reversal(self, request: HttpRequest, pk: int) -> Reversal:
        waiting = rights.reversals_waiting(request)
        found = waiting.select_related("entry__shift__clerk", "entry__payment__order", "asked_by").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


@access_rule(rights.CLERK)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own asking."""
    own = Reversal.objects.filter(asked_by=request.user.pk, state=ReversalState.ASKED)
    reversal = own.filter(pk=pk).first()
    if reversal is None:
        raise Http404
    reversing.refuse(reversal, clerk_of(request))
    messages.success(request, _("Đã rút đề nghị hủy lần thu."))
    return redirect("till:taken", reversal.entry_id)
