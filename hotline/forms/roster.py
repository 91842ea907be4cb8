"""What the lead of a team writes: the team, its pattern, shifts, stand-ins; and what operators ask of each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from hotline.forms.handling import UnitField
from hotline.models import Coverage, Days, Team
from hotline.roster.pattern import Line
from hotline.roster.setting_up import Setting
from portal.accounts.models import User
from portal.ui.fields import DatePartsField, TypedText, normalise_phone, show_phone, today

MOST_NUMBERS = 20
_SHORT = range(3, 6)


def _number(text: str) -> str:
    """E.164, or a short number such as 1022 as it is. ValidationError in words."""
    digits = "".join(text.split())
    if digits.isascii() and digits.isdecimal() and len(digits) in _SHORT:
        return digits
    try:
        return normalise_phone(text)
    except ValueError as error:
        told = _("«%(number)s» không phải số điện thoại. Hãy viết như 0901 234 567 hoặc 1022.")
        raise forms.ValidationError(told, params={"number": text.strip()[:40]}) from error


class NumbersField(TypedText):
    """Numbers with commas between them; cleaned to a list."""

    def clean(self, value: Any) -> Any:
        """Each number once."""
        text = super().clean(value) or ""
        return list(dict.fromkeys(_number(part) for part in text.split(",") if part.strip()))[:MOST_NUMBERS]

    def prepare_value(self, value: Any) -> Any:
        """A list as people write it."""
        return ", ".join(show_phone(one) for one in value) if isinstance(value, list) else value


class PersonField(forms.ChoiceField):
    """One of the people who can be on duty; cleaned to the person."""

    def __init__(self, **options: Any) -> None:
        """Nobody yet: the form knows the team."""
        super().__init__(**options)
        self.people: dict[str, User] = {}

    def offer(self, people: Iterable[User]) -> None:
        """Offer these, under ids that lead nowhere else."""
        self.people = {str(person.public_id): person for person in people}
        named = [(key, person.full_name) for key, person in self.people.items()]
        self.choices = [("", _("Hãy chọn")), *named]

    def clean(self, value: Any) -> Any:
        """The person."""
        return self.people.get(str(super().clean(value)))


class PeopleField(forms.MultipleChoiceField):
    """Some of the people who can be on duty; cleaned to a list of them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        """Nobody yet: the form knows the team."""
        super().__init__(**options)
        self.people: dict[str, User] = {}

    def offer(self, people: Iterable[User]) -> None:
        """Offer these."""
        self.people = {str(person.public_id): person for person in people}
        self.choices = [(key, person.full_name) for key, person in self.people.items()]

    def clean(self, value: Any) -> Any:
        """The people, in the order of the list."""
        chosen = set(super().clean(value))
        return [person for key, person in self.people.items() if key in chosen]


class RosterForm(forms.Form):
    """A form that offers the people of a team."""

    use_required_attribute = False

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        """Offer them wherever the form asks for somebody."""
        super().__init__(*args, **kwargs)
        known = list(people)
        for field in self.fields.values():
            if isinstance(field, PersonField | PeopleField):
                field.offer(known)


class ForUnitForm(forms.Form):
    """For which unit a team is made."""

    use_required_attribute = False
    don_vi = UnitField(
        label=_("Đơn vị của tổ trực"), help_text=_("Mã đơn vị như H29.101, hoặc tên như: phường Sài Gòn.")
    )


def _clock(label: Any, missing: Any, hint: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=hint,
        widget=forms.TimeInput({"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"required": missing, "invalid": _("Hãy ghi giờ như 07:30.")},
    )


class TeamForm(RosterForm):
    """A team, and whom to ring when nobody on duty answers."""

    name = TypedText(label=_("Tên tổ trực"), max_length=120, error_messages={"required": _("Hãy ghi tên tổ trực.")})
    numbers = NumbersField(
        label=_("Các số tổ nghe"),
        help_text=_("Nhiều số thì viết dấu phẩy ở giữa, ví dụ: 1022, 028 3829 1022."),
        required=False,
        max_length=300,
    )
    lead = PersonField(label=_("Người phụ trách"), error_messages={"required": _("Hãy chọn người phụ trách.")})
    coverage = forms.ChoiceField(
        label=_("Khi nào phải có người trực"), choices=Coverage.choices, widget=forms.RadioSelect
    )
    call_minutes = forms.IntegerField(
        label=_("Cuộc gọi đổ chuông quá mấy phút thì báo người tiếp theo"), min_value=1, max_value=60, initial=1
    )
    urgent_minutes = forms.IntegerField(
        label=_("Phản ánh khẩn cấp chưa ai nhận quá mấy phút thì báo người tiếp theo"),
        min_value=1,
        max_value=1440,
        initial=15,
    )
    tree = long_text(
        _("Danh sách gọi tiếp khi không ai nghe"),
        hint=_("Mỗi dòng một người theo thứ tự gọi, ví dụ: Trưởng ca Nguyễn Văn An: 0901 234 567."),
        rows=4,
    )

    def clean_tree(self) -> list[tuple[str, str]]:
        """Names with numbers."""
        lines = [line for line in str(self.cleaned_data["tree"]).splitlines() if line.strip()]
        found = []
        for line in lines[:MOST_NUMBERS]:
            name, colon, number = line.rpartition(":")
            if not colon or not name.strip():
                raise forms.ValidationError(_("Mỗi dòng ghi tên, dấu hai chấm, rồi số điện thoại."))
            found.append((name.strip()[:120], _number(number)))
        return found

    def setting(self) -> Setting:
        """What was typed."""
        return Setting(**self.cleaned_data)

    @staticmethod
    def typed_of(team: Team) -> dict[str, Any]:
        """What the form begins with for a team that exists."""
        names = ("name", "numbers", "coverage", "call_minutes", "urgent_minutes")
        tree = "\n".join(f"{step.name}: {show_phone(step.phone)}" for step in team.phone_steps.all())
        return {name: getattr(team, name) for name in names} | {"lead": str(team.lead.public_id), "tree": tree}


class LineForm(RosterForm):
    """One shift of every week."""

    weekday = forms.TypedChoiceField(
        label=_("Ngày trong tuần"),
        choices=[("", _("Mỗi ngày")), *((str(day), name) for day, name in WEEKDAYS.items())],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts = _clock(_("Từ"), _("Hãy ghi giờ bắt đầu."))
    ends = _clock(_("Đến"), _("Hãy ghi giờ kết thúc."), _("Sớm hơn giờ bắt đầu là sang ngày hôm sau."))
    days = forms.ChoiceField(
        label=_("Vào những ngày nào"),
        choices=Days.choices,
        widget=forms.RadioSelect,
        initial=Days.EVERY,
        help_text=_("Ngày lễ và ngày làm bù theo lịch làm việc của đơn vị."),
    )
    people = PeopleField(label=_("Người trực"), required=False)

    def line(self) -> Line:
        """The line without its people."""
        typed = self.cleaned_data
        return Line(typed["weekday"], typed["starts"], typed["ends"], typed["days"])


class ShiftForm(RosterForm):
    """One shift more."""

    day = DatePartsField(label=_("Ngày"), earliest=today, latest=lambda: today() + dt.timedelta(days=366))
    starts = _clock(_("Từ"), _("Hãy ghi giờ bắt đầu."))
    ends = _clock(_("Đến"), _("Hãy ghi giờ kết thúc."), _("Sớm hơn giờ bắt đầu là sang ngày hôm sau."))
    people = PeopleField(label=_("Người trực"), required=False)


class PutOnForm(RosterForm):
    """Who is on a shift beside those who are."""

    person = PersonField(label=_("Người trực"), error_messages={"required": _("Hãy chọn người trực.")})


class StandInForm(RosterForm):
    """Who does a duty instead, and why."""

    person = PersonField(label=_("Người trực thay"), error_messages={"required": _("Hãy chọn người trực thay.")})
    reason = long_text(_("Lý do"), _("Hãy ghi lý do."), rows=2, most=200)


class SwapForm(RosterForm):
    """Whom to ask, and for which of their duties."""

    other = PersonField(label=_("Nhờ ai trực"), error_messages={"required": _("Hãy chọn một đồng nghiệp.")})
    in_return = forms.ChoiceField(
        label=_("Đổi lấy ca nào"), required=False, help_text=_("Để trống nếu chỉ nhờ trực giúp.")
    )
