"""The acts of a reporter, each on its own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline import following
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

    def act(self, typed: dict[str, Any]) -> None:
        """Write it into the log."""
        following.add_facts(self.ticket, typed["text"])


@access_rule(PUBLIC)
class ConfirmView(ActView):
    """Agreeing with the answer."""

    form = forms.Form
    title = _("Câu trả lời đã giải quyết được việc của bạn?")
    text = _("Phản ánh sẽ kết thúc. Nếu sau này việc chưa xong, bạn vẫn gửi lại được.")
    button = _("Đúng, đã được giải quyết")
    done = _("Phản ánh đã kết thúc. Cảm ơn bạn.")

    def act(self, typed: dict[str, Any]) -> None:
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

    def act(self, typed: dict[str, Any]) -> None:
        """Open it again."""
        following.reopen(self.ticket, typed["reason"])


@access_rule(PUBLIC)
class RateView(ActView):
    """Saying how satisfied one is."""

    form = RateForm
    title = _("Đánh giá câu trả lời")
    button = _("Gửi đánh giá")
    done = _("Cảm ơn bạn đã đánh giá.")

    def act(self, typed: dict[str, Any]) -> None:
        """Keep the rating."""
        following.rate(self.ticket, typed["score"], typed["comment"])
