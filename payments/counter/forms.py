"""What clerks type at the till."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.counter.denominations import NOTES
from payments.counter.fields import DongField, NotesField
from payments.forms import CodeForm
from portal.ui import speaking
from portal.ui.forms import SubmissionKeyMixin
from units.models import Unit

_REASON: dict[str, Any] = {"max_length": 500, "widget": forms.Textarea({"rows": 2})}


def _box(**attrs: Any) -> forms.TextInput:
    return forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"} | attrs)


class TillForm(forms.Form):
    """A form whose faults stand beside their fields, also those that the business rules find."""

    use_required_attribute = False


class OpenForm(TillForm):
    """Opening a shift: at which till, with how much."""

    unit: forms.ChoiceField = forms.ChoiceField(label=_("Bộ phận một cửa"))
    float_dong = DongField(
        label=_("Tiền đầu ca"),
        help_text=_("Số tiền lẻ nhận từ thủ quỹ để trả lại khách. Không nhận thì ghi 0."),
        error_messages={"required": _("Hãy ghi tiền đầu ca; không nhận thì ghi 0.")},
    )

    def __init__(self, *args: Any, tills: Sequence[Unit], **named: Any) -> None:
        """Offer the units of the clerk; one alone is no question."""
        super().__init__(*args, **named)
        choices: list[tuple[str, str | Promise]] = [(str(unit.pk), unit.name) for unit in tills]
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices, field.initial = choices, choices[0][0]
        if len(choices) == 1:
            field.widget = forms.HiddenInput()


class FindForm(CodeForm):
    """The code of the order, typed or scanned; the cursor is there when the page opens."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Put the cursor into the box."""
        super().__init__(*args, **named)
        self.fields["code"].help_text = _("Quét mã trên giấy báo nộp tiền, hoặc gõ mã khoản thu rồi nhấn Enter.")
        self.fields["code"].widget.attrs |= {"autofocus": True, "data-search": True}


class CashForm(SubmissionKeyMixin, TillForm):
    """What the payer gave; empty means exactly what is due."""

    given_dong = DongField(
        label=_("Khách đưa"),
        help_text=_("Để trống nếu khách đưa vừa đủ."),
        means_something_empty=True,
        widget=_box(inputmode="numeric", autofocus=True, **{"data-change-for": True, "class": "govuk-input--width-10"}),
    )


class CardForm(TillForm):
    """The reference that the card terminal printed."""

    slip = forms.CharField(
        label=_("Số tham chiếu trên phiếu quẹt thẻ"),
        max_length=40,
        widget=_box(),
        error_messages={"required": _("Hãy ghi số tham chiếu in trên phiếu quẹt thẻ.")},
    )


class CloseForm(TillForm):
    """Notes by denomination; a box for each is added, largest first."""

    def __init__(self, *args: Any, took_cards: bool, **named: Any) -> None:
        """Add the boxes; the terminal's total is asked where cards were taken."""
        super().__init__(*args, **named)
        for note in NOTES:
            attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-4", "data-note": note}
            self.fields[f"note_{note}"] = NotesField(label=speaking.dong(note), widget=forms.TextInput(attrs))
        if took_cards:
            self.fields["terminal_dong"] = DongField(
                label=_("Tổng tiền trên phiếu kết toán của máy quẹt thẻ"),
                error_messages={"required": _("Hãy ghi tổng tiền in trên phiếu kết toán của máy quẹt thẻ.")},
            )
        self.fields["reason"] = forms.CharField(
            label=_("Lý do chênh lệch"), help_text=_("Chỉ ghi khi tiền đếm được khác sổ."), required=False, **_REASON
        )

    def counted(self) -> dict[int, int]:
        """How many notes of each kind were counted."""
        return {note: self.cleaned_data[f"note_{note}"] for note in NOTES}


class HandOverForm(TillForm):
    """The number of the document on which the treasurer took the money over."""

    document = forms.CharField(
        label=_("Số chứng từ nộp quỹ"),
        max_length=100,
        widget=_box(),
        error_messages={"required": _("Hãy ghi số chứng từ nộp quỹ.")},
    )


class ReasonForm(TillForm):
    """Why a payment is taken back."""

    reason = forms.CharField(label=_("Lý do"), error_messages={"required": _("Hãy ghi lý do.")}, **_REASON)


class MoveForm(ReasonForm):
    """To which order the payment belongs."""

    code = forms.CharField(
        label=_("Mã của khoản thu đúng"),
        max_length=40,
        widget=_box(),
        error_messages={"required": _("Hãy nhập mã của khoản thu đúng.")},
    )
    field_order = ("code", "reason")
