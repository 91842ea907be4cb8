"""When the owner may be asked for more: once at each stage, completely, and after appraisal within three working days.

NĐ 61/2018 Đ17(1), (2): guidance once and complete; Đ19(4): what appraisal finds missing is asked for within 3 working
days. Sector law may say otherwise: a leader then allows one more request and writes the ground. NĐ 309/2026 Đ4(2a):
what a published database holds is not asked for, but when the database fails or is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import deadlines
from dossiers.models import SupplementOverride
from dossiers.problems import Incomplete
from dossiers.statuses import DatabaseException, PaperSource, Stage, Status
from portal.ui import speaking

if TYPE_CHECKING:
    from datetime import datetime

    from dossiers.models import Dossier, SupplementRequest
    from procedures.models import Component
    from units.models import Unit

APPRAISAL_WORKING_DAYS = 3


def stage_of(dossier: Dossier) -> Stage:
    """The stage at which a request would be sent now."""
    return Stage.INTAKE if dossier.status == Status.SUBMITTED else Stage.APPRAISAL


def appraisal_until(dossier: Dossier) -> datetime:
    """Until when appraisal may ask for papers without a leader: counted from the competent agency's receipt."""
    start = dossier.competent_received_at or dossier.received_at or dossier.submitted_at
    return deadlines.answer_due(dossier.competent_unit, start, APPRAISAL_WORKING_DAYS)


def obstacle(dossier: Dossier, asked_before: Iterable[SupplementRequest]) -> str:
    """Why a request needs a leader's override, in a sentence; empty when none is needed.

    `asked_before` are the dossier's requests so far.
    """
    stage = stage_of(dossier)
    if any(request.stage == stage for request in asked_before):
        words = _(
            "Hồ sơ này đã được yêu cầu bổ sung ở giai đoạn «%(stage)s». Chỉ được yêu cầu một lần, đầy đủ "
            "(Nghị định 61/2018/NĐ-CP, Điều 17); muốn yêu cầu lần nữa phải được lãnh đạo cho phép và ghi rõ căn cứ."
        )
        return words % {"stage": stage.label}
    if stage == Stage.APPRAISAL and timezone.now() > appraisal_until(dossier):
        words = _(
            "Đã quá 3 ngày làm việc kể từ khi cơ quan có thẩm quyền nhận hồ sơ (hạn là %(until)s; Nghị định "
            "61/2018/NĐ-CP, Điều 19, khoản 4); muốn yêu cầu bổ sung phải được lãnh đạo cho phép và ghi rõ căn cứ."
        )
        return words % {"until": speaking.moment(appraisal_until(dossier))}
    return ""


def unit_that_answers(dossier: Dossier) -> Unit:
    """Whose leader answers for the request: where the dossier is received, and the competent agency from there on."""
    return dossier.receiving_unit if dossier.status == Status.SUBMITTED else dossier.competent_unit


def unused_override(dossier: Dossier) -> SupplementOverride | None:
    """The override that waits for its request, if a leader gave one."""
    return SupplementOverride.objects.filter(dossier=dossier, used_by=None).select_related("allowed_by").first()


def held_in_database(dossier: Dossier) -> set[int]:
    """Ids of the components that the owner left to a published database."""
    rows = dossier.papers.filter(replaced_by=None, source=PaperSource.IN_DATABASE)
    return set(rows.values_list("component_id", flat=True))


def require_exception(dossier: Dossier, components: Iterable[Component], exception: str) -> str:
    """The exception to be stored with a request for these papers; empty where it asks for nothing a database holds.

    Raises Incomplete naming the first paper that a database holds when no exception is chosen.
    """
    held = held_in_database(dossier)
    wanted = [component for component in components if component.pk in held]
    if not wanted:
        return ""
    if exception not in DatabaseException.values:
        words = _(
            "«%(name)s» đã có trong cơ sở dữ liệu nên không được yêu cầu người dân nộp (Nghị định 309/2026/NĐ-CP, "
            "Điều 4, khoản 2a), trừ khi cơ sở dữ liệu bị lỗi hoặc dữ liệu sai. Hãy chọn trường hợp ngoại lệ."
        )
        raise Incomplete(words % {"name": wanted[0].name}, "database_exception")
    return exception
