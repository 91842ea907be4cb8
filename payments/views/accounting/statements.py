"""Statements: handed in, watched while the worker takes them in, and what became of their lines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import statement_files
from payments.accountants import ACCOUNTANT, accountant, units_kept_by
from payments.desk_forms.statements import StatementForm
from payments.models import BankAccount, StatementFile
from payments.models.statements import FileState
from payments.statement_files import REPEATED, WENT_OUT
from payments.views.accounting.acting import form_page, get_or_post
from payments.vocabulary import Outcome
from portal.accounts.rules import access_rule
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key
from portal.ui.parts import State, Tone

TONES = {
    FileState.WAITING: Tone.DUE_SOON,
    FileState.RUNNING: Tone.DUE_SOON,
    FileState.DONE: Tone.DONE,
    FileState.FAILED: Tone.OVERDUE,
}


def state_of(file: StatementFile) -> State:
    """The state of a file as a tag."""
    return State(TONES[FileState(file.state)], FileState(file.state).label)


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def list_statements(request: HttpRequest) -> HttpResponse:
    """The files of the person's accounts, the newest first."""
    kept = StatementFile.objects.filter(account__unit__in=units_kept_by(accountant(request)))
    page = page_by_key(kept.select_related("account", "uploaded_by"), ByKey.read(request.GET.dict()))
    context = {"page": page, "rows": [(file, state_of(file)) for file in page.rows]}
    return render(request, "payments/accounting/statements.html", context)


@access_rule(ACCOUNTANT)
@get_or_post
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in a file; a form sent twice makes one."""
    user = accountant(request)
    accounts = BankAccount.objects.filter(unit__in=units_kept_by(user)).select_related("unit")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StatementForm(accounts, *sent)
    if form.is_bound and form.is_valid():
        file = statement_files.hand_in(form.cleaned_data["account"], form.content, form.file_name, user, form.key)
        return redirect("accounting:statement", file.pk)
    return form_page(
        request,
        form,
        title=_("Tải sao kê lên"),
        text=_("Dòng nào đã ghi nhận trước đó không được ghi thêm. Tệp có một chỗ sai thì không dòng nào được ghi."),
        button=_("Tải lên"),
        back_url=reverse("accounting:statements"),
    )


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def show_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is, what became of its lines, or what it must mend. The part alone for the page that polls."""
    kept = StatementFile.objects.filter(account__unit__in=units_kept_by(accountant(request)))
    file = get_object_or_404(kept.select_related("account__unit", "uploaded_by"), pk=pk)
    template = "_statement.html" if request.headers.get("HX-Request") else "statement.html"
    context = {"file": file, "state": state_of(file), "counts": _counts(file)}
    return render(request, f"payments/accounting/{template}", context)


def _counts(file: StatementFile) -> list[tuple[str, int]]:
    """What became of how many lines, in words."""
    words = {str(outcome): str(outcome.label) for outcome in Outcome}
    words[WENT_OUT] = _("Tiền chuyển ra, không phải khoản thu.")
    words[REPEATED] = _("Dòng lặp lại trong cùng tệp, chỉ tính một lần.")
    return [(label, file.outcomes[name]) for name, label in words.items() if file.outcomes.get(name)]
