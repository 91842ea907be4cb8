"""What a clerk says about papers that arrived at their counter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from dossiers.forms.typed import long_text

if TYPE_CHECKING:
    from dossiers.models import Paper


class ArrivedForm(forms.Form):
    """Nothing is asked: they are all there."""

    use_required_attribute = False
    prefix = "arrived"


class MissingForm(forms.Form):
    """Which papers are missing, ticked, and in words what else the sender has to know."""

    use_required_attribute = False
    prefix = "missing"

    def __init__(self, *args: Any, papers: Sequence[Paper], **kwargs: Any) -> None:
        """One box for each paper that the dossier should bring."""
        super().__init__(*args, **kwargs)
        self.names = {str(paper.pk): paper.component.name for paper in papers}
        self.fields["papers"] = forms.MultipleChoiceField(
            label=_("Giấy tờ còn thiếu"),
            choices=list(self.names.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["words"] = long_text(
            _("Ghi thêm"), hint=_("Nơi gửi và người đứng đầu nơi đó đọc nguyên văn câu này."), most=1000
        )

    def clean(self) -> dict[str, Any]:
        """Something must be missing; `missing` says it one a line, as the other side reads it."""
        data = super().clean() or {}
        if not self.errors and not data.get("papers") and not (data.get("words") or "").strip():
            self.add_error("papers", _("Hãy chọn giấy tờ còn thiếu, hoặc ghi còn thiếu gì."))
        chosen = [self.names[pk] for pk in data.get("papers", [])]
        return data | {"missing": "\n".join([*chosen, data.get("words", "")]).strip()}
