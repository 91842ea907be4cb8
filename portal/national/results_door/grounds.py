"""On which ground a result of somebody is given to an agency that asks; without one it is as if there were none.

The question names no ground, so what the agency says of it could not be checked. Two can be: the owner agreed here,
for this agency and this kind of result; or the law says so, and the procedure in the question does ask for a paper
that this kind of result serves as (NĐ 309/2026 Đ4(2a): what a database holds is not asked of people).
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.national.models.results_door import AskingAgency, standing_consents
from portal.national.models.results_store import ServingResult
from procedures.models import Component, ProcedureVersion


class GivingGround(models.TextChoices):
    """Why something was given."""

    CONSENT = "consent", _("Chủ kết quả đồng ý")
    LAW = "law", _("Thủ tục cần giấy tờ này; không yêu cầu lại giấy tờ đã có (Nghị định 309/2026/NĐ-CP, Điều 4)")


def grounds_for(
    agency: AskingAgency, owner_index: str, procedure_code: str, codes: Collection[str]
) -> dict[str, GivingGround]:
    """By code of the kinds asked for, the ground on which results may be given now; three questions at most."""
    agreed = standing_consents().filter(agency=agency, owner_index=owner_index, result_code__in=codes)
    found = dict.fromkeys(agreed.values_list("result_code", flat=True), GivingGround.CONSENT)
    rest = [code for code in codes if code not in found]
    if rest and agency.legal_basis:
        found |= dict.fromkeys(_needed(procedure_code, rest), GivingGround.LAW)
    return found


def _needed(procedure_code: str, codes: Collection[str]) -> list[str]:
    """Those of the kinds that serve as a paper which the procedure, as it is in force today, asks for."""
    serving = ServingResult.objects.filter(result_code__in=codes).values_list("component_code", "result_code")
    pairs = list(serving)
    if not pairs:
        return []
    versions = ProcedureVersion.objects.valid_on().filter(procedure__code=procedure_code)
    asked = Component.objects.filter(case__version__in=versions, code__in={component for component, _code in pairs})
    wanted = set(asked.values_list("code", flat=True))
    return [code for component, code in pairs if component in wanted]
