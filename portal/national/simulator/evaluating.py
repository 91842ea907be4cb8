"""The public figures of the simulated national portal, counted from what arrived there (domain.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.national.simulator.manners import Fault, Manners
from portal.national.simulator.store import Message, Store
from portal.simulating.serving import Request, Response, Route, as_json

PATH = "/api/v1/reporting/evaluation"


class Evaluation:
    """One door for each service; what it cannot know it leaves null, as the real one does."""

    def __init__(self, store: Store, manners: Callable[[], Manners]) -> None:
        self._store, self._manners = store, manners

    def routes(self) -> dict[tuple[str, str], Route]:
        """The doors, for everybody."""
        services: dict[str, Callable[[list[Message]], Any]] = {
            "transparency": _transparency,
            "dvc-progress-tree": _progress,
            "provide-online-tree": _provided,
            "formality-online-payment-tree": _payment,
            "dossier-digitized": _digitised,
            "handling-satisfaction": _satisfaction,
        }
        return {("POST", f"{PATH}/{name}"): self._door(tells) for name, tells in services.items()}

    def _door(self, tells: Callable[[list[Message]], Any]) -> Route:
        def answer(request: Request) -> Response:
            faults = self._manners().at_this_call()
            if faults & {Fault.DOWN, Fault.BROKEN}:
                return Response(b"", is_lost=True)
            asked = request.json()
            first = str(asked.get("fromDate", "")).replace("-", "")[:6]
            month = first or f"{asked.get('year')}{int(asked.get('month') or 0):02d}"
            filed = [message for message in self._store.all() if message["NgayNopHoSo"].startswith(month)]
            return as_json({"code": "OK", "data": tells(filed), "message": ""}, 201)

        return answer


def _metric(code: str, numerator: int | None, denominator: int | None, most: float) -> dict[str, Any]:
    ratio = numerator / denominator if numerator is not None and denominator else None
    score = None if ratio is None else round(most * ratio, 3)
    told = {"numerator": numerator, "denominator": denominator, "ratio": ratio, "score": score, "maxScore": most}
    return {"code": code, "name": code, **told}


def _transparency(filed: list[Message]) -> Any:
    return [_metric("PUBLISH_ON_TIME", None, None, 6), _metric("DOSSIER_SYNC", len(filed), len(filed), 6)]


def _progress(filed: list[Message]) -> Any:
    late = sum(bool(one["NgayHenTra"]) and one["NgayKetThucXuLy"] > one["NgayHenTra"] for one in filed)
    return {"children": [{"totalOnTime": len(filed) - late, "totalReceived": len(filed)}]}


def _provided(_filed: list[Message]) -> Any:
    """What it says of online provision was never seen: nothing that anybody could read a figure from."""
    return {"children": []}


def _payment(filed: list[Message]) -> Any:
    owing = [one for one in filed if one["DanhSachLePhi"]]
    paid = sum(one["DuocThanhToanTrucTuyen"] == "1" for one in owing)
    return {"totalDossierOnlinePaymentSuccess": paid, "totalDossierFinancialObligation": len(owing)}


def _digitised(filed: list[Message]) -> Any:
    digital = sum(one["HoSoCoThanhPhanSoHoa"] == "1" for one in filed)
    reused = sum(any(paper["DuocTaiSuDung"] != "0" for paper in one["TaiLieuNop"]) for one in filed)
    ended = [one for one in filed if one["NgayTra"]]
    results = sum(bool(one["DanhSachGiayToKetQua"]) for one in ended)
    return [
        _metric("ORIGINAL_RESULT_AVAILABLE", results, len(ended), 6),
        _metric("SO_HOA_GIAY_TO_GIAI_QUYET", digital, len(filed), 4),
        _metric("REUSED_DIGITIZED_DATA", reused, len(filed), 2),
    ]


def _satisfaction(_filed: list[Message]) -> Any:
    return [_metric(code, None, None, 6) for code in ("PETITION_PROCESSING_ON_TIME", "DOSSIER_RECEIVING_SATISFACTION")]
