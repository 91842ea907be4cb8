"""The pages of the simulated post office: what was ordered, buttons to move it on, and how it is to behave."""

from __future__ import annotations

import html
from collections.abc import Mapping

from portal.peers.postal.words import STATES
from portal.peers.simulator.manners import WORDS, Fault, Manners
from portal.peers.simulator.services import PostServices
from portal.peers.simulator.store import CALLED_OFF, NEW, Parcel, UnknownParcel
from portal.simulating.serving import Request, Response, Route, page, redirect

_SLOWEST_SECONDS = 60.0
#: What the buttons say, in the order of the way.
MOVES = {
    "ACCEPTED": "Nhận bưu gửi",
    "IN_TRANSIT": "Vận chuyển",
    "DELIVERED": "Phát thành công",
    "FAILED": "Phát không thành công",
    "RETURNED": "Chuyển hoàn",
}
_STATES = {NEW: "Chờ nhận", CALLED_OFF: "Đã hủy"} | {name: str(state.label) for name, state in STATES.items()}


class PostPages:
    """Pages for whoever runs a demonstration."""

    def __init__(self, services: PostServices) -> None:
        self._services = services

    def routes(self) -> dict[tuple[str, str], Route]:
        """The list, the moves, and the switches."""
        return {
            ("GET", "/"): lambda _request: page(_whole(self._list())),
            ("POST", "/chang"): self._move,
            ("POST", "/bang-ke"): self._accept,
            ("POST", "/cach-tra-loi"): self._behave,
        }

    def _list(self) -> str:
        rows = "".join(_row(parcel) for parcel in self._services.store.newest())
        arrived = f"<table><tr><th>Bưu gửi<th>Người nhận<th>Tình trạng<th>Chặng tiếp</tr>{rows}</table>"
        known = arrived if rows else "<p>Chưa có đơn nào.</p>"
        return f"{known}{self._manifests()}<h2>Cách trả lời</h2>{_switches(self._services.manners)}"

    def _manifests(self) -> str:
        rows = "".join(
            f'<tr><td>{html.escape(number)}<td>{len(parcels)} bưu gửi<td><form method="post" action="/bang-ke">'
            f'<input type="hidden" name="so" value="{html.escape(number)}"><button>Nhận cả bảng kê</button></form></tr>'
            for number, parcels in self._services.store.manifests().items()
        )
        return f"<h2>Bảng kê</h2><table>{rows}</table>" if rows else ""

    def _accept(self, request: Request) -> Response:
        self._services.accept_all(request.values.get("so", ""))
        return redirect("/")

    def _move(self, request: Request) -> Response:
        said = request.values
        state = said.get("chang", "")
        if state not in MOVES:
            raise ValueError("chang: no such move")
        words = {"Reason": said.get("ly_do", "").strip()} if state in ("FAILED", "RETURNED") else {}
        words |= {"ExpectedDate": said.get("du_kien", "")} if state in ("ACCEPTED", "IN_TRANSIT") else {}
        words |= {"ReceivedBy": said.get("nguoi_nhan", "").strip()} if state == "DELIVERED" else {}
        try:
            self._services.happen(said.get("so", ""), state, **{name: text for name, text in words.items() if text})
        except UnknownParcel as error:
            raise ValueError("so: no such parcel") from error
        return redirect("/")

    def _behave(self, request: Request) -> Response:
        self._services.manners = manners_of(request.values)
        if self._services.notifying is not None and Fault.DISORDER not in self._services.manners.faults:
            self._services.notifying.release()
        return redirect("/")


def manners_of(values: Mapping[str, str]) -> Manners:
    """The behaviour asked for in a form. Raises ValueError for a latency that is no number within bounds."""
    latency = float(values.get("latency") or 0)
    if not 0 <= latency <= _SLOWEST_SECONDS:
        raise ValueError(f"latency: 0 to {_SLOWEST_SECONDS:g} seconds")
    return Manners(frozenset(fault for fault in Fault if fault in values), latency)


def _row(parcel: Parcel) -> str:
    told = {name: html.escape(str(parcel.told.get(name, ""))) for name in ("ReceiverName", "ReceiverAddress")}
    number, buttons = html.escape(parcel.number), "".join(_button(*move) for move in MOVES.items())
    form = (
        f'<form method="post" action="/chang"><input type="hidden" name="so" value="{number}">'
        '<label>Lý do <input name="ly_do"></label> <label>Người ký nhận <input name="nguoi_nhan"></label> '
        '<label>Dự kiến phát <input name="du_kien" type="date"></label> '
        f"{buttons}</form>"
    )
    state = html.escape(_STATES.get(parcel.state, parcel.state))
    return (
        f"<tr><td>{html.escape(parcel.item_code)}<br>{number}<td>{told['ReceiverName']}<br>{told['ReceiverAddress']}"
        f"<td>{state}<td>{'' if parcel.state == CALLED_OFF else form}</tr>"
    )


def _button(state: str, words: str) -> str:
    return f'<button name="chang" value="{state}">{words}</button> '


def _switches(manners: Manners) -> str:
    boxes = "".join(
        f'<p><label><input type="checkbox" name="{fault}"{" checked" if fault in manners.faults else ""}> '
        f"{WORDS[fault]}</label></p>"
        for fault in Fault
    )
    return (
        f'<form method="post" action="/cach-tra-loi">{boxes}<p><label>Trả lời chậm (giây) '
        f'<input name="latency" inputmode="decimal" value="{manners.latency_seconds:g}"></label></p>'
        "<button>Đặt</button></form>"
    )


def _whole(inside: str) -> str:
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Bưu điện mô phỏng</title><style>body{font:18px/1.5 sans-serif;max-width:60rem;margin:2rem auto;"
        "padding:0 1rem}table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;"
        "padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ccc}button,input{font:inherit;padding:.2rem .5rem;"
        "max-width:100%;box-sizing:border-box}main{overflow-x:auto}</style>"
        "<h1>Bưu điện mô phỏng</h1><p>Không phải bưu điện thật; không ai đọc những gì ở đây.</p>"
        f"<main>{inside}</main></html>"
    )
