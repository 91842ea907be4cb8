"""What staff write when they decide: reasons, grounds, opinions, who takes the result, why a number is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from dossiers.forms.typed import long_text
from dossiers.statuses import DatabaseException
from procedures.eforms.fields import TypedText
from procedures.models import Component

LONGEST = 4000

_text = partial(long_text, most=LONGEST)


class SupplementForm(forms.Form):
    """Why the owner is asked for more, and by which rule (form 02)."""

    use_required_attribute = False
    prefix = "supplement"
    reason = _text(
        gettext_lazy("Lý do yêu cầu bổ sung"),
        gettext_lazy("Hãy ghi lý do yêu cầu bổ sung."),
        hint=gettext_lazy("Người dân đọc nguyên văn câu này. Hãy nêu đủ trong một lần."),
    )
    legal_basis = TypedText(label=gettext_lazy("Căn cứ"), required=False, max_length=500)
    database_exception = forms.ChoiceField(
        label=gettext_lazy("Vì sao yêu cầu giấy tờ đã có trong cơ sở dữ liệu"),
        choices=[("", gettext_lazy("Không yêu cầu giấy tờ như vậy")), *DatabaseException.choices],
        required=False,
    )

    def __init__(self, *args: Any, has_papers_in_database: bool = False, **kwargs: Any) -> None:
        """Ask for the exception only where a paper of the dossier lies in a database."""
        super().__init__(*args, **kwargs)
        if not has_papers_in_database:
            del self.fields["database_exception"]


class _Remark(TypedText):
    """Words that belong to a ticked paper: the form asks for them, so the label does not call them optional."""

    def validate(self, value: Any) -> None:
        """Leave the judgement to the form."""


class PickPapersForm(forms.Form):
    """Which papers are asked for: any after appraisal, those never handed in at intake; each with what is wanted."""

    use_required_attribute = False
    prefix = "pick"

    def __init__(self, *args: Any, components: Sequence[Component], must: bool = True, **kwargs: Any) -> None:
        """One checkbox and one remark for each component; `must` asks for at least one."""
        super().__init__(*args, **kwargs)
        self.must = must
        self.components = components
        for component in components:
            self.fields[f"paper-{component.pk}"] = forms.BooleanField(label=component.name, required=False)
            words = _("Cần sửa gì ở «%(name)s»") if must else _("Cần nộp «%(name)s» như thế nào")
            label = words % {"name": component.name}
            self.fields[f"remark-{component.pk}"] = _Remark(label=label, max_length=500)

    def picked(self) -> dict[int, str]:
        """Component id and remark of each paper asked for."""
        return {
            component.pk: str(self.cleaned_data.get(f"remark-{component.pk}") or "")
            for component in self.components
            if self.cleaned_data.get(f"paper-{component.pk}")
        }

    def clean(self) -> dict[str, Any]:
        """Ask for a paper where one must be, and for words on each: a vague request helps nobody."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        picked = self.picked()
        if not picked and self.must:
            self.add_error(None, _("Hãy chọn ít nhất một giấy tờ cần bổ sung."))
        for component in self.components:
            if picked.get(component.pk) == "":
                message = _("Hãy ghi rõ cần sửa gì ở giấy tờ: %(name)s.") % {"name": component.name}
                self.add_error(f"remark-{component.pk}", message)
        return data


class RefuseForm(forms.Form):
    """Reason and legal ground of a refusal, which ends the dossier (NĐ 61/2018 Đ17(1))."""

    use_required_attribute = False
    prefix = "refuse"
    reason = _text(gettext_lazy("Lý do từ chối"), gettext_lazy("Hãy ghi lý do từ chối."))
    legal_ground = TypedText(
        label=gettext_lazy("Căn cứ pháp lý"),
        help_text=gettext_lazy("Ghi tên văn bản và điều, khoản, ví dụ: Luật Hộ tịch 2014, Điều 16."),
        max_length=500,
        error_messages={"required": gettext_lazy("Hãy ghi căn cứ pháp lý của việc từ chối.")},
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("Tôi hiểu: hồ sơ sẽ kết thúc và người dân phải nộp lại từ đầu."),
        error_messages={"required": gettext_lazy("Hãy xác nhận trước khi từ chối, vì việc này không hoàn lại được.")},
    )


class OpinionForm(forms.Form):
    """The officer's opinion for the leader."""

    use_required_attribute = False
    prefix = "opinion"
    opinion = _text(gettext_lazy("Ý kiến thẩm định"), hint=gettext_lazy("Lãnh đạo đọc ý kiến này trước khi ký."))


class ForwardForm(forms.Form):
    """What the officer of the next step should know."""

    use_required_attribute = False
    prefix = "forward"
    note = _text(gettext_lazy("Lời nhắn cho người xử lý bước tiếp theo"))


class OpinionsInForm(forms.Form):
    """What came of a consultation, in a few words."""

    use_required_attribute = False
    prefix = "opinions_in"
    note = _text(
        gettext_lazy("Tóm tắt ý kiến"),
        hint=gettext_lazy("Bắt buộc khi còn đơn vị chưa trả lời: ghi lý do đi tiếp mà không chờ nữa."),
    )


class SendBackForm(forms.Form):
    """Why the leader sends the draft back."""

    use_required_attribute = False
    prefix = "send_back"
    reason = _text(gettext_lazy("Cần sửa gì"), gettext_lazy("Hãy ghi lý do trả lại để người xử lý biết cần sửa gì."))


class HandOutForm(forms.Form):
    """Who took the paper result."""

    use_required_attribute = False
    prefix = "hand_out"
    recipient = TypedText(
        label=gettext_lazy("Họ tên người nhận kết quả"),
        max_length=200,
        error_messages={"required": gettext_lazy("Hãy ghi họ tên người nhận kết quả.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class RevealForm(forms.Form):
    """Why somebody needs to see a whole identity number; the answer goes into the access log."""

    REASONS = (
        ("compare", gettext_lazy("Đối chiếu với giấy tờ trong hồ sơ")),
        ("database", gettext_lazy("Tra cứu cơ sở dữ liệu để giải quyết hồ sơ")),
        ("result", gettext_lazy("Ghi vào kết quả giải quyết")),
        ("contact", gettext_lazy("Xác nhận đúng người khi liên hệ hoặc trả kết quả")),
    )
    use_required_attribute = False
    prefix = "reveal"
    why = forms.ChoiceField(
        label=gettext_lazy("Lý do xem số định danh"),
        choices=[("", gettext_lazy("Hãy chọn")), *REASONS],
        error_messages={"required": gettext_lazy("Hãy chọn lý do xem số định danh.")},
    )

    def reason(self) -> str:
        """The reason in words, as the log keeps it."""
        with override("vi"):  # many people read the log, each in a language of their own
            return str(dict(self.REASONS)[self.cleaned_data["why"]])
