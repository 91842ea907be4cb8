"""A version as plain lines by section: to be read beside the national text, and to be compared with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.cards import say_fee, say_limit
from procedures.choices import Assurance, Channel, Competence, FeeKind, Level, OnlineLevel, Target

if TYPE_CHECKING:
    from procedures.models import Case, Component, Fee, ProcedureVersion, TimeLimit

SECTIONS = {
    "general": gettext_lazy("Thông tin chung"),
    "channels": gettext_lazy("Cách nộp, thời hạn, phí và lệ phí"),
    "documents": gettext_lazy("Thành phần hồ sơ"),
    "steps": gettext_lazy("Trình tự thực hiện"),
    "results": gettext_lazy("Kết quả"),
    "requirements": gettext_lazy("Yêu cầu, điều kiện"),
    "legal_basis": gettext_lazy("Căn cứ pháp lý"),
    "process": gettext_lazy("Quy trình nội bộ"),
}


@dataclass(frozen=True)
class Line:
    """One fact: what it is about ("" when the section says it) and what it says."""

    label: str
    text: str

    def __str__(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


def outline(version: ProcedureVersion) -> dict[str, list[Line]]:
    """The lines of a version whose content is prefetched, by section."""
    cases = list(version.cases.all())
    return {
        "general": _general(version),
        "channels": [line for case in cases for line in _channels(case, is_only=len(cases) == 1)],
        "documents": [line for case in cases for line in _papers(case, is_only=len(cases) == 1)],
        "steps": [Line(str(step.get("title", "")), str(step.get("text", ""))) for step in version.guide],
        "results": [Line("", str(result.get("name", ""))) for result in version.results],
        "requirements": [Line("", text) for text in version.requirements.splitlines() if text.strip()],
        "legal_basis": [Line(str(b.get("code", "")), str(b.get("name", ""))) for b in version.legal_basis],
        "process": _process(version),
    }


def _general(version: ProcedureVersion) -> list[Line]:
    level = Assurance(version.assurance_level)
    told = [
        (_("Tên thủ tục"), version.name),
        (_("Lĩnh vực"), version.field.name),
        (_("Cấp thực hiện"), ", ".join(str(Level(level).label) for level in version.levels)),
        (_("Đối tượng"), ", ".join(str(Target(target).label) for target in version.targets)),
        (_("Nộp trực tuyến"), str(OnlineLevel(version.online_level).label)),
        (_("Tài khoản để nộp trực tuyến"), str(level.label) if level else ""),
        (_("Cơ quan có thẩm quyền"), str(Competence(version.competence).label)),
        (_("Cơ quan thực hiện"), version.executing_agency),
        (_("Quyết định công bố"), f"{version.decision_number} {version.decision_agency}".strip()),
    ]
    return [Line(label, text) for label, text in told if text]


def _channels(case: Case, *, is_only: bool) -> list[Line]:
    name = "" if is_only else f"{case.name} – "
    times = [Line(f"{name}{Channel(t.channel).label}", _limit(t)) for t in case.time_limits.all()]
    return times + [Line(f"{name}{FeeKind(f.kind).label}", _fee(f)) for f in case.fees.all()]


def _limit(limit: TimeLimit) -> str:
    return say_limit(limit.amount, limit.unit, limit.same_day_before_15)


def _fee(fee: Fee) -> str:
    channel = "" if fee.channel == Channel.ANY else str(Channel(fee.channel).label)
    return "; ".join(text for text in (fee.name, say_fee(fee), channel, fee.note) if text)


def _papers(case: Case, *, is_only: bool) -> list[Line]:
    papers = [Line("" if is_only else case.name, _paper(paper)) for paper in case.papers()]
    return papers + [Line(_("Lưu ý"), note.name) for note in case.notes()]


def _paper(paper: Component) -> str:
    counts = _("%(originals)s bản chính, %(copies)s bản sao") % {"originals": paper.originals, "copies": paper.copies}
    told = (paper.name, counts, paper.form_name, "" if paper.required else _("nếu có"))
    return "; ".join(text for text in told if text)


def _process(version: ProcedureVersion) -> list[Line]:
    return [
        Line(step.name, _("%(hours)s giờ làm việc") % {"hours": f"{step.working_hours.normalize():f}"})
        for process in version.processes.all()
        for step in process.steps.all()
    ]
