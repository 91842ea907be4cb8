"""Acts of the Chair's office, and those that keep a report about a head away from that head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hotline import about_heads, chairs_office
from hotline.forms.chairs_office import AboutHeadForm, DemandForm, NoteForm
from hotline.forms.handling import ReasonForm
from hotline.kinds import Action
from hotline.views.staff.one_act import Act

if TYPE_CHECKING:
    from hotline.models import Ticket


def suggested_unit(ticket: Ticket) -> dict[str, Any]:
    """Where a ticket is sent most likely: to whom it speaks of, or to the agency above where it is about the head."""
    about = ticket.about_unit
    return {"unit": about_heads.upper_of(about) if about and ticket.is_about_head else about}


TOP_ACTS: tuple[Act, ...] = (
    Act(
        "yeu-cau", Action.DEMAND, DemandForm, _("Yêu cầu trả lời trước một ngày"),
        _("Hạn theo luật không thay đổi. Đơn vị thấy yêu cầu này trên phản ánh."), _("Gửi yêu cầu"),
        _("Đã gửi yêu cầu."),
        lambda ticket, user, form: chairs_office.demand(
            ticket, user, form.cleaned_data["by"], form.cleaned_data["reason"]
        ),
    ),
    Act(
        "ghi-chu", Action.NOTE, NoteForm, _("Ghi chú"), "", _("Ghi"), _("Đã ghi."),
        lambda ticket, user, form: chairs_office.note(ticket, user, form.cleaned_data["reason"]),
    ),
    Act(
        "ve-nguoi-dung-dau", Action.BAR_HEAD, AboutHeadForm, _("Phản ánh này nói về người đứng đầu cơ quan?"),
        _("Người đứng đầu và cơ quan của họ không thấy và không giải quyết phản ánh này; danh tính người phản ánh được "
          "giữ kín; câu trả lời do người giám sát duyệt."),
        _("Ghi nhận"), _("Đã ghi nhận: phản ánh không đến cơ quan của người bị phản ánh."),
        lambda ticket, user, form: about_heads.note(
            ticket, user, form.cleaned_data["unit"], form.cleaned_data["reason"]
        ),
        initial=lambda ticket: {"unit": ticket.about_unit},
        is_fitting=lambda ticket, _user: not ticket.is_about_head or not ticket.barred,
    ),
    Act(
        "khong-ve-nguoi-dung-dau", Action.LIFT_BAR, ReasonForm, _("Phản ánh này không nói về người đứng đầu?"),
        _("Cơ quan được phản ánh sẽ nhận lại được phản ánh này. Danh tính người phản ánh vẫn được giữ kín."),
        _("Xác định lại"), _("Đã xác định lại."),
        lambda ticket, user, form: about_heads.lift(ticket, user, form.cleaned_data["reason"]),
        is_fitting=lambda ticket, _user: ticket.is_about_head, is_dangerous=True,
    ),
)  # fmt: skip
