"""The sheet for a unit's notice board: whom to call, where, when; one page in large type with the way to its page."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from hotline.roster import told_publicly
from portal.accounts.rules import PUBLIC, access_rule
from portal.documents import qr
from procedures import print_store
from units import calendars, opening_hours
from units.models import Unit

AGAIN_SECONDS = 5
LONG_LETTERS = 160
"""Of name and address together: beyond that the type is smaller, so that the sheet stays one page."""


@access_rule(PUBLIC)
@require_safe
def show_notice(_request: HttpRequest, code: str) -> HttpResponse:
    """The sheet as PDF; 503 with a time to come back while others print. 404 for a unit that is not in force."""
    units = Unit.objects.current().select_related("parent__parent", "calendar")
    unit = get_object_or_404(units, code=code)
    address = urljoin(settings.PORTAL_URL, unit.get_absolute_url())
    with override("vi"):  # what hangs on the wall is in the language of the agency
        context = {
            "unit": unit,
            "hotline": unit.hotline or settings.PORTAL_HOTLINE,
            "has_own": bool(unit.hotline),
            "is_long": len(unit.name) + len(unit.address) > LONG_LETTERS,
            "common": settings.PORTAL_HOTLINE,
            "duties": told_publicly.of_unit(unit, timezone.now()),
            "week": opening_hours.shown_week(calendars.opening_hours_of(unit)),
            "address": address,
            "code_picture": qr.data_uri(address),
        }
        title = _("Đường dây nóng và giờ làm việc: %(unit)s") % {"unit": unit.name}
    try:
        pdf = print_store.printed("documents/pages/hotline_notice.html", context, title=title)
    except print_store.PrintersBusy:
        busy = HttpResponse(_("Đang in cho nhiều người khác. Hãy thử lại sau ít giây."), content_type="text/plain")
        busy.status_code, busy["Retry-After"] = HTTPStatus.SERVICE_UNAVAILABLE, str(AGAIN_SECONDS)
        return busy
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="duong-day-nong-{unit.code}.pdf"'
    return response
