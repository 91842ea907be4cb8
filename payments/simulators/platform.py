"""The national payment platform as its partners see it: a payment begun, paid or left on its page, told and asked for.

On demand it answers late, tells late, several times or never, tells with a wrong check value, or fails at the start.
"""

from __future__ import annotations

import datetime as dt
import html
import itertools
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from payments import national_platform
from payments.national_platform import Partner, State, Told
from payments.national_platform.checksum import is_checksum
from payments.national_platform.words import CHECK, SIGNED_INIT, SIGNED_QUESTION, UNKNOWN, VIETNAM, Kind
from payments.simulators import papers
from portal.simulating.serving import Request, Response, Route, as_json, page, redirect
from portal.simulating.telling import RETRIES, Teller, post

_NOT_SIGNED, _BROKEN = "97", "99"
_BANK = "NGAN HANG MO PHONG"


@dataclass
class Manners:
    """How the platform behaves from now on."""

    copies: int = 1
    after_seconds: float = 0
    latency_seconds: float = 0
    is_silent: bool = False
    is_forged: bool = False
    fails_to_begin: bool = False
    paper: str = "good"


@dataclass
class _Begun:
    message: dict[str, Any]
    told: Told = field(init=False)

    def __post_init__(self) -> None:
        self.told = Told(
            reference=str(self.message["MaThamChieu"]),
            transaction="",
            state=State.PENDING,
            amount_dong=int(self.message["SoTien"]),
            currency=str(self.message["MaTienTe"]),
            bank=_BANK,
            purpose=str(self.message["ThongTinGiaoDich"]),
            at=dt.datetime.now(VIETNAM).replace(microsecond=0),
            is_authentic=True,
        )


class SimulatedPlatform:
    """Keeps begun payments in memory. ``manners`` may be changed at any time, also on its control page."""

    def __init__(self, notify: str, partner: Partner, back: str, retries: Sequence[float] = RETRIES) -> None:
        self._notify, self._partner, self._back = notify, partner, back
        self._numbers = itertools.count(int(time.time() * 1000) % 10**9)
        self.address = ""
        self.manners = Manners()
        self.teller = Teller(retries)
        self.payments: dict[str, _Begun] = {}

    def routes(self) -> dict[tuple[str, str], Route]:
        """The interface for partners, the page for payers, and the control page."""
        return {
            ("POST", "/init"): self._init,
            ("POST", "/query"): self._query,
            ("POST", "/getbill"): self._getbill,
            ("GET", "/pay"): self._show,
            ("POST", "/pay"): self._pay,
            ("GET", "/"): lambda _request: page(_control(self.manners)),
            ("POST", "/"): self._behave,
        }

    def settle(self, reference: str, state: State) -> None:
        """End a payment so and tell the partner. KeyError for one that was never begun."""
        begun = self.payments[reference]
        if begun.told.state == State.PENDING:
            number = f"PP{next(self._numbers):09d}"
            at = dt.datetime.now(VIETNAM).replace(microsecond=0)
            begun.told = replace(begun.told, transaction=number, state=state, at=at)
        if not self.manners.is_silent:
            for _copy in range(self.manners.copies):
                self.teller.tell(lambda: self._tell(begun.told), self.manners.after_seconds)

    def _tell(self, told: Told) -> int:
        message = national_platform.signed_notice(told, self._partner)
        if self.manners.is_forged:
            message["SoTien"] = str(told.amount_dong + 1)
        return post(self._notify, json.dumps(message).encode(), {})

    def _init(self, request: Request) -> Response:
        message = request.json()
        time.sleep(self.manners.latency_seconds)
        if self.manners.fails_to_begin:
            return as_json({"MaLoi": _BROKEN, "MoTaLoi": "Các lỗi khác"})
        if not self._is_signed(message, SIGNED_INIT):
            return as_json({"MaLoi": _NOT_SIGNED, "MoTaLoi": "Sai mã xác thực"})
        begun = _Begun(message)
        self.payments.setdefault(begun.told.reference, begun)
        address = f"{self.address}/pay?reference={begun.told.reference}"
        return as_json({"MaLoi": "00", "MoTaLoi": "Thành công", "UrlThanhToan": address})

    def _query(self, request: Request) -> Response:
        message = request.json()
        time.sleep(self.manners.latency_seconds)
        if not self._is_signed(message, SIGNED_QUESTION):
            return as_json({"MaLoi": _NOT_SIGNED, "MoTaLoi": "Sai mã xác thực"})
        begun = self.payments.get(str(message["MaThamChieu"]))
        if begun is None:
            return as_json({"MaLoi": UNKNOWN, "MoTaLoi": "Không có giao dịch"})
        told = replace(begun.told, transaction=begun.told.transaction or "CHUA-CO")
        return as_json(national_platform.signed_notice(told, self._partner, Kind.QUERY))

    def _getbill(self, request: Request) -> Response:
        message = request.json()
        time.sleep(self.manners.latency_seconds)
        if not self._is_signed(message, SIGNED_QUESTION):
            return as_json({"MaLoi": _NOT_SIGNED, "MoTaLoi": "Sai mã xác thực"})
        begun = self.payments.get(str(message["MaThamChieu"]))
        if begun is None or begun.told.state != State.PAID or self.manners.paper == "none":
            return as_json({"MaLoi": UNKNOWN, "MoTaLoi": "Chưa có biên lai"})
        paper = papers.of_kind(self.manners.paper, begun.told)
        answer = national_platform.signed_receipt(begun.told.reference, message["ThoiGianGD"], paper, self._partner)
        if self.manners.is_forged:
            answer[CHECK] = "0" * len(answer[CHECK])
        return as_json(answer)

    def _is_signed(self, message: dict[str, Any], names: Sequence[str]) -> bool:
        values = [str(message.get(name, "")) for name in names]
        return is_checksum(str(message.get(CHECK, "")), values, self._partner.secret)

    def _show(self, request: Request) -> Response:
        begun = self.payments.get(request.values.get("reference", ""))
        return page(_offer(begun.told)) if begun else page(_whole("<p>Không có giao dịch này.</p>"), 404)

    def _pay(self, request: Request) -> Response:
        reference = request.values.get("reference", "")
        if reference not in self.payments:
            return page(_whole("<p>Không có giao dịch này.</p>"), 404)
        self.settle(reference, State.PAID if request.values.get("act") == "pay" else State.CANCELLED)
        return redirect(f"{self._back}?reference={reference}")

    def _behave(self, request: Request) -> Response:
        said = request.values
        self.manners = Manners(
            copies=min(int(said.get("copies") or 1), 100),
            after_seconds=min(float(said.get("after") or 0), 3600.0),
            latency_seconds=min(float(said.get("latency") or 0), 60.0),
            is_silent="silent" in said,
            is_forged="forged" in said,
            fails_to_begin="broken" in said,
            paper=said["paper"] if said.get("paper") in papers.KINDS else "good",
        )
        return redirect("/")


def _whole(inside: str) -> str:
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Nền tảng thanh toán mô phỏng</title><style>body{font:18px/1.5 sans-serif;max-width:36rem;"
        "margin:2rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem;margin-right:1rem}"
        "input:not([type=checkbox]){font:inherit;width:100%;box-sizing:border-box}</style>"
        f"<h1>Nền tảng thanh toán mô phỏng</h1><p>Không có tiền thật nào ở đây.</p>{inside}</html>"
    )


def _offer(told: Told) -> str:
    amount, reference = f"{told.amount_dong:,}".replace(",", "."), html.escape(told.reference)
    return _whole(
        f"<dl><dt>Nội dung</dt><dd>{html.escape(told.purpose)}</dd><dt>Số tiền</dt><dd>{amount} đồng</dd></dl>"
        f'<form method="post" action="/pay"><input type="hidden" name="reference" value="{reference}">'
        '<button name="act" value="pay">Thanh toán</button><button name="act" value="leave">Hủy</button></form>'
    )


def _control(manners: Manners) -> str:
    marks = {"silent": manners.is_silent, "forged": manners.is_forged, "broken": manners.fails_to_begin}
    on = {name: " checked" if is_on else "" for name, is_on in marks.items()}
    return _whole(
        '<form method="post" action="/">'
        f'<p><label>Số lần báo<input name="copies" value="{manners.copies}"></label></p>'
        f'<p><label>Báo sau (giây)<input name="after" value="{manners.after_seconds:g}"></label></p>'
        f'<p><label>Trả lời chậm (giây)<input name="latency" value="{manners.latency_seconds:g}"></label></p>'
        f'<p><label><input type="checkbox" name="silent"{on["silent"]}> Không báo gì</label></p>'
        f'<p><label><input type="checkbox" name="forged"{on["forged"]}> Mã xác thực sai</label></p>'
        f'<p><label><input type="checkbox" name="broken"{on["broken"]}> Không khởi tạo được</label></p>'
        f'<p><label>Biên lai<select name="paper">{papers.options(manners.paper)}</select></label></p>'
        "<button>Đặt</button></form>"
    )
