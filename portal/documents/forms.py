"""What each statutory form says, as plain dataclasses: the seam between dossiers and the printed page.

Forms 01 to 06 of TT 03/2025/TT-VPCP Annex I, with the fields of real templates in use (the layout of 2025 was
not to be had). Templates are versioned data: `templates/documents/forms/<form>/<version>.html`; a reissued form is a
new version beside the old one, and `CURRENT` moves. All moments are aware datetimes, shown in Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal.documents import issuing, qr
from portal.documents.apology_form import Apology
from portal.documents.control_slip_form import ControlSlip
from portal.documents.rendering import Paper, render_pdf
from portal.documents.stop_form import StopNotice
from portal.vietnamese import spell_number


@dataclass(frozen=True)
class Letterhead:
    """The head of every form: who issues it, under which number, where and when (NĐ 30/2020 Annex I)."""

    unit_name: str
    number: str
    place: str
    issued_at: datetime
    dossier_code: str = ""
    parent_name: str = ""


@dataclass(frozen=True)
class ReceivedPaper:
    """One paper of a dossier as the receipt lists it: how many of each sort were handed in."""

    name: str
    originals: int = 0
    certified_copies: int = 0
    copies: int = 0
    electronic: int = 0


@dataclass(frozen=True)
class Person:
    """Somebody named on a form. `id_number` as it may be printed (masked where the form is public)."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    id_label: str = "Số định danh cá nhân"
    id_number: str = ""


@dataclass(frozen=True)
class Receipt:
    """Form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả (domain.md 2.2; NĐ 309/2026 Đ17(3) for both clock moments).

    `time_limit` in words ("1 ngày làm việc"); `due_at` None when the procedure has no time limit; `due_sum` the days
    counted and skipped, in words; `competent_received_at` only for non-territorial dossiers.
    """

    head: Letterhead
    receiving_unit: str
    competent_unit: str
    applicant: Person
    owner: Person
    channel: str
    subject: str
    papers: list[ReceivedPaper]
    time_limit: str
    received_at: datetime
    due_at: datetime | None
    result_delivery: str
    lookup_url: str
    receiver_name: str = ""
    sets: int = 1
    due_sum: str = ""
    competent_received_at: datetime | None = None
    fees: list[tuple[str, str]] = field(default_factory=list)
    hotline: str = ""
    register_book: str = ""
    register_number: str = ""


@dataclass(frozen=True)
class Acknowledgement(Receipt):
    """What an online filing gets at once: the receipt's facts, before the clerk has looked (NĐ 310/2026)."""


@dataclass(frozen=True)
class WantedPaper:
    """One thing to add or mend, and why."""

    name: str
    request: str


@dataclass(frozen=True)
class SupplementRequest:
    """Form 02, phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: once and complete (NĐ 61/2018 Đ17(1), Đ19(4))."""

    head: Letterhead
    owner: Person
    subject: str
    wanted: list[WantedPaper]
    reason: str
    lookup_url: str
    legal_basis: str = ""
    stage: str = ""
    time_of_asking: int = 1
    answer_by: datetime | None = None
    officer_name: str = ""
    officer_phone: str = ""


@dataclass(frozen=True)
class Refusal:
    """Form 03, phiếu từ chối tiếp nhận, giải quyết hồ sơ: it needs a legal ground (NĐ 61/2018 Đ17(1), Đ19(8))."""

    head: Letterhead
    owner: Person
    subject: str
    reason: str
    legal_basis: str
    lookup_url: str
    officer_name: str = ""
    officer_phone: str = ""


@dataclass(frozen=True)
class Parent:
    """A parent as the birth certificate names them."""

    name: str = ""
    born: str = ""
    ethnicity: str = ""
    nationality: str = ""
    residence: str = ""


@dataclass(frozen=True)
class BirthCertificate:
    """Giấy khai sinh: the fields of Luật Hộ tịch 60/2014/QH13 Đ14 in the order of the printed form.

    `note` is only filled for copies, re-registrations and corrections; `signer_title` as printed above the signature
    ("CHỦ TỊCH").
    """

    head: Letterhead
    child_name: str
    born_on: date
    sex: str
    ethnicity: str
    nationality: str
    birthplace: str
    hometown: str
    personal_id: str
    mother: Parent
    father: Parent
    registrant_name: str
    registrant_paper: str
    registered_by: str
    registered_on: date
    signer_title: str
    signer_name: str
    note: str = ""

    @property
    def born_in_words(self) -> str:
        """Return the day of birth written out, as the form asks for."""
        day, month, year = (spell_number(n) for n in (self.born_on.day, self.born_on.month, self.born_on.year))
        return f"Ngày {day} tháng {month} năm {year}"


@dataclass(frozen=True)
class GenericResult:
    """A result without a form of its own: a title, what was decided, and facts as label and value."""

    head: Letterhead
    title: str
    owner: Person
    decision: str
    facts: list[tuple[str, str]]
    signer_title: str
    signer_name: str
    legal_basis: list[str] = field(default_factory=list)
    note: str = ""


class Form(StrEnum):
    """The forms, by the folder of their templates."""

    RECEIPT = "receipt"
    ACKNOWLEDGEMENT = "acknowledgement"
    SUPPLEMENT_REQUEST = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop_notice"
    CONTROL_SLIP = "control_slip"


@dataclass(frozen=True)
class FormFacts:
    """A form's number and name in the annex, its paper, and the template version in force."""

    number: str
    title: str
    paper: Paper
    version: str
    legal_basis: str = "Thông tư 03/2025/TT-VPCP"


CURRENT: dict[Form, FormFacts] = {
    Form.RECEIPT: FormFacts("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "A5", "2025"),
    Form.ACKNOWLEDGEMENT: FormFacts("", "Giấy xác nhận đã nộp hồ sơ", "A5", "2026", "Nghị định 310/2026/NĐ-CP"),
    Form.SUPPLEMENT_REQUEST: FormFacts("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "A5", "2025"),
    Form.REFUSAL: FormFacts("03", "Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "A5", "2025"),
    Form.APOLOGY: FormFacts("04", "Văn bản xin lỗi và hẹn lại ngày trả kết quả", "A5", "2025"),
    Form.STOP_NOTICE: FormFacts("05", "Thông báo dừng giải quyết hồ sơ", "A5", "2025"),
    Form.CONTROL_SLIP: FormFacts("06", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "A5", "2025"),
}
RESULT_TEMPLATES: dict[type[Any], str] = {
    BirthCertificate: "documents/results/birth_certificate.html",
    GenericResult: "documents/results/generic.html",
}
RESULT_TITLES: dict[type[Any], str] = {BirthCertificate: "Giấy khai sinh"}


def render_form(form: Receipt | SupplementRequest | Refusal | Apology | StopNotice | ControlSlip, code: str) -> bytes:
    """Render a statutory form in the version in force; `code` from `issuing.reserve_code()` goes in as a QR."""
    kind = FORM_OF[type(form)]
    facts = CURRENT[kind]
    return render_pdf(
        f"documents/forms/{kind}/{facts.version}.html",
        _context(form, code) | {"facts": facts},
        title=facts.title,
        paper=facts.paper,
        verification_code=code,
    )


def render_result(result: BirthCertificate | GenericResult, code: str, template: str = "") -> bytes:
    """Render a result on A4 with its verification QR; `template` overrides the one of its class (e-form x-result)."""
    title = result.title if isinstance(result, GenericResult) else RESULT_TITLES[type(result)]
    return render_pdf(
        template or RESULT_TEMPLATES[type(result)],
        _context(result, code),
        title=title,
        paper="A4",
        verification_code=code,
    )


FORM_OF: dict[type[Any], Form] = {
    Receipt: Form.RECEIPT,
    Acknowledgement: Form.ACKNOWLEDGEMENT,
    SupplementRequest: Form.SUPPLEMENT_REQUEST,
    Refusal: Form.REFUSAL,
    Apology: Form.APOLOGY,
    StopNotice: Form.STOP_NOTICE,
    ControlSlip: Form.CONTROL_SLIP,
}


def _context(form: Any, code: str) -> dict[str, Any]:
    verification_url = issuing.code_url(code)
    lookup_url = getattr(form, "lookup_url", "")
    return {
        "form": form,
        "head": form.head,
        "verification_code": code,
        "verification_url": verification_url,
        "verification_site": issuing.verification_site(),
        "verification_qr": qr.data_uri(verification_url),
        "lookup_qr": qr.data_uri(lookup_url) if lookup_url else "",
    }
