"""What the national portal hands in, for tests: messages, knocking at the door, and the worker's round."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.national.inbound import working
from portal.national.models import InboundMessage
from portal.outbox.standard_webhooks import Signed, sign
from portal.simulating.serving import Response, Server
from tests.dossiers.filings import BIRTH_FORM, BIRTH_PAPER, png
from tests.dossiers.world import BIRTH, SAI_GON

CODE = "G22.99.01-261123-0007"
NUMBER = "079190000111"
LAN = {
    "LoaiDoiTuong": "1",
    "HoTen": "Nguyễn Thị Lan",
    "SoDinhDanh": NUMBER,
    "MaXa": SAI_GON,
    "MucDinhDanh": "2",
    "SoDienThoai": "0901234567",
    "Email": "lan.nguyen@example.vn",
    "DiaChi": "12 Lê Lợi",
}


def paper(address: str = "", name: str = "giay-chung-sinh.png") -> dict[str, str]:
    """The hospital's paper, by address; without one the database holds it."""
    told = {"MaThanhPhanHoSo": BIRTH_PAPER, "DuocTaiSuDung": "0" if address else "1"}
    return told | ({"TenTepDinhKem": name, "DuongDanTaiTepTin": address} if address else {})


def filing(**changes: Any) -> dict[str, Any]:
    """A birth that was filed there."""
    data = {
        "MaHoSo": CODE,
        "MaTTHC": BIRTH,
        "NgayNopHoSo": "20261123080500",
        "HinhThuc": "2",
        "NguoiNop": LAN,
        "ToKhai": dict(BIRTH_FORM),
        "TaiLieuNop": [paper()],
    }
    return {"service": "NopHoSo", "data": data | changes}


def later(service: str, **data: Any) -> dict[str, Any]:
    """What its filer did there afterwards."""
    by = {} if service == "ThongBaoThanhToan" else {"SoDinhDanh": NUMBER}
    return {"service": service, "data": {"MaHoSo": CODE, **by, **data}}


def signed(message: Any, name: str = "tin-1", secret: str = "", at_seconds: float | None = None) -> Signed:
    """The message as the national portal signs it."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    shared = secret or settings.NATIONAL_INBOUND_SECRETS[0]
    return sign(body, name, int(time.time() if at_seconds is None else at_seconds), shared)


def post(told: Signed, headers: dict[str, str] | None = None) -> Any:
    """Knock with a signed body."""
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("national-door"), told.body, "application/json", headers=told.headers | (headers or {}))


def knock(message: Any, name: str = "tin-1", **options: Any) -> Any:
    """Hand a message in."""
    return post(signed(message, name, **options))


def work() -> dict[str, int]:
    """A round of the worker, as if every pause were over."""
    waiting = InboundMessage.objects.filter(state="waiting")
    waiting.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    return dict(working.take_due())


def the_message(name: str = "tin-1") -> InboundMessage:
    """The message as it stands."""
    return InboundMessage.objects.get(message_id=name)


def file_server(*, status: int = 200, content: bytes | None = None) -> Server:
    """A server of the national portal with one file, /tep."""
    served = Response(png() if content is None else content, "image/png", status)
    return Server({("GET", "/tep"): lambda _request: served})
