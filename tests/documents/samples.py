"""Filled-in forms and results as dossiers would give them: a real ward, a real procedure, invented people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.documents import forms
from portal.documents.apology_form import Apology
from portal.documents.control_slip_form import ControlSlip, ControlStep
from portal.documents.stop_form import StopNotice

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 12:00 in Ho Chi Minh City
CODE = "H29.151-261122-0001"
LOOKUP = f"http://localhost:8000/theo-doi/?code={CODE}"
WARD = "Ủy ban nhân dân Phường Sài Gòn"
CENTRE = "Trung tâm Phục vụ hành chính công Phường Sài Gòn"
MOTHER = forms.Person(
    "Nguyễn Thị Ngọc Ánh",
    "Số 12 đường Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh",
    "0903 123 456",
    "ngocanh@example.vn",
    id_number="•••••••• 1234",
)


def head(**changes: Any) -> forms.Letterhead:
    facts: dict[str, Any] = {"unit_name": CENTRE, "parent_name": WARD, "number": "1532/TNHS", "place": "Phường Sài Gòn"}
    return forms.Letterhead(**(facts | {"issued_at": NOON, "dossier_code": CODE} | changes))


def receipt(**changes: Any) -> forms.Receipt:
    facts: dict[str, Any] = {
        "head": head(),
        "receiving_unit": CENTRE,
        "competent_unit": WARD,
        "applicant": MOTHER,
        "owner": MOTHER,
        "channel": "Trực tuyến",
        "subject": "Thủ tục đăng ký khai sinh",
        "papers": [
            forms.ReceivedPaper("Giấy chứng sinh", electronic=1),
            forms.ReceivedPaper("Giấy chứng nhận kết hôn của cha, mẹ", copies=2),
        ],
        "time_limit": "1 ngày làm việc",
        "received_at": NOON,
        "due_at": NOON + timedelta(days=1, hours=5),
        "result_delivery": "Trực tuyến",
        "lookup_url": LOOKUP,
        "receiver_name": "Trần Văn Đức",
        "due_sum": "thứ Hai 23/11 tính 1 ngày",
        "fees": [("Lệ phí hộ tịch", "0 đồng")],
        "hotline": "1022",
    }
    return forms.Receipt(**(facts | changes))


def supplement_request() -> forms.SupplementRequest:
    wanted = [forms.WantedPaper("Giấy chứng sinh", "Ảnh chụp bị mờ, đề nghị chụp lại")]
    return forms.SupplementRequest(
        head(number="88/HDHS"),
        MOTHER,
        "Thủ tục đăng ký khai sinh",
        wanted,
        "Giấy tờ chưa đủ căn cứ để đăng ký.",
        LOOKUP,
        legal_basis="Điều 16 Luật Hộ tịch số 60/2014/QH13",
        answer_by=NOON + timedelta(days=5),
        officer_name="Trần Văn Đức",
        officer_phone="028 3829 1234",
    )


def refusal() -> forms.Refusal:
    reason = "Trẻ đã được đăng ký khai sinh tại Phường Bến Thành."
    return forms.Refusal(
        head(), MOTHER, "Thủ tục đăng ký khai sinh", reason, "Điều 12 Luật Hộ tịch số 60/2014/QH13", LOOKUP
    )


def apology() -> Apology:
    return Apology(
        head(unit_name=WARD, number="3/XLHL"),
        MOTHER,
        "Thủ tục đăng ký khai sinh",
        NOON,
        NOON + timedelta(days=1),
        "Chờ xác minh nơi sinh.",
        NOON + timedelta(days=3),
        LOOKUP,
        "Phạm Thị Hoàng Oanh",
        due_sum="Tính các ngày: 25/11/2026.",
        phone="028 3829 1234",
    )


def stop_notice(**changes: Any) -> StopNotice:
    facts: dict[str, Any] = {
        "head": head(unit_name=WARD, number="2/DGQ"),
        "owner": MOTHER,
        "subject": "Thủ tục đăng ký khai sinh",
        "received_at": NOON,
        "stopped_at": NOON + timedelta(days=2),
        "reason": "Người yêu cầu đề nghị dừng.",
        "legal_basis": "Đơn đề nghị ngày 20/11/2026",
        "papers_at": CENTRE,
        "apply_again_at": "http://localhost:8000/thu-tuc/1.001193/",
        "lookup_url": LOOKUP,
        "signer_name": "Phạm Thị Hoàng Oanh",
        "phone": "028 3829 1234",
    }
    return StopNotice(**(facts | changes))


def control_slip() -> ControlSlip:
    steps = [
        ControlStep(CENTRE, NOON, "Nguyễn Thị Ngọc Ánh", "Trần Văn Đức", "Đúng hạn"),
        ControlStep("Phòng Văn hóa - Xã hội", NOON + timedelta(hours=1), "Trần Văn Đức", "Lê Thị Hằng", "Quá hạn"),
    ]
    return ControlSlip(head(), "Thủ tục đăng ký khai sinh", WARD, steps, NOON, None, LOOKUP)


def birth_certificate() -> forms.BirthCertificate:
    return forms.BirthCertificate(
        head=head(unit_name=WARD, parent_name="", number="245/2026"),
        child_name="Trần Nguyễn Bảo Châu",
        born_on=date(2026, 11, 15),
        sex="Nữ",
        ethnicity="Kinh",
        nationality="Việt Nam",
        birthplace="Bệnh viện Từ Dũ, số 284 Cống Quỳnh, Phường Bến Thành, Thành phố Hồ Chí Minh",
        hometown="Xã Cần Giờ, Thành phố Hồ Chí Minh",
        personal_id="079326001234",
        mother=forms.Parent("Nguyễn Thị Ngọc Ánh", "1996", "Kinh", "Việt Nam", MOTHER.address),
        father=forms.Parent(),
        registrant_name="Nguyễn Thị Ngọc Ánh",
        registrant_paper="Căn cước số 079196001234",
        registered_by=WARD,
        registered_on=date(2026, 11, 23),
        signer_title="Chủ tịch",
        signer_name="Phạm Thị Hoàng Oanh",
    )


def generic_result() -> forms.GenericResult:
    return forms.GenericResult(
        head(unit_name=WARD, number="12/XN-UBND"),
        "Xác nhận thông tin về cư trú",
        MOTHER,
        "Ủy ban nhân dân Phường Sài Gòn xác nhận nội dung dưới đây là đúng.",
        [("Nơi thường trú", MOTHER.address)],
        "Chủ tịch",
        "Phạm Thị Hoàng Oanh",
        ["Luật Cư trú số 68/2020/QH14"],
    )
