"""Where a dossier that came to a wrong agency is sent, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers import agencies, rerouting
from dossiers.forms.typed import long_text
from units.models import Unit

if TYPE_CHECKING:
    from django.http import QueryDict

    from dossiers.models import Dossier


class RerouteForm(forms.Form):
    """The agency from two groups (by the procedure's rule, and any other), the reason, and where needed more."""

    use_required_attribute = False
    prefix = "reroute"
    agency = forms.ChoiceField(label=_("Cơ quan đúng"), error_messages={"required": _("Hãy chọn cơ quan đúng.")})
    reason = long_text(
        _("Lý do chuyển"),
        _("Hãy ghi lý do chuyển hồ sơ sang cơ quan khác."),
        hint=_("Cơ quan nhận hồ sơ đọc câu này. Thời hạn giải quyết vẫn tính tiếp."),
    )
    ground = long_text(
        _("Căn cứ, nếu thủ tục không giao cho cơ quan đó"),
        hint=_("Ghi tên văn bản và điều, khoản."),
        most=500,
        rows=2,
    )
    confirmed = forms.BooleanField(
        label=_("Tôi biết hồ sơ đang chuyển lòng vòng và vẫn chuyển"),
        required=False,
    )

    def __init__(self, dossier: Dossier, data: QueryDict | None) -> None:
        super().__init__(data)
        self._units = {unit.code: unit for unit in agencies.in_force().exclude(pk=dossier.competent_unit_id)}
        chooser = cast(forms.ChoiceField, self.fields["agency"])
        chooser.choices = self._groups(dossier)
        self._hops = rerouting.hops_of(dossier)
        if not self._is_circling(str(self["agency"].value() or "")):
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        """Asks to confirm the warning where the dossier would be passed in a circle."""
        cleaned: dict[str, Any] = super().clean() or {}
        agency = self._units.get(cleaned.get("agency", ""))
        if "confirmed" in self.fields and not cleaned.get("confirmed") and agency is not None:
            self.add_error("confirmed", rerouting.circling_warning(self._hops, agency))
        return cleaned

    def _is_circling(self, code: str) -> bool:
        agency = self._units.get(code)
        return len(self._hops) >= rerouting.MOST_QUIET_HOPS or (
            agency is not None and rerouting.is_circling(self._hops, agency)
        )

    def _groups(self, dossier: Dossier) -> list[tuple[Any, Any]]:
        allowed = Unit.objects.filter(agencies.allowed_by(dossier.procedure_version))
        fitting = set(allowed.values_list("code", flat=True))
        named = [(code, unit.name) for code, unit in self._units.items()]
        by_rule = [pair for pair in named if pair[0] in fitting]
        others = [pair for pair in named if pair[0] not in fitting]
        groups = [(_("Theo quy định của thủ tục"), by_rule), (_("Cơ quan khác (phải ghi căn cứ)"), others)]
        return [("", _("Hãy chọn")), *((label, pairs) for label, pairs in groups if pairs)]
