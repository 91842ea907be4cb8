"""The end of a shift: count, close, hand over; and the page that tells of a shift, which prints."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from payments.counter import rights, shifts
from payments.counter.forms import CloseForm, HandOverForm
from payments.counter.views.parts import add_problem, clerk_of, open_shift_or_404, shift_or_404
from payments.models import Shift
from payments.models.shifts import EntryKind
from payments.problems import PaymentProblem
from portal.accounts.rules import access_rule
from portal.ui.paging import Page, key_in, page_by_key


class Asked:
    """Which page of a list the address asks for."""

    def __init__(self, request: HttpRequest) -> None:
        self.after = key_in(request.GET.get("sau", ""))
        self.before = key_in(request.GET.get("truoc", ""))

    def address(self, *, after: int = 0, before: int = 0) -> str:
        """The query string of another page."""
        return f"?sau={after}" if after else f"?truoc={before}"


@access_rule(rights.CLERK)
class ClosePage(View):
    """Counting the drawer. What it should hold is not told before: a count is a count."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the notes, with what was typed before the session ended."""
        shift = open_shift_or_404(request)
        return self._show(request, shift, self._form(request, shift, getattr(request, "rescued_post", None)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Close, or tell what differs."""
        shift = open_shift_or_404(request)
        form = self._form(request, shift, request.POST)
        if form.is_valid():
            told = form.cleaned_data
            try:
                shifts.close(
                    shift,
                    clerk_of(request),
                    form.counted(),
                    reason=told["reason"],
                    terminal_dong=told.get("terminal_dong"),
                )
            except PaymentProblem as problem:
                add_problem(form, problem)
            else:
                messages.success(request, _("Đã đóng ca thu tiền."))
                return redirect("till:shift", shift.pk)
        return self._show(request, shift, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _form(self, request: HttpRequest, shift: Shift, data: object) -> CloseForm:
        return CloseForm(data, took_cards=shift.entries.filter(kind=EntryKind.CARD).exists())

    def _show(self, request: HttpRequest, shift: Shift, form: CloseForm, status: int = HTTPStatus.OK) -> HttpResponse:
        notes = [field for field in form if field.name.startswith("note_")]
        others = [field for field in form if not field.name.startswith("note_")]
        context = {"shift": shift, "form": form, "notes": notes, "others": others}
        return render(request, "payments/counter/close.html", context, status=status)


@access_rule(rights.AT_THE_TILL)
@require_safe
def list_shifts(request: HttpRequest) -> HttpResponse:
    """The shifts that the person may see, the newest first."""
    page: Page[Shift] = page_by_key(rights.shifts_of(clerk_of(request)), Asked(request))
    return render(request, "payments/counter/shifts.html", {"page": page})


@access_rule(rights.AT_THE_TILL)
class ShiftPage(View):
    """One shift: what came, what was counted; its clerk hands the money over here."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self._show(request, shift_or_404(request, pk), HandOverForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note the hand-over."""
        shift = shift_or_404(request, pk)
        if shift.clerk_id != request.user.pk:
            raise Http404
        form = HandOverForm(request.POST)
        if form.is_valid():
            try:
                shifts.hand_over(shift, clerk_of(request), form.cleaned_data["document"])
            except PaymentProblem as problem:
                add_problem(form, problem)
            else:
                messages.success(request, _("Đã ghi việc nộp tiền về quỹ."))
                return redirect("till:shift", pk)
        return self._show(request, shift, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _show(
        self, request: HttpRequest, shift: Shift, form: HandOverForm, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        entries = shift.entries.select_related("payment__order")
        page = page_by_key(entries, Asked(request), newest_first=False)
        totals = {"drawer_dong": shifts.drawer_dong(shift), "card_dong": shifts.card_dong(shift)}
        difference = shift.entries.filter(kind=EntryKind.DIFFERENCE).first()
        counted = [(int(note), count, int(note) * count) for note, count in _largest_first(shift)]
        context = {"shift": shift, "page": page, "form": form, "difference": difference, "counted": counted}
        is_own = shift.clerk_id == request.user.pk
        return render(request, "payments/counter/shift.html", context | totals | {"is_own": is_own}, status=status)


def _largest_first(shift: Shift) -> list[tuple[str, int]]:
    return sorted((shift.counted or {}).items(), key=lambda note: -int(note[0]))
