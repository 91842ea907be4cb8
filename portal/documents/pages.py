"""The words of the verification page: one large answer for each outcome, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.documents.models import IssuedDocument
from portal.documents.verification import Outcome, Reason, Verification
from portal.ui.parts import Words
from portal.ui.templatetags.portal_ui import day, moment


@dataclass(frozen=True)
class Answer:
    """What the page says in large letters, and the colour that goes with the word (`portal-answer--…`)."""

    title: Words
    tone: str


ANSWERS: dict[Outcome, Answer] = {
    Outcome.TRUE: Answer(_("Giấy này là thật và đang có hiệu lực"), "true"),
    Outcome.CHANGED: Answer(_("Tệp này đã bị thay đổi so với bản do cơ quan ban hành"), "false"),
    Outcome.RECALLED: Answer(_("Giấy này đã bị thu hồi, không còn giá trị"), "false"),
    Outcome.REPLACED: Answer(_("Giấy này đã được thay bằng giấy khác"), "unknown"),
    Outcome.UNKNOWN: Answer(_("Không tìm thấy giấy này trong sổ của cổng"), "unknown"),
}

REASONS: dict[Reason, Words] = {
    Reason.IN_REGISTER: _("Giấy có trong sổ văn bản đã ban hành. Hãy so các thông tin dưới đây với giấy bạn cầm."),
    Reason.STATE: _("Giấy do cơ quan ban hành nhưng hiện không còn hiệu lực. Xem lý do và ngày bên dưới."),
    Reason.OTHER_BYTES: _("Nội dung tệp khác với bản đã ban hành. Đừng dùng tệp này; hãy tải lại bản gốc từ nơi cấp."),
    Reason.ADDED_AFTER_SIGNING: _(
        "Có phần được thêm vào tệp sau khi ký. Đừng dùng tệp này; hãy tải lại bản gốc từ nơi cấp."
    ),
    Reason.NOT_A_PDF: _("Tệp này không phải là tệp PDF mở được. Hãy chọn đúng tệp PDF đã nhận."),
    Reason.FOREIGN_SIGNATURE: _(
        "Tệp có chữ ký số của một nơi khác mà cổng này không quản lý, nên cổng không xác nhận được."
    ),
    Reason.OURS_NOT_IN_REGISTER: _(
        "Chữ ký số do cổng này cấp nhưng giấy không có trong sổ. Hãy liên hệ cơ quan ghi trên giấy để hỏi lại."
    ),
    Reason.NOT_IN_REGISTER: _(
        "Hãy kiểm tra lại từng chữ của mã, hoặc tải tệp PDF lên. Giấy do nơi khác cấp thì hỏi nơi đó."
    ),
}


def facts(found: Verification) -> list[tuple[Words, Words]]:
    """Return what the page may say about a document: kind, number, dates, unit, signer, state; nothing personal."""
    rows = _document_facts(found.document) if found.document else []
    if found.document and found.outcome is not Outcome.CHANGED:
        # Beside a forged copy "in force" would be read as said of the copy.
        rows += _validity(found.document)
    rows += [(_("Người ký số"), found.signer)] if found.signer else []
    rows += [(_("Lúc ký số"), moment(found.signed_at))] if found.signed_at else []
    return rows


def replaced(found: Verification) -> list[IssuedDocument]:
    """The documents in whose place a document stands; none is named beside a forged copy."""
    if found.document is None or found.outcome is Outcome.CHANGED:
        return []
    return list(found.document.replaces.order_by("pk"))


def _document_facts(document: IssuedDocument) -> list[tuple[Words, Words]]:
    rows: list[tuple[Words, Words]] = [
        (_("Loại giấy"), document.get_kind_display()),
        (_("Tên giấy"), document.title),
        (_("Số, ký hiệu"), document.number),
        (_("Cơ quan ban hành"), document.unit_name),
        (_("Ngày ban hành"), day(timezone.localdate(document.issued_at))),
        (_("Mã xác minh"), document.verification_code),
    ]
    return [(label, value) for label, value in rows if value]


def _validity(document: IssuedDocument) -> list[tuple[Words, Words]]:
    rows: list[tuple[Words, Words]] = [
        (_("Hiệu lực"), document.get_state_display()),
        (_("Lý do"), document.state_reason),
    ]
    if document.replaced_by:
        rows.append((_("Đã được thay thế bằng"), str(document.replaced_by)))
    if document.state_changed_at:
        rows.append((_("Từ lúc"), moment(document.state_changed_at)))
    return [(label, value) for label, value in rows if value]
