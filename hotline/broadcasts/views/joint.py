"""The joint answer of an incident: written by one, approved by another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from hotline.broadcasts import answering_together
from hotline.broadcasts.views.staff import FormView
from hotline.forms.handling import AnswerForm
from hotline.menus import WATCHING
from hotline.models import Broadcast, BroadcastKind, JointAnswer
from portal.accounts.rules import access_rule


@access_rule(WATCHING)
class JointWriteView(FormView):
    """One answer in its parts."""

    form_class = AnswerForm
    title = _("Soạn câu trả lời chung")
    text = _("Mọi phản ánh gắn với sự cố nhận câu trả lời này, sau khi một người khác duyệt.")
    button = _("Trình câu trả lời chung")
    done = _("Đã ghi câu trả lời chung, chờ duyệt.")

    def write(self, form: Any) -> int:
        """Write it down."""
        broadcast = get_object_or_404(Broadcast, pk=self.shown, kind=BroadcastKind.INCIDENT)
        answering_together.write(broadcast, self.user, form.answer())
        return int(broadcast.pk)


@access_rule(WATCHING)
class JointApproveView(FormView):
    """Sending it."""

    form_class = forms.Form
    title = _("Duyệt và gửi câu trả lời chung?")
    text = _("Câu trả lời đến từng người phản ánh ngay và không sửa được nữa. Vụ việc cần trả lời riêng được để lại.")
    button = _("Duyệt và gửi")
    done = _("Đã duyệt câu trả lời chung.")

    def write(self, form: Any) -> int:
        """Approve it; the worker sends it to each."""
        joint = get_object_or_404(JointAnswer, broadcast=self.shown, done_at=None)
        answering_together.approve(joint, self.user)
        return int(joint.broadcast_id)
