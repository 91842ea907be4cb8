"""What the tax office was told of receipts: the days, what waits and why, the files, and trying again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payments.accountants import ACCOUNTANT, accountant, named_units_of
from payments.models import TaxSummary
from payments.tax_office import listing, sending, workbook
from payments.tax_office.listing import Progress, Question
from portal.accounts.rules import access_rule
from portal.files.serve import file_response
from portal.ui.xlsx_files import xlsx_file


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def list_summaries(request: HttpRequest) -> HttpResponse:
    """The summaries of the person's units, the newest first."""
    question, user = Question.read(request.GET), accountant(request)
    page, is_connected = listing.page_of(user, question), sending.is_connected()
    context = {
        "question": question,
        "page": page,
        "rows": [(summary, listing.standing_of(summary, is_connected=is_connected)) for summary in page.rows],
        "progresses": Progress.choices,
        "units": named_units_of(user).values_list("code", "name"),
        "is_connected": is_connected,
    }
    return render(request, "payments/accounting/summaries.html", context)


@access_rule(ACCOUNTANT)
@require_safe
def show_xml(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file, as it is sent; 404 until it is written."""
    summary = _summary_of(request, pk)
    if summary.file is None:
        raise Http404
    return file_response(summary.file, f"{summary.number}.xml")


@access_rule(ACCOUNTANT)
@require_safe
def show_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    summary = _summary_of(request, pk)
    return xlsx_file(workbook.write(summary), f"{summary.number}.xlsx")


@access_rule(ACCOUNTANT)
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try at once what failed; what was sent stays sent."""
    summary = _summary_of(request, pk)
    sending.try_again(summary)
    messages.success(request, _("Đang thử lại bảng tổng hợp %(number)s.") % {"number": summary.number})
    return redirect("accounting:summaries")


def _summary_of(request: HttpRequest, pk: int) -> TaxSummary:
    """The summary of an address; 404 when it is of a unit of others."""
    return get_object_or_404(listing.summaries_of(accountant(request)).select_related("file"), pk=pk)
