"""The pages of the simulated national portal: what arrived, and how it is to behave."""

from __future__ import annotations

import html
from collections.abc import Mapping

from payments.simulators.serving import Request, Response, Route, page, redirect
from portal.national.simulator.manners import WORDS, Fault, Manners
from portal.national.simulator.services import NationalServices
from portal.national.simulator.store import Message

_SLOWEST_SECONDS = 60.0


class NationalPages:
    """Pages for whoever runs a demonstration."""

    def __init__(self, services: NationalServices) -> None:
        self._services = services

    def routes(self) -> dict[tuple[str, str], Route]:
        """The list, one dossier, and the switches."""
        return {
            ("GET", "/"): lambda _request: page(self._list()),
            ("GET", "/ho-so"): self._show,
            ("POST", "/cach-tra-loi"): self._behave,
        }

    def _list(self) -> str:
        rows = "".join(_row(message) for message in self._services.store.newest())
        arrived = f"<table><tr><th>Mã hồ sơ<th>Thủ tục<th>Trạng thái</tr>{rows}</table>" if rows else "<p>Chưa có.</p>"
        return whole(f"<h2>Hồ sơ đã nhận</h2>{arrived}<h2>Cách trả lời</h2>{_switches(self._services.manners)}")

    def _show(self, request: Request) -> Response:
        code = request.values.get("ma", "")
        message = self._services.store.dossier(code)
        if message is None:
            return page(whole("<p>Không có hồ sơ này.</p>"), 404)
        fields = "".join(f"<dt>{_safe(name)}<dd>{_safe(value)}" for name, value in message.items() if value)
        steps = "".join(_step(step) for step in self._services.store.steps(code))
        back = '<p><a href="/">Danh sách</a></p>'
        return page(whole(f"<h2>{_safe(code)}</h2><dl>{fields}</dl><h2>Tiến độ</h2><ol>{steps}</ol>{back}"))

    def _behave(self, request: Request) -> Response:
        self._services.manners = manners_of(request.values)
        return redirect("/")


def manners_of(values: Mapping[str, str]) -> Manners:
    """The behaviour asked for in a form: the faults named, at each call or at a share of them (percent).

    Raises ValueError for a latency or a share that is no number within bounds.
    """
    latency, share = float(values.get("latency") or 0), float(values.get("share") or 100)
    if not 0 <= latency <= _SLOWEST_SECONDS:
        raise ValueError(f"latency: 0 to {_SLOWEST_SECONDS:g} seconds")
    if not 0 < share <= 100:
        raise ValueError("share: above 0, at most 100 percent")
    faults = frozenset(fault for fault in Fault if fault in values)
    if share < 100:
        return Manners(rates=dict.fromkeys(faults, share / 100), latency_seconds=latency)
    return Manners(always=faults, latency_seconds=latency)


def whole(inside: str) -> str:
    """A whole page of the simulator."""
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Cổng quốc gia mô phỏng</title><style>body{font:18px/1.5 sans-serif;max-width:48rem;margin:2rem auto;"
        "padding:0 1rem}table{border-collapse:collapse}td,th{text-align:left;padding:.3rem .8rem .3rem 0;"
        "border-bottom:1px solid #ccc}dt{font-weight:bold}dd{margin:0 0 .4rem;overflow-wrap:anywhere}"
        "button,input,select{font:inherit;padding:.3rem .6rem}.refused{color:#a4161a}</style>"
        "<h1>Cổng Dịch vụ công quốc gia mô phỏng</h1><p>Không phải Cổng thật; không ai đọc những gì ở đây.</p>"
        f"{inside}</html>"
    )


def _safe(value: object) -> str:
    return html.escape(str(value))


def _row(message: Message) -> str:
    code = _safe(message["MaHoSo"])
    named, status = _safe(message["TenTTHC"]), _safe(message["TrangThaiHoSo"])
    return f'<tr><td><a href="/ho-so?ma={code}">{code}</a><td>{named}<td>{status}</tr>'


def _step(step: Message) -> str:
    words = " · ".join(_safe(step[name]) for name in ("ThoiDiemXuLy", "NoiDungXuLy", "PhongBanXuLy") if step[name])
    return f"<li>{words} (trạng thái {_safe(step['TrangThai'])})</li>"


def _switches(manners: Manners) -> str:
    wanted = {*manners.always, *manners.rates}
    boxes = "".join(
        f'<p><label><input type="checkbox" name="{fault}"{" checked" if fault in wanted else ""}> '
        f"{WORDS[fault]}</label></p>"
        for fault in Fault
    )
    return (
        f'<form method="post" action="/cach-tra-loi">{boxes}<p><label>Trả lời chậm (giây) '
        f'<input name="latency" value="{manners.latency_seconds:g}" inputmode="decimal"></label></p>'
        f'<p><label>Ở bao nhiêu % số lần gọi <input name="share" value="{_share(manners):g}" inputmode="decimal">'
        "</label></p><button>Đặt</button></form>"
    )


def _share(manners: Manners) -> float:
    """At how many of a hundred calls its faults happen."""
    return 100 * max(manners.rates.values(), default=1.0)
