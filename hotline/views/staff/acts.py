"""The acts of staff on a ticket: each with its form, its words, and the one function that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline import answering, publishing, redacting, routing
from hotline.attachments.adding import attach
from hotline.causes import naming
from hotline.forms.attaching import AttachForm
from hotline.forms.handling import (
    AnswerForm,
    CorrectCauseForm,
    ProgressForm,
    PublishForm,
    ReasonForm,
    RouteForm,
    SetAsideForm,
)
from hotline.kinds import Action
from hotline.models import Publication
from hotline.views.staff.one_act import Act
from hotline.views.staff.top_acts import TOP_ACTS, suggested_unit

if TYPE_CHECKING:
    from hotline.models import Ticket
    from portal.accounts.models import User


def _publish(ticket: Ticket, user: User, form: PublishForm) -> object:
    typed = form.cleaned_data
    return publishing.publish(ticket, user, title=typed["title"], question=typed["question"], text=typed["text"])


def _suggested(ticket: Ticket) -> dict[str, Any]:
    answer, known = publishing.last_sent(ticket), publishing.known_of(ticket)
    text = publishing.whole_text(answer) if answer else ""
    return {
        "title": str(ticket.procedure or ticket.get_kind_display())[:200],
        "question": redacting.suggest(ticket.content, known),
        "text": redacting.suggest(text, known),
    }


def _is_published(ticket: Ticket, _user: User) -> bool:
    return Publication.objects.filter(answer__ticket=ticket, withdrawn_at=None).exists()


def _is_unpublished(ticket: Ticket, _user: User) -> bool:
    answer = publishing.last_sent(ticket)
    return answer is not None and not Publication.objects.filter(answer=answer).exists()


def _reads(ticket: Ticket, user: User) -> bool:
    draft = ticket.answers.last()
    return (
        draft is not None and answering.is_delicate(ticket) and not draft.read_by_id and draft.written_by_id != user.pk
    )


def _approves(ticket: Ticket, user: User) -> bool:
    draft = ticket.answers.last()
    if draft is None or user.pk in (draft.written_by_id, draft.read_by_id):
        return False
    return bool(draft.read_by_id) or not answering.is_delicate(ticket)


ACTS: tuple[Act, ...] = (
    Act(
        "nhan", Action.TAKE, forms.Form, _("Nhận giải quyết phản ánh này?"), _("Bạn là người giữ phản ánh."),
        _("Nhận giải quyết"), _("Bạn đã nhận phản ánh này."), lambda ticket, user, _form: routing.take(ticket, user),
        is_fitting=lambda ticket, user: ticket.owner_id != user.pk,
    ),
    Act(
        "tra-loi", Action.DRAFT, AnswerForm, _("Soạn câu trả lời"),
        _("Ghi việc cụ thể của chính vụ này. Câu trả lời chung chung không được gửi đi."), _("Trình câu trả lời"),
        _("Đã ghi câu trả lời."), lambda ticket, user, form: answering.draft(ticket, user, form.answer()),
    ),
    Act(
        "chuyen", Action.ROUTE, RouteForm, _("Chuyển đến cơ quan giải quyết"), "", _("Chuyển"),
        _("Đã chuyển phản ánh."),
        lambda ticket, user, form: routing.route(ticket, user, form.cleaned_data["unit"], form.cleaned_data["reason"]),
        initial=suggested_unit,
    ),
    Act(
        "tien-do", Action.PROGRESS, ProgressForm, _("Báo tiến độ cho người phản ánh"), "", _("Gửi thông báo"),
        _("Đã báo cho người phản ánh."),
        lambda ticket, user, form: routing.tell_progress(ticket, user, form.cleaned_data["text"]),
    ),
    Act(
        "doc-soat", Action.READ, forms.Form, _("Đã đọc soát câu trả lời?"),
        _("Vụ việc nhạy cảm: bạn xác nhận câu trả lời đúng, đủ và tôn trọng người phản ánh."), _("Tôi đã đọc soát"),
        _("Đã ghi nhận việc đọc soát."), lambda ticket, user, _form: answering.read(ticket, user), is_fitting=_reads,
    ),
    Act(
        "duyet", Action.ANSWER, forms.Form, _("Duyệt và gửi câu trả lời?"),
        _("Câu trả lời đến người phản ánh ngay và không sửa được nữa."), _("Duyệt và gửi"), _("Đã gửi câu trả lời."),
        lambda ticket, user, _form: answering.approve(ticket, user), is_fitting=_approves,
    ),
    Act(
        "tra-lai", Action.SEND_BACK, ReasonForm, _("Trả lại để soạn lại"), "", _("Trả lại"), _("Đã trả lại."),
        lambda ticket, user, form: answering.send_back(ticket, user, form.cleaned_data["reason"]),
    ),
    Act(
        "dinh-kem", Action.ATTACH, AttachForm, _("Đính kèm tài liệu"),
        _("Ví dụ giấy tờ người dân mang đến quầy, ảnh chụp khi đi kiểm tra, bản sao đã che tên người phản ánh."),
        _("Đính kèm"), _("Đã đính kèm."),
        lambda ticket, user, form: attach(
            ticket, user, form.cleaned_data["note"], form.chosen, is_reporters=form.cleaned_data["is_reporters"]
        ),
    ),
    Act(
        "cong-khai", Action.PUBLISH, PublishForm, _("Công khai câu trả lời"),
        _("Chỗ có dữ liệu cá nhân đã được gợi ý thay bằng […]. Hãy đọc hết và sửa trước khi công khai."),
        _("Công khai"), _("Đã công khai câu trả lời."), _publish, initial=_suggested, is_fitting=_is_unpublished,
    ),
    Act(
        "thu-lai", Action.WITHDRAW, ReasonForm, _("Thu lại bản công khai"), "", _("Thu lại"), _("Đã thu lại."),
        lambda ticket, user, form: publishing.withdraw(ticket, user, form.cleaned_data["reason"]),
        is_fitting=_is_published,
    ),
    Act(
        "sua-nguyen-nhan", Action.CORRECT_CAUSE, CorrectCauseForm, _("Sửa nguyên nhân gốc"),
        _("Dùng để thống kê. Báo cáo tháng đã lập giữ số cũ cho đến khi được lập lại."), _("Sửa nguyên nhân"),
        _("Đã sửa nguyên nhân gốc."),
        lambda ticket, user, form: naming.correct(ticket, user, **form.cleaned_data),
        initial=lambda ticket: {"cause": (answer := publishing.last_sent(ticket)) and answer.cause},
        is_fitting=lambda ticket, _user: publishing.last_sent(ticket) is not None,
    ),
    Act(
        "khong-thu-ly", Action.SET_ASIDE, SetAsideForm, _("Không thụ lý"),
        _("Người phản ánh được báo căn cứ và có thể gửi lại lên cấp trên. Số vụ không thụ lý được công khai."),
        _("Không thụ lý"), _("Đã ghi nhận, người phản ánh được báo."),
        lambda ticket, user, form: routing.set_aside(
            ticket, user, form.cleaned_data["ground"], form.cleaned_data["reason"]
        ),
        is_dangerous=True,
    ),
    *TOP_ACTS,
)  # fmt: skip
