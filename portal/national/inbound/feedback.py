"""Reports that people wrote on the national portal go to the hotline, as from any other way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotline import intake
from hotline.kinds import Channel
from hotline.reports import Report, Reporter
from portal.national.inbound import places
from portal.national.inbound.done import Done
from portal.national.inbound.problems import Impossible
from portal.national.inbound.words import FEEDBACK
from portal.national.models import Question
from portal.ui.fields import normalise_phone
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from portal.files.models import Upload
    from portal.national.models import InboundMessage

CLIENT = "national-portal"


def report(_message: InboundMessage, data: dict[str, Any], _uploads: dict[str, Upload]) -> Done:
    """Take a report in once, whichever way it came; its code there is kept as the reference.

    Raises hotline's Incomplete, and Impossible for another text under a code that is known: people look at it.
    """
    known = Question.objects.select_related("ticket__dossier").filter(reference=data["MaPhanAnh"]).first()
    if known is None:
        ticket = intake.file(_report(data), key=f"national:{data['MaPhanAnh']}").ticket
        Question.objects.create(reference=data["MaPhanAnh"], ticket=ticket)
    elif known.ticket.content == normalise(data["NoiDung"]):
        ticket = known.ticket
    else:
        raise Impossible("Đã nhận một phản ánh khác mang mã này.")
    return Done(f"Phản ánh {ticket.code}", ticket.dossier)


def _report(data: dict[str, Any]) -> Report:
    return Report(
        kind=FEEDBACK[data["LoaiPhanAnh"]],
        content=normalise(data["NoiDung"]),
        channel=Channel.API,
        reporter=Reporter(
            full_name=normalise(data["HoTen"]),
            phone=_phone(data.get("SoDienThoai", "")),
            email=data.get("Email", ""),
            address=normalise(data.get("DiaChi", "")),
        ),
        unit=places.unit_today(data.get("MaDonVi", "")),
        dossier=data.get("MaHoSo", ""),
        client_id=CLIENT,
        client_reference=data["MaPhanAnh"],
    )


def _phone(text: str) -> str:
    """The number as E.164; as it was written where nobody has such a number: a slip must not stop a report."""
    try:
        return normalise_phone(text) if text else ""
    except ValueError:
        return text
