"""Reports that people wrote on the national portal go to the hotline, as from any other way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotline import intake
from hotline.kinds import Channel
from hotline.reports import Report, Reporter
from portal.national.inbound import places
from portal.national.inbound.done import Done
from portal.national.inbound.words import FEEDBACK
from portal.ui.fields import normalise_phone
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from portal.files.models import Upload
    from portal.national.models import InboundMessage

CLIENT = "national-portal"


def report(_message: InboundMessage, data: dict[str, Any], _uploads: dict[str, Upload]) -> Done:
    """Take a report in once; its code there is kept as the reference. Raises hotline's Incomplete."""
    phone = data.get("SoDienThoai", "")
    told = Report(
        kind=FEEDBACK[data["LoaiPhanAnh"]],
        content=normalise(data["NoiDung"]),
        channel=Channel.API,
        reporter=Reporter(
            full_name=normalise(data["HoTen"]),
            phone=normalise_phone(phone) if phone else "",
            email=data.get("Email", ""),
            address=normalise(data.get("DiaChi", "")),
        ),
        unit=places.unit_today(data.get("MaDonVi", "")),
        dossier=data.get("MaHoSo", ""),
        client_id=CLIENT,
        client_reference=data["MaPhanAnh"],
    )
    filed = intake.file(told, key=f"national:{data['MaPhanAnh']}")
    return Done(f"Phản ánh {filed.ticket.code}", filed.ticket.dossier)
