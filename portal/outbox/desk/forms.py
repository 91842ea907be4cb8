"""What an administrator writes of a client or a receiver."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.outbox import outside, webhooks
from portal.outbox.desk.words import in_words
from portal.outbox.models import State
from portal.rest.limits import MOST_CALLS
from portal.ui.fields import DatePartsField, today
from portal.ui.forms import SubmissionKeyMixin
from portal.vietnamese import normalise


class ClientForm(SubmissionKeyMixin, forms.Form):
    """A system that will call the REST interface."""

    name = forms.CharField(label=_("Tên hệ thống"), max_length=100)
    scopes = forms.MultipleChoiceField(label=_("Được làm gì"), widget=forms.CheckboxSelectMultiple())
    calls_per_minute = forms.IntegerField(
        label=_("Số lần gọi tối đa trong một phút"), min_value=1, max_value=MOST_CALLS, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the scopes of this site."""
        super().__init__(*args, **kwargs)
        scopes = settings.OAUTH2_PROVIDER["SCOPES"]
        self.fields["scopes"].choices = in_words(scopes)  # type: ignore[attr-defined]
        usual = {"limit": settings.API_CALLS_PER_MINUTE}
        self.fields["calls_per_minute"].help_text = _("Để trống: %(limit)s lần như mọi hệ thống.") % usual

    def clean_name(self) -> str:
        """Keep the name as it is stored."""
        return normalise(self.cleaned_data["name"])


class WebhookForm(SubmissionKeyMixin, forms.Form):
    """A system that wants to be told."""

    url = forms.URLField(
        label=_("Địa chỉ nhận"), help_text=_("Bắt đầu bằng https://"), max_length=500, assume_scheme="https"
    )
    events = forms.MultipleChoiceField(label=_("Sự kiện"), widget=forms.CheckboxSelectMultiple())
    unit = forms.CharField(
        label=_("Mã đơn vị"),
        help_text=_("Để trống: nhận về mọi đơn vị. Ví dụ: H29.101 (gồm các đơn vị trực thuộc)."),
        max_length=40,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the events of this site."""
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = in_words(webhooks.offered())  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """Refuse what is never sent to."""
        url: str = self.cleaned_data["url"]
        try:
            outside.require_allowed(url)
        except outside.Forbidden as error:
            raise ValidationError(
                _("Địa chỉ này không gửi tới được: cần https và máy chủ ngoài mạng nội bộ.")
            ) from error
        return url


class ReplayForm(forms.Form):
    """Which messages of a receiver are sent once more."""

    since = DatePartsField(label=_("Từ ngày"), latest=today)
    until = DatePartsField(label=_("Đến hết ngày"), latest=today, required=False)
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[("", _("Đã gửi và không gửi được")), (State.SENT, _("Đã gửi")), (State.DEAD, _("Không gửi được"))],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("since") and typed.get("until") and typed["until"] < typed["since"]:
            self.add_error("until", _("Ngày cuối không được trước ngày đầu."))
        return typed

    def asked(self) -> dict[str, Any]:
        """The moments and the state, as `subscribing.tell_many_again` takes them: days in Ho Chi Minh City."""
        until: date | None = self.cleaned_data["until"]
        return {
            "since": _midnight(self.cleaned_data["since"]),
            "until": _midnight(until + timedelta(days=1)) if until else None,
            "state": self.cleaned_data["state"] or None,
        }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
