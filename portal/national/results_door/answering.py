"""Answering both questions of the door: which results somebody has, and the file of one of them.

Whether there is a result is told only where there is a ground to give it: what may not be given is as good as absent.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.identity import blind_index
from portal.documents import issuing
from portal.documents.models import DocumentState, IssuedDocument
from portal.files import conf
from portal.files.sealing import SealBroken
from portal.national.models.results_door import AskedFor, AskingAgency, ResultAsk, ResultTicket
from portal.national.results_door import finding, knocking
from portal.national.results_door.grounds import grounds_for
from portal.national.results_store.drivers.classic import DONE, NOT_FOUND
from portal.outbox.signed_doors import Refused
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from django.http import HttpRequest

log = structlog.get_logger(__name__)
#: For so long a file can be fetched by the path in an answer, by the agency that got it.
LIFETIME = timedelta(minutes=15)
Answer = dict[str, Any]


@override("vi")
@transaction.atomic
def look_up(agency: AskingAgency, message_id: str, asked: dict[str, Any], request: HttpRequest) -> Answer:
    """The results of the owner that may be given to the agency, each with a path of some minutes.

    Raises what `knocking.keep` does.
    """
    wanted = _wanted(asked["DanhSachDanhMucKetQua"])
    ask = knocking.keep(
        agency,
        message_id,
        kind=AskedFor.LOOK,
        owner_index=blind_index(asked["SoDinhDanhChuSoHuu"]),
        procedure_code=asked["MaThuTuc"],
        result_codes=sorted(wanted),
        channel=asked["KenhThucHien"],
        asker_name=normalise(asked["HoTenNguoiYeuCau"]),
        asker_index=blind_index(asked["SoDinhDanhNguoiYeuCau"]),
    )
    grounds = grounds_for(ask.agency, ask.owner_index, ask.procedure_code, wanted)
    found = finding.held(ask.owner_index, {code: numbers for code, numbers in wanted.items() if code in grounds})
    ask.given, ask.grounds = len(found), sorted({str(grounds[one.code]) for one in found})
    ask.save(update_fields=["given", "grounds"])
    knocking.log(ask, "kết quả đã cấp", "Tra cứu kết quả", request)
    rows = [_row(one, path) for one, path in zip(found, _paths(ask, found), strict=True)]
    return _done({"DanhSachGiayToKetQua": rows}) if rows else _nothing()


@override("vi")
def hand_over(agency: AskingAgency, message_id: str, asked: dict[str, Any], request: HttpRequest) -> Answer:
    """The file behind a path that this agency got some minutes ago; whatever is not right about it, there is none.

    What was recalled, replaced or taken back since is not given. Raises what `knocking.keep` does; Refused (503) where
    the storage does not give it out, and then nothing was given.
    """
    ticket = _admitted(agency, message_id, asked, request)
    if ticket is None:
        return _nothing()
    # Read outside of the transaction: storage may be slow, and the agency's other questions wait for it.
    try:
        content = issuing.content(ticket.document)
    except (OSError, SealBroken) as error:
        log.error("stored_file_unreadable", sha256=ticket.document.stored.sha256, error=type(error).__name__)
        ResultAsk.objects.filter(agency=agency, message_id=message_id).update(given=0, grounds=[])
        raise Refused("the file cannot be opened now; ask again later", HTTPStatus.SERVICE_UNAVAILABLE) from error
    return _done({"TenTep": _file_name(ticket.document), "NoiDung": base64.b64encode(content).decode()})


@transaction.atomic
def _admitted(
    agency: AskingAgency, message_id: str, asked: dict[str, Any], request: HttpRequest
) -> ResultTicket | None:
    """What the path leads to, if it may be given now; the question is kept and logged whichever it is."""
    ask = knocking.keep(agency, message_id, kind=AskedFor.FILE)
    ticket = _ticket(agency, asked["DuongDan"])
    if ticket is None:  # of nobody that we know of
        return None
    _same_matter(ask, ticket)
    grounds = grounds_for(ask.agency, ask.owner_index, ask.procedure_code, ask.result_codes)
    is_whole = ticket.document.state == DocumentState.ACTIVE and ticket.document.stored.size_bytes <= conf.max_bytes()
    is_theirs = ticket.dossier.competent_unit.agency_code == asked["CoQuanChuQuan"]
    is_given = is_whole and is_theirs and ticket.result_code in grounds
    ask.given, ask.grounds = int(is_given), [str(grounds[ticket.result_code])] if is_given else []
    ask.save()
    knocking.log(ask, ticket.dossier, "Lấy tệp kết quả", request)
    return ticket if is_given else None


def forget_ended() -> int:
    """Remove what can't be fetched any more; how many. Questions stay: they are the proof of who asked."""
    removed, _by_model = ResultTicket.objects.filter(expires_at__lt=timezone.now()).delete()
    return removed


def _same_matter(ask: ResultAsk, ticket: ResultTicket) -> None:
    before = ticket.ask
    ask.owner_index, ask.procedure_code, ask.channel = before.owner_index, before.procedure_code, before.channel
    ask.asker_name, ask.asker_index = before.asker_name, before.asker_index
    ask.result_codes = [ticket.result_code]


def _ticket(agency: AskingAgency, path: str) -> ResultTicket | None:
    valid = ResultTicket.objects.filter(digest=_digest(path), ask__agency=agency, expires_at__gt=timezone.now())
    return valid.select_related("ask", "document__stored", "dossier__competent_unit").first()


def _wanted(kinds: list[dict[str, str]]) -> dict[str, set[str]]:
    """By kind, the numbers asked for; a kind that is named once without one is asked for whatever its number."""
    wanted: dict[str, set[str]] = {}
    for one in kinds:
        wanted.setdefault(one["MaKetQua"], set()).add(normalise(one.get("SoKyHieu", "")))
    return {code: set() if "" in numbers else numbers for code, numbers in wanted.items()}


def _paths(ask: ResultAsk, found: list[finding.Held]) -> list[str]:
    """A path for each that nobody guesses; the database keeps their digests alone."""
    paths, ends_at = [secrets.token_urlsafe(32) for _one in found], timezone.now() + LIFETIME
    ResultTicket.objects.bulk_create(
        ResultTicket(
            ask=ask,
            document=one.document,
            dossier=one.dossier,
            result_code=one.code,
            digest=_digest(path),
            expires_at=ends_at,
        )
        for one, path in zip(found, paths, strict=True)
    )
    return paths


def _digest(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()


def _row(one: finding.Held, path: str) -> dict[str, Any]:
    return {
        "MaKetQua": one.code,
        "TenGiayTo": one.document.title,
        "SoKyHieu": one.document.number,
        "CoQuanChuQuan": one.agency,
        "DanhSachTepDinhKem": [{"TenTep": _file_name(one.document), "DuongDan": path}],
    }


def _file_name(document: IssuedDocument) -> str:
    return f"{document.public_id}.pdf"


def _done(result: dict[str, Any]) -> Answer:
    return {"errorCode": DONE, "message": "", "result": result}


def _nothing() -> Answer:
    return {"errorCode": NOT_FOUND, "message": "Không có kết quả được phép cung cấp.", "result": None}
