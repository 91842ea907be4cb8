"""The acts of a reporter, each on its own page."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hotline import following, throttling
from hotline.forms.following import FactsForm, RateForm, ReopenForm
from hotline.views.public.following import ActView
from portal.accounts.rules import PUBLIC, access_rule


@access_rule(PUBLIC)
class AddFactsView(ActView):
    """Telling more."""

    form = FactsForm
    title = _("Bổ sung thông tin")
    text = _("Người giải quyết đọc được ngay điều bạn viết ở đây.")
    button = _("Gửi thông tin bổ sung")
    done = _("Đã ghi nhận thông tin bổ sung.")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take files from one address so many at a time; words are always taken."""
        if request.FILES and throttling.is_over(throttling.ATTACHED, request.META.get("REMOTE_ADDR", "")):
            form = self.form(request.POST)
            form.add_error("attachments", _("Từ địa chỉ mạng này vừa có quá nhiều tệp. Hãy thử lại sau mười phút."))
            return self._show(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        return super().post(request)

    def act(self, form: FactsForm) -> None:
        """Write it into the log."""
        following.add_facts(self.ticket, form.cleaned_data["text"], form.chosen)


@access_rule(PUBLIC)
class ConfirmView(ActView):
    """Agreeing with the answer."""

    form = forms.Form
    title = _("Câu trả lời đã giải quyết được việc của bạn?")
    text = _("Phản ánh sẽ kết thúc. Nếu sau này việc chưa xong, bạn vẫn gửi lại được.")
    button = _("Đúng, đã được giải quyết")
    done = _("Phản ánh đã kết thúc. Cảm ơn bạn.")

    def act(self, form: forms.Form) -> None:
        """Close the ticket with its reporter's consent."""
        following.confirm(self.ticket)


@access_rule(PUBLIC)
class ReopenView(ActView):
    """Sending the answer back."""

    form = ReopenForm
    title = _("Phản ánh lại")
    text = _("Phản ánh được mở lại và chuyển lên một cấp cao hơn đơn vị đã trả lời.")
    button = _("Gửi lại")
    done = _("Phản ánh đã được mở lại.")

    def act(self, form: forms.Form) -> None:
        """Open it again."""
        following.reopen(self.ticket, form.cleaned_data["reason"])


@access_rule(PUBLIC)
class RateView(ActView):
    """Saying how satisfied one is."""

    form = RateForm
    title = _("Đánh giá câu trả lời")
    button = _("Gửi đánh giá")
    done = _("Cảm ơn bạn đã đánh giá.")

    def act(self, form: forms.Form) -> None:
        """Keep the rating."""
        following.rate(self.ticket, form.cleaned_data["score"], form.cleaned_data["comment"])
