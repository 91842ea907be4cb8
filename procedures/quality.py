"""What can be judged of a version without a person: is all there that the law wants published, and does it add up.

The list follows NĐ 63/2010 Đ8 (parts of a procedure) and the remarks of the Office in domain.md 3.3; a blocking
finding stops the submission, others are told to who checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from procedures import case_questions, process_rules, question_faults
from procedures.choices import Competence, Level, OnlineLevel
from procedures.models import Case, ProcedureVersion
from procedures.process_plan import plan_of
from procedures.showing_doubts import say_doubts
from units.departments import DEPARTMENT_SLUGS, DIVISION_SLUGS

#: Shorter than this says nothing that a citizen can act on.
FEWEST_WORDS = 3


@dataclass(frozen=True)
class Finding:
    """One remark; ``section`` is the part of the editor that mends it."""

    code: str
    section: str
    text: str
    is_blocking: bool = True


def check(version: ProcedureVersion) -> list[Finding]:
    """All findings of a version whose content is prefetched, in the order of the editor's sections."""
    return [finding for rule in _RULES for finding in rule(version)]


def _general(version: ProcedureVersion) -> Iterator[Finding]:
    if len(version.name.split()) < FEWEST_WORDS:
        yield Finding("name_short", "general", _("Tên thủ tục quá ngắn, người dân không hiểu được."))
    if not version.executing_agency:
        yield Finding("agency_missing", "general", _("Chưa ghi cơ quan thực hiện."))
    if not version.targets:
        yield Finding("targets_missing", "general", _("Chưa chọn đối tượng thực hiện."))
    if version.online_level != OnlineLevel.FULL and len(version.online_reason.split()) < FEWEST_WORDS:
        # NĐ 224/2026 Đ14: fully online by default, partly only with a published reason.
        yield Finding("online_reason", "general", _("Chưa nêu rõ lý do chưa cung cấp trực tuyến toàn trình."))
    if not version.keywords:
        text = _("Chưa có từ khóa theo cách nói của người dân, thủ tục sẽ khó tìm.")
        yield Finding("keywords_missing", "general", text, is_blocking=False)
    for text in say_doubts(version.doubts):
        yield Finding("doubt", "doubts", text, is_blocking=False)


def _competence(version: ProcedureVersion) -> Iterator[Finding]:
    if version.competence == Competence.DEPARTMENT and version.competent_department not in DEPARTMENT_SLUGS:
        yield Finding("department_unknown", "general", _("Chưa chọn sở, ban, ngành có thẩm quyền giải quyết."))
    is_of_communes = version.competence != Competence.DEPARTMENT and Level.COMMUNE in version.levels
    if is_of_communes and version.division not in DIVISION_SLUGS:
        text = _("Chưa chọn phòng của Ủy ban nhân dân cấp xã thụ lý hồ sơ.")
        yield Finding("division_unknown", "general", text)


def _cases(version: ProcedureVersion) -> Iterator[Finding]:
    cases = list(version.cases.all())
    if not cases:
        yield Finding("cases_missing", "cases", _("Chưa có trường hợp nào."))
    if len(cases) > 1:
        for case in cases:
            if not case.when:
                yield Finding("case_answer", "cases", _in(case, _("chưa có câu trả lời để người dân chọn.")))
    answers = [case.when for case in cases if case.when]
    if len(set(answers)) < len(answers):
        yield Finding("case_answer_twice", "cases", _("Hai trường hợp có cùng một câu trả lời để chọn."))


def _questions(version: ProcedureVersion) -> Iterator[Finding]:
    """The questions lead everybody to a case, and to every case."""
    names = {case.key: case.name for case in version.cases.all()}
    for fault in case_questions.judge(case_questions.read(version.questions), list(names)):
        yield Finding(f"questions_{fault.kind}", "questions", question_faults.say(fault, version.questions, names))


def _papers(version: ProcedureVersion) -> Iterator[Finding]:
    for case in version.cases.all():
        papers = case.papers()
        if not papers:
            yield Finding("papers_missing", "papers", _in(case, _("chưa có giấy tờ nào.")))
        for paper in papers:
            if paper.originals + paper.copies == 0:
                text = _("giấy tờ “%(name)s” chưa có số bản chính hoặc bản sao.") % {"name": paper.name}
                yield Finding("paper_count", "papers", _in(case, text), is_blocking=False)


def _fees(version: ProcedureVersion) -> Iterator[Finding]:
    for case in version.cases.all():
        for fee in case.fees.all():
            told = {"name": fee.name}
            if fee.amount_dong and not fee.legal_basis:
                yield Finding("fee_basis", "fees", _in(case, _("“%(name)s” chưa ghi căn cứ thu.") % told))
            if fee.amount_dong is None and not fee.note:
                yield Finding("fee_amount", "fees", _in(case, _("“%(name)s” chưa có mức thu.") % told))


def _limits(version: ProcedureVersion) -> Iterator[Finding]:
    for case in version.cases.all():
        if not case.time_limits.all():
            yield Finding("limit_missing", "limits", _in(case, _("chưa có thời hạn giải quyết.")))


def _results(version: ProcedureVersion) -> Iterator[Finding]:
    if not version.results:
        yield Finding("results_missing", "results", _("Chưa có kết quả thực hiện."))
    if not version.legal_basis:
        yield Finding("basis_missing", "legal", _("Chưa có căn cứ pháp lý."))
    if not version.guide:
        text = _("Chưa có trình tự thực hiện bằng lời cho người dân.")
        yield Finding("guide_missing", "guide", text, is_blocking=False)


def _process(version: ProcedureVersion) -> Iterator[Finding]:
    """TT 01/2018 Đ8: a process that gets somewhere, within the time that the law gives, approved by the Chair."""
    told: set[str] = set()
    for case in version.cases.all():
        process = version.process(case)
        if process is None:
            yield Finding("process_missing", "process", _in(case, _("chưa có quy trình nội bộ.")))
            continue
        for fault in process_rules.faults(plan_of(process.steps.all()), _shortest_limit(case)):
            text = _in(case, fault.text) if fault.code == process_rules.TOO_LONG else fault.text
            if text not in told:  # a process that several cases share has its faults once
                told.add(text)
                yield Finding(f"process_{fault.code}", "process", text)
    yield from _approvals(version)


def _approvals(version: ProcedureVersion) -> Iterator[Finding]:
    if any(process.steps.all() and not process.approval_number for process in version.processes.all()):
        text = _("Chưa ghi số quyết định phê duyệt quy trình nội bộ.")
        yield Finding("approval_missing", "approval", text, is_blocking=False)


def _shortest_limit(case: Case) -> Decimal | None:
    limits = [process_rules.hours_allowed(limit.amount, limit.unit) for limit in case.time_limits.all()]
    return min(limits, default=None)


def _in(case: Case, text: str) -> str:
    return _("Trường hợp “%(case)s”: %(text)s") % {"case": case.name, "text": text}


_RULES: tuple[Callable[[ProcedureVersion], Iterator[Finding]], ...] = (
    _general,
    _competence,
    _cases,
    _questions,
    _papers,
    _fees,
    _limits,
    _results,
    _process,
)
