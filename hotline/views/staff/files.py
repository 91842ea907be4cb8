"""Opening a file of a ticket at the desk: each time is written into the access log (Luật 91/2025/QH15)."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from hotline.attachments import showing
from hotline.menus import AT_WORK
from hotline.models import Attachment
from hotline.views.staff.bench import DeskView
from portal.accounts.access_log import record_look
from portal.accounts.rules import access_rule
from portal.files.serve import file_response


@access_rule(AT_WORK)
class DeskFileView(DeskView):
    """One file of a ticket in the person's reach."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, file: UUID) -> HttpResponse:
        """Hand it out; 403 where it could tell who a confidential reporter is."""
        found = get_object_or_404(
            Attachment.objects.select_related("upload__stored", "ticket"), ticket=self.ticket, public_id=file
        )
        if not showing.may_open(self.user, found):
            return _kept_back(request)
        if found.upload.stored is None:
            raise Http404
        with override("vi"):  # others read the log in a language of their own
            why = _("Mở tệp đính kèm của phản ánh %(code)s") % {"code": self.ticket.code}
        record_look(self.user, self.ticket, why, request, owner=self.ticket.user)
        return file_response(found.upload.stored, found.upload.name)


def _kept_back(request: HttpRequest) -> HttpResponse:
    """403 that says what the file is, and whom to ask for what stands in it."""
    why = _("Tệp này có thể cho biết người phản ánh là ai, mà họ yêu cầu giữ kín danh tính.")
    whom = _("Cần nội dung của tệp, hãy hỏi người trực hoặc người giám sát đường dây nóng: họ đính kèm bản đã che tên.")
    context = {"error_title": _("Tệp này được giữ kín"), "error_text": [why, whom]}
    return render(request, "errors.html", context, status=HTTPStatus.FORBIDDEN)
