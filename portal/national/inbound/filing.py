"""A dossier filed on the national portal becomes one here, through the same intake as from any other door."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dossiers import aliases, intake
from dossiers.models import Dossier
from dossiers.statuses import Channel, PartyKind
from dossiers.submission import PartyData, Submission
from portal.accounts.models import Kind
from portal.national.inbound import files, people, places
from portal.national.inbound.done import Done
from portal.national.inbound.problems import Impossible
from portal.national.inbound.words import DELIVERIES, LEVELS, PARTY_KINDS
from portal.national.models import InboundMessage
from portal.national.models.inbox import InboxState, Service
from procedures import catalogue

if TYPE_CHECKING:
    from portal.files.models import Upload

DEFAULT_CASE = "standard"
FILED, KNOWN = "Đã nộp thành hồ sơ", "Đã có hồ sơ này từ trước"


def file(message: InboundMessage, data: dict[str, Any], uploads: dict[str, Upload]) -> Done:
    """File it under the code that the national portal gave. Raises IntakeRefused with every fault, Impossible.

    A dossier of this code that came before is the answer; where it said something else, somebody has to look.
    """
    if own := aliases.own_code(data["MaHoSo"], aliases.NATIONAL):
        return _known(message, Dossier.objects.get(code=own))
    filer = data["NguoiNop"]
    kind = Kind.CITIZEN if PARTY_KINDS[filer["LoaiDoiTuong"]] == PartyKind.CITIZEN else Kind.ORGANISATION
    level, called = LEVELS[filer["MucDinhDanh"]], filer.get("MaDoiTuong", "").strip()
    user = people.account_of(kind, filer["SoDinhDanh"], filer["HoTen"], level, called)
    files.hand_to(user, uploads.values())
    # The national portal asks for the account itself: whom it let in is not sent away here (docs/decisions/0041).
    key = f"national:{data['MaHoSo']}"
    dossier = intake.submit(_submission(data, uploads), by=user, submission_key=key, level=None)
    aliases.note(dossier, aliases.NATIONAL, data["MaHoSo"])
    return Done(FILED, dossier)


def _known(message: InboundMessage, dossier: Dossier) -> Done:
    filed = InboundMessage.objects.filter(dossier=dossier, service=Service.FILE, state=InboxState.DONE)
    first = filed.order_by("pk").first()
    if first is not None and first.digest != message.digest:
        raise Impossible(f"Mã này đã có hồ sơ {dossier.code} với nội dung khác: hãy hỏi bên gửi bản nào đúng.")
    return Done(KNOWN, dossier)


def _submission(data: dict[str, Any], uploads: dict[str, Upload]) -> Submission:
    return Submission(
        procedure=data["MaTTHC"],
        case=data.get("MaTruongHop", "") or _only_case(data["MaTTHC"]),
        channel=Channel.ONLINE,
        receiving_unit=places.unit_today(data.get("MaDonVi", "")),
        applicant=_party(data["NguoiNop"]),
        owner=_party(data["ChuHoSo"]) if "ChuHoSo" in data else None,
        form=data.get("ToKhai", {}),
        papers=files.papers(data.get("TaiLieuNop", []), uploads),
        result_delivery=DELIVERIES[data["HinhThuc"]],
    )


def _only_case(procedure: str) -> str:
    """The case that a message without one means: the only one of the version in force."""
    try:
        keys = [case.key for case in catalogue.in_force(procedure).cases.all()]
    except catalogue.UnknownProcedure:
        return DEFAULT_CASE
    return keys[0] if len(keys) == 1 else DEFAULT_CASE


def _party(row: dict[str, Any]) -> PartyData:
    return PartyData(
        full_name=row["HoTen"],
        id_number=row["SoDinhDanh"],
        phone=row.get("SoDienThoai", ""),
        email=row.get("Email", ""),
        commune=places.commune_today(row["MaXa"]),
        street=row.get("DiaChi", ""),
        kind=PARTY_KINDS[row["LoaiDoiTuong"]],
        date_of_birth=_day(row.get("NgaySinh", "")),
    )


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise Impossible("NgaySinh không phải một ngày (yyyyMMdd).") from error
