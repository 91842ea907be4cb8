"""What people answer on the pages of the store of results."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.national.models import FindState, StoreLook
from portal.national.results_store.grounds import OF_STAFF, Ground
from portal.ui.fields import TypedText


def _number() -> TypedText:
    return TypedText(
        label=_("Số, ký hiệu của giấy tờ"),
        help_text=_("Ví dụ 15/2019. Để trống nếu bạn không nhớ."),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Số, ký hiệu dài tối đa 100 ký tự.")},
    )


class ConsentForm(forms.Form):
    """A person lets their own results be looked for."""

    use_required_attribute = False
    number = _number()
    agree = forms.BooleanField(
        error_messages={"required": _("Hãy đánh dấu nếu bạn đồng ý. Không đồng ý thì bạn tự nộp giấy tờ.")}
    )

    def __init__(self, *args: Any, words: str, **kwargs: Any) -> None:
        """Ask in these words: what they say is kept with the answer."""
        super().__init__(*args, **kwargs)
        self.fields["agree"].label = words


class GroundForm(forms.Form):
    """Staff say on which ground they look for results of an owner."""

    use_required_attribute = False
    ground = forms.ChoiceField(
        label=_("Căn cứ để tìm"),
        choices=[(ground.value, ground.label) for ground in OF_STAFF],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn căn cứ để tìm trong kho kết quả.")},
    )
    number = _number()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what attesting a consent means."""
        super().__init__(*args, **kwargs)
        hint = _("Chỉ chọn khi chủ giấy tờ đang ở trước mặt bạn và đã nghe giải thích.")
        self.fields["ground"].widget.choice_hints = {Ground.AT_COUNTER: hint}


class ChoiceForm(forms.Form):
    """Which of the results found is meant."""

    use_required_attribute = False
    find = forms.TypedChoiceField(
        label=_("Giấy tờ tìm thấy"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn một giấy tờ trong danh sách."),
            "invalid_choice": _("Hãy chọn một giấy tờ trong danh sách."),
        },
    )

    def __init__(self, *args: Any, look: StoreLook, **kwargs: Any) -> None:
        """Offer what the look found and did not fail."""
        super().__init__(*args, **kwargs)
        finds = [find for find in look.finds.all() if find.state != FindState.FAILED]
        field = cast(forms.ChoiceField, self.fields["find"])
        field.choices = [(find.pk, _vietnamese(find.title)) for find in finds]
        field.widget.choice_hints = {str(find.pk): _hint(find.number, find.agency) for find in finds}


def _hint(number: str, agency: str) -> SafeString:
    return _vietnamese(" · ".join(part for part in (number, agency) if part))


def _vietnamese(text: str) -> SafeString:
    """What an agency wrote, marked as Vietnamese on pages in whatever language."""
    return format_html('<span lang="vi">{}</span>', text)
