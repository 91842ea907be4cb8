"""What can be done with a late entry: it is explained, the explanation is accepted, or sent back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.explaining import ExplainForm, SendBackForm
from dossiers.responsibility import explaining

if TYPE_CHECKING:
    from dossiers.models import LateEntry
    from portal.accounts.models import User
    from portal.ui.parts import Words


@dataclass(frozen=True)
class LateAct:
    """One button: its form, what it does, and what is said when it is done."""

    form: type[forms.Form]
    do: Callable[[LateEntry, User, dict[str, Any]], object]
    done: Words


ACTS: dict[str, LateAct] = {
    "explain": LateAct(
        ExplainForm,
        lambda entry, user, typed: explaining.explain(entry, user, typed["text"]),
        _("Đã gửi giải trình về hồ sơ %(code)s cho người đứng đầu."),
    ),
    "accept": LateAct(
        forms.Form,
        lambda entry, user, typed: explaining.accept(entry, user),
        _("Đã chấp nhận giải trình về hồ sơ %(code)s."),
    ),
    "send_back": LateAct(
        SendBackForm,
        lambda entry, user, typed: explaining.send_back(entry, user, typed["answer"]),
        _("Đã trả lại giải trình về hồ sơ %(code)s."),
    ),
}
