"""What tests of the door for results share: an agency that asks, and knocking as it does."""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from portal.national.models import AskingAgency, ServingResult
from portal.national.results_store import signatures
from portal.outbox.standard_webhooks import new_secret, sign
from tests.dossiers.filings import BIRTH_PAPER

RESULT = "KQ.G15.000031"
BIRTH = "1.001193"
ASKER = "079088000456"


def agency(**changes: Any) -> AskingAgency:
    """Another province, that asks by law unless a test says otherwise."""
    plain = {"name": "Tỉnh Lâm Đồng", "agency_code": "H36", "legal_basis": "Nghị định 309/2026", "secret": new_secret()}
    return AskingAgency.objects.create(**(plain | changes))


def needed(paper: str = BIRTH_PAPER) -> ServingResult:
    """The procedure of the tests asks for a paper that the result serves as."""
    return ServingResult.objects.create(component_code=paper, result_code=RESULT)


def question(dossier: Dossier, **changes: Any) -> dict[str, Any]:
    """Whose result, of which kind, for which procedure."""
    plain = {
        "MaThuTuc": BIRTH,
        "SoDinhDanhChuSoHuu": dossier.owner.id_number,
        "DanhSachDanhMucKetQua": [{"MaKetQua": RESULT, "SoKyHieu": ""}],
        "HoTenNguoiYeuCau": "Cán bộ nơi khác",
        "KenhThucHien": "1",
        "SoDinhDanhNguoiYeuCau": ASKER,
    }
    return plain | changes


def knock(of: AskingAgency, message: Any, *, door: str = "look-up", name: str = "", **how: Any) -> Any:
    """Ask at a door as the agency does; `secret` and `at_seconds` as a test says."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    at = int(how.get("at_seconds", time.time()))
    signed = sign(body, name or f"cau-{time.monotonic_ns()}", at, str(how.get("secret", of.secret)))
    address = reverse(f"results-door:{door}", args=[how.get("address", of.public_id)])
    answer = Client(enforce_csrf_checks=True).post(address, body, "application/json", headers=signed.headers)
    if answer.status_code == 200:
        signatures.verify(body, answer.json(), public_key())  # every answer is ours, and fits this question alone
    return answer


def public_key() -> str:
    """Ours, as agencies are given it."""
    return signatures.public_key(signatures.seed_of(settings.RESULTS_DOOR_SECRET))


def rows(answer: Any) -> list[dict[str, Any]]:
    """The results in an answer; [] where it says that there are none."""
    said = answer.json()
    assert (answer.status_code, said["errorCode"]) in ((200, "0"), (200, "4")), said
    return said["result"]["DanhSachGiayToKetQua"] if said["errorCode"] == "0" else []


def found(of: AskingAgency, dossier: Dossier, **changes: Any) -> list[dict[str, Any]]:
    """The results that the agency is told of."""
    return rows(knock(of, question(dossier, **changes)))


def fetched(of: AskingAgency, row: dict[str, Any], **changes: str) -> Any:
    """The answer to asking for the file of a result."""
    [file] = row["DanhSachTepDinhKem"]
    told = {"CoQuanChuQuan": row["CoQuanChuQuan"], "DuongDan": file["DuongDan"]} | changes
    return knock(of, told, door="file")
