"""What people write down of a delegation, and of its end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField, today
from portal.ui.forms import SubmissionKeyMixin
from procedures import delegating
from procedures.choices import LATEST_LAST_DAY, DelegationKind
from procedures.decision_changes import MOST_AT_ONCE, codes_in
from procedures.delegating import Wish
from procedures.draft_forms.section import offer
from procedures.eforms.fields import TypedText
from procedures.models import Field, Procedure
from units.models import Unit, UnitKind

if TYPE_CHECKING:
    from portal.accounts.models import User

#: The committees of all communes, among the receivers.
EVERY_COMMUNE = "communes"
_RECEIVERS = (UnitKind.DEPARTMENT, UnitKind.PROVINCIAL_CENTRE)


class DelegationForm(SubmissionKeyMixin, forms.Form):
    """A delegation as the decision says it."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("Hình thức"),
        choices=DelegationKind.choices,
        initial=DelegationKind.DELEGATED,
        widget=forms.RadioSelect,
    )
    giver = forms.ChoiceField(label=_("Cơ quan giao"))
    receiver = forms.ChoiceField(label=_("Cơ quan nhận"))
    codes = forms.CharField(
        label=_("Mã thủ tục"),
        help_text=_("Dán cả danh sách: mỗi dòng một mã, hoặc nguyên bảng chép từ văn bản."),
        required=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
    )
    field = forms.ChoiceField(
        label=_("Hoặc cả lĩnh vực"),
        help_text=_("Gồm cả thủ tục công bố sau này trong lĩnh vực đó."),
        required=False,
    )
    valid_from = DatePartsField(label=_("Có hiệu lực từ ngày"))
    last_day = DatePartsField(
        label=_("Đến hết ngày"),
        required=False,
        help_text=_("Bắt buộc với ủy quyền (Luật 72/2025/QH15, Điều 14)."),
        latest=LATEST_LAST_DAY,
    )
    decision_number = TypedText(label=_("Số quyết định"), max_length=100)
    decision_date = DatePartsField(label=_("Ngày quyết định"), latest=today)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        """Offer the agencies that the person may write for, and whoever can receive."""
        super().__init__(*args, **kwargs)
        self._givers = {unit.code: unit for unit in delegating.givers(person).select_related("division")}
        self._receivers = {unit.code: unit for unit in receivers()}
        self._fields = {field.code: field for field in Field.objects.all()}
        choose = ("", _("Hãy chọn"))
        offer(self, "giver", [choose, *((code, unit.name) for code, unit in self._givers.items())])
        offer(self, "receiver", [choose, (EVERY_COMMUNE, _("Ủy ban nhân dân mọi xã, phường, đặc khu")), *self._named()])
        offer(self, "field", [("", _("Không chọn")), *((code, field.name) for code, field in self._fields.items())])

    def _named(self) -> list[tuple[str, str]]:
        return [(code, unit.name) for code, unit in self._receivers.items()]

    def clean_codes(self) -> list[str]:
        """The codes in what was pasted."""
        text = self.cleaned_data["codes"]
        found = codes_in(text)
        if text.strip() and not found:
            raise forms.ValidationError(_("Không thấy mã thủ tục nào. Mã có dạng như 1.001193."))
        if len(found) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Mỗi lần chỉ ghi được tối đa %(most)s thủ tục.") % {"most": MOST_AT_ONCE})
        return found

    def clean(self) -> dict[str, Any]:
        """What follows from several answers, each beside the field that lacks it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last, decided = data.get("valid_from"), data.get("last_day"), data.get("decision_date")
        if "codes" in data and not data["codes"] and not data.get("field"):
            self.add_error("codes", _("Hãy ghi mã thủ tục, hoặc chọn một lĩnh vực."))
        if data.get("kind") == DelegationKind.DELEGATED and not last and "last_day" not in self.errors:
            self.add_error("last_day", _("Ủy quyền phải có thời hạn: hãy ghi ngày cuối."))
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last_day", _("Ngày cuối không được trước ngày đầu."))
        if isinstance(first, date) and isinstance(decided, date) and first < decided:
            self.add_error("valid_from", _("Ngày có hiệu lực không được trước ngày quyết định."))
        if data.get("giver") and data.get("giver") == data.get("receiver"):
            self.add_error("receiver", _("Cơ quan nhận phải khác cơ quan giao."))
        if not self.errors:
            self._check_together(data)
        return data

    def _check_together(self, data: dict[str, Any]) -> None:
        """Judge the whole as the law does, and codes that the catalogue does not know."""
        procedures = {procedure.code: procedure for procedure in Procedure.objects.filter(code__in=data["codes"])}
        if unknown := [code for code in data["codes"] if code not in procedures]:
            self.add_error("codes", _("Không có trong danh mục: %(codes)s.") % {"codes": ", ".join(unknown[:20])})
            return
        data["procedures"] = tuple(procedures.values())
        try:
            delegating.check(self.wish())
        except delegating.DelegationRefused as refusal:
            self.add_error(None, refusal.message)

    def wish(self) -> Wish:
        """What a valid form asks for."""
        data = self.cleaned_data
        last = data["last_day"]
        return Wish(
            kind=data["kind"],
            from_unit=self._givers[data["giver"]],
            to_unit=self._receivers.get(data["receiver"]),
            procedures=data["procedures"],
            fields=(self._fields[data["field"]],) if data["field"] else (),
            valid_from=data["valid_from"],
            valid_to=last + timedelta(days=1) if last else None,
            decision_number=data["decision_number"],
            decision_date=data["decision_date"],
        )


class EndForm(forms.Form):
    """From when it no longer holds, and by which decision."""

    use_required_attribute = False
    on = DatePartsField(label=_("Chấm dứt từ ngày"), help_text=_("Từ ngày này cơ quan giao giải quyết trở lại."))
    decision = TypedText(label=_("Quyết định chấm dứt"), help_text=_("Số và ngày, như trên văn bản."), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


def receivers() -> list[Unit]:
    """Who can settle in another's place: departments and the provincial centre, communes and their centres."""
    kinds = (*_RECEIVERS, UnitKind.COMMUNE_COMMITTEE, UnitKind.COMMUNE_CENTRE)
    order = {kind: place for place, kind in enumerate(kinds)}
    found = Unit.objects.current().filter(kind__in=kinds)
    return sorted(found, key=lambda unit: (order[UnitKind(unit.kind)], unit.code))
