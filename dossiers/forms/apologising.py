"""What the officer and the leader write about an apology, each beside what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dossiers import deadlines
from dossiers.due_course import SumDay, days_of
from dossiers.forms.typed import long_text
from dossiers.models import Apology
from portal.ui.fields import DatePartsField

if TYPE_CHECKING:
    from datetime import datetime

    from dossiers.models import Dossier


class _AboutApology(forms.Form):
    """A form that shows the draft, where there is one, and until when an apology is in time."""

    use_required_attribute = False
    prefix = "apology"

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        """Keep the dossier: the page shows what the form is about."""
        self.dossier = dossier
        super().__init__(*args, **kwargs)

    @cached_property
    def apology(self) -> Apology | None:
        """The draft so far."""
        return Apology.objects.filter(dossier=self.dossier).select_related("drafted_by").first()

    @cached_property
    def until(self) -> datetime:
        """Until when an apology is in time."""
        return deadlines.apology_until(self.dossier)

    @property
    def is_late(self) -> bool:
        """Whether an apology made now is late."""
        return timezone.now() > self.until

    @property
    def days(self) -> list[SumDay]:
        """The days between the old and the new due time."""
        return days_of(self.apology.due_sum) if self.apology else []


class ApologyForm(_AboutApology):
    """Why it takes longer, and the new day (form 04 of TT 03/2025/TT-VPCP)."""

    reason = long_text(
        _("Vì sao không trả kết quả đúng hẹn"),
        _("Hãy ghi lý do không trả kết quả đúng hẹn."),
        hint=_("Người dân đọc nguyên văn câu này trong văn bản xin lỗi."),
    )
    day = DatePartsField(
        label=_("Hẹn trả kết quả vào ngày"),
        help_text=_("Một ngày làm việc; kết quả đến hạn khi hết giờ làm việc của ngày đó."),
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        """Begin with what was drafted before."""
        super().__init__(*args, dossier=dossier, **kwargs)
        if self.apology is not None:
            self.initial = {"reason": self.apology.reason, "day": timezone.localdate(self.apology.new_due_at)}


class ApproveApologyForm(_AboutApology):
    """Nothing to fill in: the leader reads the draft and answers for it."""


class ReturnApologyForm(_AboutApology):
    """Why the leader sends the draft back."""

    reason = long_text(_("Cần sửa gì"), _("Hãy ghi lý do trả lại để người soạn biết cần sửa gì."))
