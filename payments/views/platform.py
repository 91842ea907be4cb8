"""To the national platform and back: a button, a page that waits for the worker, the return, and its receipt.

A refresh header turns the page, since it must turn without scripts, too; and a form must not lead to another site at
once: the content policy forbids it.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payments import platform_paying
from payments.list_filters import words_in
from payments.models import Order, PlatformAttempt, PlatformReceipt
from portal.accounts.rules import PUBLIC, SIGNED_IN, access_rule
from portal.files.serve import file_response
from portal.ui.throttling import Limit, is_over

STARTS = Limit("payments:platform", 20, 60)
REFRESH_SECONDS = 2
#: So often the page asks again, then it says that it takes too long.
TRIES = 20


@access_rule(PUBLIC)
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for an attempt and wait for it; whoever knows the code may pay for another."""
    address = request.META.get("REMOTE_ADDR", "")
    if is_over(STARTS, address):
        return render(request, "documents/pages/too_many.html", status=429)
    attempt = platform_paying.ask(get_object_or_404(Order, code=code), address)
    if attempt is None:
        messages.info(request, _("Khoản thu này không nộp qua Cổng dịch vụ công quốc gia được nữa."))
        return redirect("payments:order", code)
    return redirect("payments:platform-wait", code, attempt.public_id)


@access_rule(PUBLIC)
@never_cache
@require_safe
def wait(request: HttpRequest, code: str, attempt: UUID) -> HttpResponse:
    """How far it is: waiting, on to the platform, or what went wrong with the way back."""
    found = get_object_or_404(PlatformAttempt.objects.select_related("order"), public_id=attempt, order__code=code)
    tried = _tried(request)
    if found.address and tried:
        return redirect(found.address)
    is_over_time = bool(found.problem) or tried > TRIES
    response = render(request, "payments/platform_wait.html", {"attempt": found, "has_failed": is_over_time})
    if not is_over_time:
        here = reverse("payments:platform-wait", args=[code, attempt])
        response["Refresh"] = f"{REFRESH_SECONDS}; url={here}?lan={tried + 1}"
    return response


@access_rule(PUBLIC)
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Lead whoever returns from the platform to their order; the notice, not this address, tells what was paid."""
    reference = words_in(request.GET.get("reference", ""))
    attempt = PlatformAttempt.objects.filter(reference=reference).select_related("order").first()
    if attempt is None:
        return redirect("payments:ask")
    return redirect(f"{reverse('payments:order', args=[attempt.order.code])}?cho=1")


@access_rule(SIGNED_IN)
@require_safe
def show_receipt(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The platform's receipt for a payment, to the payer of the order."""
    here = PlatformReceipt.objects.filter(file__isnull=False, payment__order__payer=request.user.pk)
    receipt = get_object_or_404(here.select_related("file"), pk=number, payment__order__code=code)
    assert receipt.file is not None  # noqa: S101 - asked for above
    return file_response(receipt.file, f"{receipt.reference}.pdf", inline=True)


def _tried(request: HttpRequest) -> int:
    tried = request.GET.get("lan", "0")
    return int(tried) if tried.isascii() and tried.isdecimal() and len(tried) < 4 else 0
