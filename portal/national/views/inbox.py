"""What came in from the national portal, and letting what could not be done try again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View as BaseView

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.rules import access_rule
from portal.national.inbound import working
from portal.national.inbox_list import Question, View, found
from portal.national.models import InboundMessage
from portal.national.models.inbox import Service
from portal.ui.paging import page_by_key


@access_rule(SYSTEM_ADMIN)
def list_inbox(request: HttpRequest) -> HttpResponse:
    """Show what came in, newest first; what can't be done first of all."""
    question = Question.read(request.GET)
    page = page_by_key(found(question), question)
    context = {
        "page": page,
        "question": question,
        "services": Service.choices,
        "unfiltered": question.address(text="", service=""),
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
    }
    return render(request, "national/inbox.html", context)


@access_rule(SYSTEM_ADMIN)
class InboxRetryView(BaseView):
    """Letting one message try again: nothing is done twice, so nobody is asked first."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Back to the list; one that somebody else let go already is no error."""
        get_object_or_404(InboundMessage.objects.defer("received"), pk=pk)
        if working.retry(InboundMessage.objects.filter(pk=pk)):
            messages.success(request, _("Đã đưa bản tin vào hàng chờ xử lý."))
        else:
            messages.info(request, _("Bản tin này không còn trong danh sách: có người vừa cho xử lý lại rồi."))
        return redirect("national:inbox")


@access_rule(SYSTEM_ADMIN)
class InboxRetryAllView(BaseView):
    """Letting all try again, after asking."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask first: there may be many."""
        context = {
            "title": _("Xử lý lại mọi bản tin không xử lý được?"),
            "text": _("Hãy sửa nguyên nhân trước. Không việc nào bị làm hai lần."),
            "action": _("Xử lý lại tất cả"),
            "back_url": reverse("national:inbox"),
            "base": "staff/base.html",
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let them go."""
        number = working.retry(InboundMessage.objects.all())
        words = ngettext("Đã đưa %(number)d bản tin vào hàng chờ.", "Đã đưa %(number)d bản tin vào hàng chờ.", number)
        messages.success(request, words % {"number": number})
        return redirect("national:inbox")
