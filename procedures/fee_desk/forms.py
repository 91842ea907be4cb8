"""What people write when they keep the rules on fees, and what they ask of the preview."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField
from portal.ui.forms import SubmissionKeyMixin
from portal.vietnamese import without_accents
from procedures.choices import LATEST_LAST_DAY, WAYS, Channel, FeeEffect, FeeKind
from procedures.decision_changes import codes_in
from procedures.eforms.fields import TypedText, WholeNumber
from procedures.models import Fee, FeeRule, Procedure

_CHANNELS = [(way.value, way.label) for way in WAYS]
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_YES_NO_OR_NUMBER = re.compile(r"true|false|-?(0|[1-9][0-9]{0,17})")


def _words(label: Any, *, rows: int = 2, required: bool = True, hint: Any = "", missing: Any = "") -> TypedText:
    words = {"required": missing} if missing else None
    widget = forms.Textarea({"rows": rows})
    return TypedText(
        label=label, help_text=hint, required=required, widget=widget, max_length=4000, error_messages=words
    )


class RuleForm(SubmissionKeyMixin, forms.Form):
    """A rule as a publisher writes it; `content` is what the model stores."""

    use_required_attribute = False
    text = _words(
        _("Giải thích cho người dân"),
        hint=_("Một câu đọc là hiểu: ai được miễn, giảm khoản nào, nộp bằng cách nào, đến khi nào."),
        missing=_("Hãy ghi lời giải thích cho người dân."),
    )
    legal_basis = _words(
        _("Căn cứ"), hint=_("Số, ngày, cơ quan ban hành, điều khoản."), missing=_("Hãy ghi căn cứ pháp lý.")
    )
    effect = forms.ChoiceField(label=_("Mức hưởng"), choices=FeeEffect.choices, widget=forms.RadioSelect)
    percent_off = WholeNumber(label=_("Giảm bao nhiêu phần trăm"), required=False, min_value=1, max_value=99)
    amount_dong = WholeNumber(
        label=_("Mức thu mới (đồng)"), required=False, min_value=0, max_value=10**12, help_text=_("Khi thu mức khác.")
    )
    fee_codes = _words(
        _("Mã phí, lệ phí"),
        required=False,
        hint=_("Mỗi dòng một mã, như LP-HT. Bỏ trống nếu áp dụng cho mọi khoản thu của các thủ tục ở dưới."),
    )
    procedure_codes = _words(
        _("Mã thủ tục"), required=False, hint=_("Mỗi dòng một mã. Bỏ trống nếu áp dụng cho mọi thủ tục.")
    )
    kinds = forms.MultipleChoiceField(
        label=_("Loại khoản thu"), required=False, choices=FeeKind.choices, widget=forms.CheckboxSelectMultiple
    )
    case_keys = _words(_("Trường hợp"), required=False, rows=1, hint=_("Mã trường hợp, nếu chỉ áp dụng cho một số."))
    channel = forms.ChoiceField(label=_("Cách nộp"), choices=Channel.choices, initial=Channel.ANY)
    answers = _words(
        _("Điều kiện theo câu trả lời trong tờ khai"),
        required=False,
        hint=_("Mỗi dòng một điều kiện: tên câu hỏi = câu trả lời. Nhiều câu trả lời cách nhau bằng dấu phẩy."),
    )
    group_name = _words(
        _("Nhóm người được hưởng"), required=False, rows=1, hint=_("Ví dụ: Hộ nghèo. Bỏ trống nếu ai cũng được.")
    )
    proof = _words(_("Cách chứng minh"), required=False, hint=_("Bắt buộc khi có nhóm: giấy tờ gì, xem ở đâu."))
    valid_from = DatePartsField(label=_("Áp dụng từ ngày"), help_text=_("Sớm nhất là ngày mai."))
    last_day = DatePartsField(
        label=_("Áp dụng đến hết ngày"), required=False, help_text=_("Bỏ trống nếu chưa định."), latest=LATEST_LAST_DAY
    )

    @classmethod
    def of(cls, rule: FeeRule) -> dict[str, Any]:
        """The initial values of a stored rule."""
        return {
            **{name: getattr(rule, name) for name in _AS_STORED},
            **{name: "\n".join(getattr(rule, name)) for name in _LISTED},
            "kinds": rule.kinds,
            "answers": "\n".join(f"{name} = {_said(wanted)}" for name, wanted in sorted(rule.answers.items())),
            "last_day": rule.valid_to - timedelta(days=1) if rule.valid_to else None,
        }

    def clean_fee_codes(self) -> list[str]:
        """Codes that some announced fee has: a slip would lower nothing, and nobody would notice."""
        asked = list(dict.fromkeys(self.cleaned_data["fee_codes"].upper().replace(",", " ").split()))
        known = set(Fee.objects.filter(code__in=asked).values_list("code", flat=True))
        return self._all_known(asked, known, _("Không có khoản thu nào mang mã: %(codes)s."))

    def clean_procedure_codes(self) -> list[str]:
        """Codes of procedures in the catalogue."""
        typed = self.cleaned_data["procedure_codes"]
        asked = codes_in(typed)
        if typed and not asked:
            raise forms.ValidationError(_("Không thấy mã thủ tục nào. Mã có dạng như 1.001193."))
        known = set(Procedure.objects.filter(code__in=asked).values_list("code", flat=True))
        return self._all_known(asked, known, _("Không có thủ tục nào mang mã: %(codes)s."))

    def _all_known(self, asked: list[str], known: set[str], message: Any) -> list[str]:
        unknown = [code for code in asked if code not in known]
        if unknown:
            raise forms.ValidationError(message, params={"codes": ", ".join(unknown)})
        return asked

    def clean_case_keys(self) -> list[str]:
        """Keys of cases as the catalogue writes them."""
        asked = list(dict.fromkeys(self.cleaned_data["case_keys"].replace(",", " ").split()))
        if not all(_KEY.fullmatch(key) for key in asked):
            raise forms.ValidationError(_("Mã trường hợp chỉ gồm chữ không dấu, số và gạch nối."))
        return asked

    def clean_answers(self) -> dict[str, list[Any]]:
        """``{"is_on_time": ["yes"]}`` from lines "is_on_time = yes"."""
        found: dict[str, list[Any]] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["answers"].splitlines())):
            name, sign, said = line.partition("=")
            wanted = [_value(part.strip()) for part in said.split(",") if part.strip()]
            if not (sign and wanted and _KEY.fullmatch(name.strip())):
                raise forms.ValidationError(_("Hãy viết mỗi dòng như: is_on_time = yes"))
            found[name.strip()] = wanted
        return found

    def clean(self) -> dict[str, Any]:
        """The amount that the effect asks for, what is lowered, a proof for a group, days in order."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = {FeeEffect.PERCENT: "percent_off", FeeEffect.FIXED: "amount_dong"}.get(data.get("effect", ""))
        if wanted and data.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, _("Hãy ghi mức này cho mức hưởng đã chọn."))
        if not {"fee_codes", "procedure_codes"} & set(self.errors) and not (
            data.get("fee_codes") or data.get("procedure_codes")
        ):
            self.add_error("fee_codes", _("Hãy ghi ít nhất một mã phí, lệ phí hoặc một mã thủ tục."))
        if data.get("group_name") and not data.get("proof"):
            self.add_error("proof", _("Hãy ghi cách chứng minh thuộc nhóm này."))
        if data.get("last_day") and data.get("valid_from") and data["last_day"] < data["valid_from"]:
            self.add_error("last_day", _("Ngày cuối không được trước ngày đầu."))
        return data

    @property
    def content(self) -> dict[str, Any]:
        """What a valid form stores; boxes that the effect or the group does not ask for are left out."""
        data = self.cleaned_data
        group = data["group_name"]
        return {
            **{name: data[name] for name in ("text", "legal_basis", "effect", "channel", "valid_from", "answers")},
            **{name: data[name] for name in (*_LISTED, "kinds")},
            "percent_off": data["percent_off"] if data["effect"] == FeeEffect.PERCENT else None,
            "amount_dong": data["amount_dong"] if data["effect"] == FeeEffect.FIXED else None,
            "group": _group_key(group),
            "group_name": group,
            "proof": data["proof"] if group else "",
            "valid_to": data["last_day"] + timedelta(days=1) if data["last_day"] else None,
        }


_LISTED = ("fee_codes", "procedure_codes", "case_keys")
_AS_STORED = (
    "text", "legal_basis", "effect", "percent_off", "amount_dong", "channel", "group_name", "proof", "valid_from",
)  # fmt: skip


class EndForm(forms.Form):
    """When a rule should end, and why."""

    use_required_attribute = False
    last_day = DatePartsField(
        label=_("Áp dụng đến hết ngày"), help_text=_("Sớm nhất là hôm nay."), latest=LATEST_LAST_DAY
    )
    reason = _words(
        _("Lý do, căn cứ"), missing=_("Hãy ghi lý do."), hint=_("Ví dụ: văn bản bãi bỏ, thay thế quy định này.")
    )


class PreviewForm(forms.Form):
    """For whom, when and how the preview reckons."""

    use_required_attribute = False
    on = DatePartsField(label=_("Nộp ngày"))
    procedure = forms.CharField(label=_("Mã thủ tục"), max_length=64, strip=True)
    case = forms.CharField(label=_("Mã trường hợp"), max_length=64, required=False, strip=True)
    channel = forms.ChoiceField(label=_("Cách nộp"), choices=_CHANNELS)
    proved = forms.BooleanField(label=_("Người nộp chứng minh được là thuộc nhóm được hưởng"), required=False)


def _group_key(name: str) -> str:
    """The group of this name: that of a rule which names it already, else one made of its letters."""
    if not name:
        return ""
    known = FeeRule.objects.filter(group_name=name).values_list("group", flat=True).first()
    return known or slugify(without_accents(name))[:64].strip("-") or "nhom"


def _value(text: str) -> Any:
    """Yes or no and numbers as the e-form stores them, else the text."""
    return json.loads(text) if _YES_NO_OR_NUMBER.fullmatch(text) else text


def _said(wanted: list[Any]) -> str:
    return ", ".join(value if isinstance(value, str) else json.dumps(value) for value in wanted)
