"""A version as its public page tells it: plain values in the reader's language, ready to be cached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from procedures import case_questions
from procedures.cards import say_fee, say_limit
from procedures.case_questions import Question
from procedures.choices import Assurance, Channel, Competence, FilingPlace, Level, OnlineLevel, SupplementClock, Target
from procedures.delegated import Matter
from procedures.fee_rule_book import due_of
from procedures.fee_rules import Due
from procedures.models import Case, Component, Fee, InternalProcess, ProcedureVersion, TimeLimit
from procedures.process_picture import Picture, draw
from procedures.process_plan import plan_of
from procedures.process_words import ToldStep, tell
from procedures.reader_help.reading import Form
from procedures.showing_doubts import introduce_doubts, say_doubts


@dataclass(frozen=True)
class Paper:
    """One line of the checklist."""

    name: str
    count: str
    note: str
    form: str
    is_required: bool
    code: str = ""
    downloads: tuple[Form, ...] = ()


@dataclass(frozen=True)
class Money:
    """One fee with the channel it is for ("" for all)."""

    code: str
    kind: str
    name: str
    amount: str
    channel: str
    basis: str
    note: str


@dataclass(frozen=True)
class Limit:
    """One time limit; ``channel`` as stored, with its name ("" for any way of filing)."""

    channel: str
    channel_name: str
    said: str
    note: str


@dataclass(frozen=True)
class CasePage:
    """What one case needs."""

    key: str
    name: str
    answer: str
    papers: list[Paper]
    notes: list[str]
    fees: list[Money]
    dues: list[Due]
    times: list[Limit]
    stages: list[ToldStep]
    picture: Picture | None = None
    approval: str = ""
    has_eform: bool = False

    def times_for(self, channel: str) -> list[Limit]:
        """The limits of one way of filing, of all ways without one: its own limit, else the one of any."""
        own = [limit for limit in self.times if limit.channel == channel]
        return own or [limit for limit in self.times if not channel or limit.channel == Channel.ANY]

    @property
    def depends_on_channel(self) -> bool:
        """Whether money or time differ by the way of filing, so that it is worth asking."""
        ways = {limit.channel for limit in self.times} | {due.channel for due in self.dues}
        return len(ways | {Channel.ANY.value}) > 1


@dataclass(frozen=True)
class ProcedurePage:
    """Everything the page says; ``cases`` in the order in which they are offered."""

    version_id: int
    matter: Matter
    code: str
    name: str
    field_name: str
    agency: str
    levels: list[str]
    targets: list[str]
    online: str
    online_level: str
    online_reason: str
    non_territorial: bool
    non_territorial_from: date | None
    is_filed_here: bool
    is_filed_nationally: bool
    filed_at_reason: str
    assurance_level: int
    assurance: str
    clock_on_supplement: str
    competence: str
    competence_name: str
    department: str
    decision: str
    requirements: str
    valid_from: str
    guide: list[dict[str, str]]
    results: list[str]
    legal_basis: list[tuple[str, str]]
    questions: tuple[Question, ...]
    cases: list[CasePage]
    doubts: list[str]
    doubts_introduced: str
    source_url: str

    @property
    def is_non_territorial(self) -> bool:
        """Whether any centre receives it today."""
        return self.non_territorial and not self.is_non_territorial_later

    @property
    def is_non_territorial_later(self) -> bool:
        """Whether the roadmap names a day that has not come yet."""
        return self.non_territorial_from is not None and self.non_territorial_from > timezone.localdate()

    def case(self, key: str) -> CasePage | None:
        """The case asked for, else the first."""
        return next((c for c in self.cases if c.key == key), next(iter(self.cases), None))


def page_of(version: ProcedureVersion) -> ProcedurePage:
    """The page of a version whose content is prefetched."""
    return ProcedurePage(
        version_id=version.pk,
        matter=Matter(version.procedure_id, version.field_id),
        code=version.procedure.code,
        name=version.name,
        field_name=version.field.name,
        agency=version.executing_agency,
        levels=[str(Level(level).label) for level in version.levels],
        targets=[str(Target(target).label) for target in version.targets],
        online=str(OnlineLevel(version.online_level).label),
        online_level=version.online_level,
        online_reason=version.online_reason,
        non_territorial=version.non_territorial,
        non_territorial_from=version.non_territorial_from,
        is_filed_here=is_filed_here(version),
        is_filed_nationally=version.filed_at == FilingPlace.NATIONAL,
        filed_at_reason=version.filed_at_reason,
        assurance_level=version.assurance_level,
        assurance=str(Assurance(version.assurance_level).label),
        clock_on_supplement=str(SupplementClock(version.clock_on_supplement).label),
        competence=version.competence,
        competence_name=str(Competence(version.competence).label),
        department=version.competent_department,
        decision=_decision(version),
        requirements=version.requirements,
        valid_from=f"{version.valid_from:%d/%m/%Y}" if version.valid_from else "",
        guide=version.guide,
        results=[str(result.get("name", "")) for result in version.results],
        legal_basis=[(str(b.get("code", "")), str(b.get("name", ""))) for b in version.legal_basis],
        questions=case_questions.read(version.questions),
        cases=[_case_page(version, case) for case in version.cases.all()],
        doubts=say_doubts(version.doubts),
        doubts_introduced=introduce_doubts(version.source),
        source_url=version.source_url,
    )


def is_filed_here(version: ProcedureVersion) -> bool:
    """Whether this portal takes dossiers of it: settled by the province or its communes, by a known unit.

    What is filed online on the national portal comes here through it; our counters still receive it.
    """
    if not {Level.COMMUNE, Level.PROVINCE} & set(version.levels):
        return False
    return version.competence != Competence.DEPARTMENT or bool(version.competent_department)


def _decision(version: ProcedureVersion) -> str:
    told = {"number": version.decision_number, "agency": version.decision_agency}
    if not version.decision_number:
        return version.decision_agency
    if not version.decision_agency:
        return version.decision_number
    return _("%(number)s của %(agency)s") % told


def _case_page(version: ProcedureVersion, case: Case) -> CasePage:
    process = version.process(case)
    plan = plan_of(process.steps.all()) if process else ()
    stages = tell(plan)
    fees = list(case.fees.all())
    return CasePage(
        key=case.key,
        name=case.name,
        answer=case.when or case.name,
        papers=[_paper(component) for component in case.papers()],
        notes=[component.name for component in case.notes()],
        fees=[_money(fee) for fee in fees],
        dues=[due_of(fee) for fee in fees],
        times=[_time(limit) for limit in case.time_limits.all()],
        stages=stages,
        picture=draw(plan, stages),
        approval=_approval(process) if process else "",
        has_eform=case.eform_id is not None,
    )


def _paper(component: Component) -> Paper:
    return Paper(
        name=component.name,
        count=_say_count(component.originals, component.copies),
        note=component.note,
        form=component.form_name,
        is_required=component.required,
        code=component.code,
    )


def _say_count(originals: int, copies: int) -> str:
    told = {"originals": originals, "copies": copies}
    if originals and copies:
        return _("%(originals)s bản chính, %(copies)s bản sao") % told
    if copies:
        return _("%(copies)s bản sao") % told
    return _("%(originals)s bản chính") % told if originals else ""


def _money(fee: Fee) -> Money:
    return Money(fee.code, fee.kind, fee.name, say_fee(fee), _channel(fee.channel), fee.legal_basis, fee.note)


def _time(limit: TimeLimit) -> Limit:
    said = say_limit(limit.amount, limit.unit, limit.same_day_before_15)
    return Limit(limit.channel, _channel(limit.channel), said, limit.note)


def _channel(channel: str) -> str:
    return "" if channel == Channel.ANY else str(Channel(channel).label)


def _approval(process: InternalProcess) -> str:
    told = {
        "number": process.approval_number,
        "day": f"{process.approval_date:%d/%m/%Y}" if process.approval_date else "",
        "from": f"{process.valid_from:%d/%m/%Y}" if process.valid_from else "",
        "to": f"{process.valid_to:%d/%m/%Y}" if process.valid_to else "",
    }
    if not process.approval_number:
        return ""
    said = [
        _("Quy trình được phê duyệt tại %(number)s ngày %(day)s.") % told
        if process.approval_date
        else _("Quy trình được phê duyệt tại %(number)s.") % told,
        _("Áp dụng từ ngày %(from)s.") % told if process.valid_from else "",
        _("Áp dụng đến hết ngày %(to)s.") % told if process.valid_to else "",
    ]
    return " ".join(sentence for sentence in said if sentence)
