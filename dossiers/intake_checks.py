"""Every check of a filing, before anything is written. All faults are found in one go, each with its place.

Pointers are JSON pointers into the body of `POST /api/v1/dossiers/`; the pages translate them to their fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers.actors import ApiClient
from dossiers.claim_checks import CheckedClaim, check_claims
from dossiers.filing_fees import Owed, groups_proved, owed_for
from dossiers.paper_checks import CheckedPaper, check_papers
from dossiers.party_checks import normalised_party, party_problems
from dossiers.problems import IntakeRefused, NotKnownSurely, Problem
from dossiers.routing import Route, find_route
from dossiers.statuses import Channel, ResultDelivery
from dossiers.submission import Submission
from portal.accounts.models import AssuranceLevel, Kind
from portal.vietnamese import normalise
from procedures import catalogue, eforms
from procedures.choices import OnlineLevel
from procedures.models import Case, InternalProcess, ProcedureVersion
from units import gone, kept
from units.kept import KeptUnits
from units.models import Unit

if TYPE_CHECKING:
    from portal.accounts.models import User

_CODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True)
class Checked:
    """A filing without faults, with all that it names looked up."""

    submission: Submission
    version: ProcedureVersion
    case: Case
    process: InternalProcess
    route: Route
    papers: list[CheckedPaper]
    title: str
    owed: Owed
    claims: list[CheckedClaim]
    commune_names: dict[str, str] = field(default_factory=dict)


def check(submission: Submission, by: User | ApiClient) -> Checked:
    """The filing with everything looked up. Raises IntakeRefused with all faults."""
    submission = _normalised(submission)
    version, case, process = _procedure(submission)
    if case.eform is not None:
        # Answers to questions that do not apply were kept in the draft; they are not handed in.
        submission = replace(submission, form=eforms.prune(case.eform.schema, submission.form))
    units = kept.today()
    questions = _commune_questions(case)
    communes = _communes(submission, questions, units)
    papers, paper_problems = check_papers(case, submission.papers, by)
    groups = groups_proved(by, submission.channel)
    owed = owed_for(version, case, submission.form, submission.channel, groups=groups)
    claims, claim_problems = check_claims(submission.fee_claims, owed, submission.channel, by)
    problems = [
        *party_problems(submission.applicant, "/applicant", communes),
        *(party_problems(submission.owner, "/owner", communes) if submission.owner else []),
        *_choice_problems(submission),
        *_form_problems(case, submission),
        *_unknown_communes(submission.form, questions, communes),
        *paper_problems,
        *claim_problems,
    ]
    if problems:
        raise IntakeRefused(problems)
    receiving = _receiving_unit(submission.receiving_unit, units)
    home_at = "/owner/address/commune" if submission.owner else "/applicant/address/commune"
    route = find_route(version, case, submission.form, submission.owner_data.commune, receiving, units, home_at)
    title = _title(version, case, submission)
    return Checked(submission, version, case, process, route, papers, title, owed, claims, communes)


def check_level(checked: Checked, by: User | ApiClient, level: AssuranceLevel) -> None:
    """NotKnownSurely where the version asks to know the filer more surely than `level` (NĐ 69/2024/NĐ-CP).

    Not at a counter, where a clerk, or another system's, sees the person and their papers; whoever files for themselves
    stands at none, whatever channel they name.
    """
    sees_papers = isinstance(by, ApiClient) or by.kind == Kind.STAFF
    is_at_counter = checked.submission.channel != Channel.ONLINE and sees_papers
    if level < checked.version.assurance_level and not is_at_counter:
        raise NotKnownSurely(checked.version)


def _normalised(submission: Submission) -> Submission:
    """All text in NFC with Đ right (design: text is normalised where it comes in)."""
    form = {key: normalise(value) if isinstance(value, str) else value for key, value in submission.form.items()}
    owner = normalised_party(submission.owner) if submission.owner else None
    return replace(submission, form=form, applicant=normalised_party(submission.applicant), owner=owner)


def _procedure(submission: Submission) -> tuple[ProcedureVersion, Case, InternalProcess]:
    """The version in force, its case and process; without them nothing else can be judged."""
    try:
        version = catalogue.in_force(submission.procedure)
    except catalogue.UnknownProcedure as error:
        raise _refused("/procedure", _("Không có thủ tục nào đang áp dụng mang mã này.")) from error
    try:
        case = version.case(submission.case)
    except KeyError as error:
        raise _refused("/case", _("Thủ tục này không có trường hợp được chọn.")) from error
    process = version.process(case)
    if process is None:
        raise _refused("/procedure", _("Thủ tục này chưa có quy trình nội bộ nên chưa nhận được hồ sơ."))
    if submission.channel == Channel.ONLINE and version.online_level == OnlineLevel.NONE:
        raise _refused("/channel", _("Thủ tục này chưa nộp được trực tuyến. Hãy nộp tại quầy hoặc qua bưu chính."))
    return version, case, process


def _refused(pointer: str, message: str) -> IntakeRefused:
    return IntakeRefused([Problem(pointer, message)])


def _communes(submission: Submission, asked: Iterable[str], units: KeptUnits) -> dict[str, str]:
    """Names of the communes of today among those of the parties and of the answers to the questions `asked`."""
    parties = [submission.applicant, *([submission.owner] if submission.owner else [])]
    answered = (submission.form.get(name) for name in asked)
    named = {party.commune for party in parties} | {code for code in answered if isinstance(code, str)}
    # A code with a NUL names nothing, and PostgreSQL takes no such text.
    return units.commune_names(code for code in named if code and "\0" not in code)


def _commune_questions(case: Case) -> list[str]:
    """The questions of the e-form that ask for a commune."""
    properties = case.eform.schema["properties"] if case.eform else {}
    return [name for name, node in properties.items() if node.get("x-widget") == "commune"]


def _choice_problems(submission: Submission) -> list[Problem]:
    problems = []
    if submission.channel not in Channel.values:
        problems.append(Problem("/channel", _("Cách nộp phải là trực tuyến, trực tiếp hoặc bưu chính.")))
    if submission.result_delivery not in ResultDelivery.values:
        problems.append(Problem("/result_delivery", _("Hãy chọn cách nhận kết quả.")))
    return problems


def _form_problems(case: Case, submission: Submission) -> list[Problem]:
    if case.eform is None:
        return []
    return [
        Problem(f"/form{fault.pointer}", str(fault.message))
        for fault in eforms.validate(case.eform.schema, submission.form)
    ]


def _unknown_communes(form: dict[str, Any], questions: list[str], communes: dict[str, str]) -> list[Problem]:
    """Answers that look like the code of a commune and name none of today: papers would print a bare number."""
    answers = {name: form[name] for name in questions if isinstance(form.get(name), str)}
    return [
        Problem(f"/form/{name}", gone.say_commune(code))
        for name, code in answers.items()
        if _CODE.fullmatch(code) and code not in communes
    ]


def _receiving_unit(code: str, units: KeptUnits) -> Unit | None:
    if not code:
        return None
    try:
        return units.by_code(code)
    except LookupError as error:
        raise _refused("/receiving_unit", gone.say_unit(code)) from error


def _title(version: ProcedureVersion, case: Case, submission: Submission) -> str:
    """What the dossier is about in one line: the procedure and the name that its form calls decisive (`x-title`)."""
    schema = case.eform.schema if case.eform else {}
    about = submission.form.get(schema.get("x-title", ""), "") or submission.owner_data.full_name
    return f"{version.name}: {about}"[:1000]
