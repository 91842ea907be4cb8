"""The pages of the simulated national portal: what arrived, and how it is to behave."""

from __future__ import annotations

from collections.abc import Mapping

from portal.national.messages.fields import moment_of
from portal.national.simulator.filing_pages import FilingPages
from portal.national.simulator.looks import safe as _safe
from portal.national.simulator.looks import whole
from portal.national.simulator.manners import HANDING_WORDS, WORDS, Fault, HandingFault, Manners
from portal.national.simulator.services import NationalServices
from portal.national.simulator.store import Message
from portal.simulating.serving import Request, Response, Route, page, redirect

_SLOWEST_SECONDS = 60.0
#: TrangThaiHoSo, as the national portal calls its ten statuses (domain: 6.2).
STATUS_WORDS = {
    "1": "Mới đăng ký",
    "2": "Được tiếp nhận",
    "3": "Không được tiếp nhận",
    "4": "Đang xử lý",
    "5": "Yêu cầu bổ sung giấy tờ",
    "6": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "7": "Công dân yêu cầu rút hồ sơ",
    "8": "Dừng xử lý",
    "9": "Đã xử lý xong",
    "10": "Đã trả kết quả",
}
_BACK = '<p><a href="/">Danh sách</a></p>'


class NationalPages:
    """Pages for whoever runs a demonstration."""

    def __init__(self, services: NationalServices, filing: FilingPages) -> None:
        self._services, self._filing = services, filing

    def routes(self) -> dict[tuple[str, str], Route]:
        """The list, one dossier, filing, and the switches."""
        own: dict[tuple[str, str], Route] = {
            ("GET", "/"): lambda _request: page(self._list()),
            ("GET", "/ho-so"): self._show,
            ("POST", "/cach-tra-loi"): self._behave,
        }
        return own | self._filing.routes()

    def _list(self) -> str:
        rows = "".join(_row(message) for message in self._services.store.newest())
        arrived = f"<table><tr><th>Mã hồ sơ<th>Thủ tục<th>Trạng thái</tr>{rows}</table>" if rows else "<p>Chưa có.</p>"
        filed = '<p><a class="button" href="/nop">Nộp hồ sơ</a> <a href="/phan-anh">Gửi phản ánh</a></p>'
        filed += '<p><a href="/kho-ket-qua">Kho kết quả</a></p>'
        filed += self._filing.newest()
        return whole(
            f"{filed}<h2>Hồ sơ tỉnh đã đồng bộ</h2>{arrived}<h2>Cách trả lời</h2>{_switches(self._services.manners)}"
        )

    def _show(self, request: Request) -> Response:
        code = request.values.get("ma", "")
        message = self._services.store.dossier(code)
        if message is None:
            filed = self._filing.about(code, {})
            missing = filed or "<p>Không có hồ sơ này.</p>"
            return page(whole(f"<h2>{_safe(code)}</h2>{missing}{_BACK}"), 200 if filed else 404)
        steps = "".join(_step(step) for step in self._services.store.steps(code))
        filed = self._filing.about(code, message)
        inside = f"{filed}{_result(message)}<h2>Tiến độ</h2><ol>{steps}</ol><h2>Bản tin</h2>{_fields(message)}{_BACK}"
        return page(whole(f"<h2>{_safe(code)}</h2>{inside}"))

    def _behave(self, request: Request) -> Response:
        self._services.manners = manners_of(request.values)
        if HandingFault.REORDERED not in self._services.manners.handing:
            self._filing.handing.release()
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
    handing = frozenset(fault for fault in HandingFault if fault in values)
    if share < 100:
        return Manners(rates=dict.fromkeys(faults, share / 100), handing=handing, latency_seconds=latency)
    return Manners(always=faults, handing=handing, latency_seconds=latency)


def _row(message: Message) -> str:
    code = _safe(message["MaHoSo"])
    named, status = _safe(message["TenTTHC"]), _status(message["TrangThaiHoSo"])
    return f'<tr><td><a href="/ho-so?ma={code}">{code}</a><td>{named}<td>{status}</tr>'


def _fields(message: Message) -> str:
    """What is said, field by field; rows of lists within theirs."""
    told = "".join(f"<dt>{_safe(name)}<dd>{_value(name, value)}" for name, value in message.items() if value)
    return f"<dl>{told}</dl>"


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return "".join(_fields(row) for row in value)
    return _status(str(value)) if name == "TrangThaiHoSo" else _safe(value)


def _step(step: Message) -> str:
    at = _safe(_clock(step["ThoiDiemXuLy"]))
    words = " · ".join(_safe(step[name]) for name in ("NoiDungXuLy", "PhongBanXuLy") if step[name])
    return f"<li>{at} · {words} (trạng thái {_status(step['TrangThai'])})</li>"


def _status(code: str) -> str:
    return f"{_safe(code)}: {_safe(STATUS_WORDS[code])}" if code in STATUS_WORDS else _safe(code)


def _clock(text: str) -> str:
    """A moment as people read it; whatever is none as it stands."""
    try:
        at = moment_of(text)
    except ValueError:
        at = None
    return f"{at:%H:%M:%S %d/%m/%Y}" if at else text


def _switches(manners: Manners) -> str:
    wanted = {*manners.always, *manners.rates}
    answering = "".join(_box(fault, WORDS[fault], fault in wanted) for fault in Fault)
    handing = "".join(_box(fault, HANDING_WORDS[fault], fault in manners.handing) for fault in HandingFault)
    return (
        f'<form method="post" action="/cach-tra-loi">{answering}<h3>Khi gửi sang tỉnh</h3>{handing}'
        '<p><label>Trả lời chậm (giây) <input name="latency" inputmode="decimal" '
        f'value="{manners.latency_seconds:g}"></label></p>'
        f'<p><label>Ở bao nhiêu % số lần gọi <input name="share" value="{_share(manners):g}" inputmode="decimal">'
        "</label></p><button>Đặt</button></form>"
    )


def _share(manners: Manners) -> float:
    """At how many of a hundred calls its faults happen."""
    return 100 * max(manners.rates.values(), default=1.0)


def _box(name: str, words: str, is_on: bool) -> str:
    return f'<p><label><input type="checkbox" name="{name}"{" checked" if is_on else ""}> {words}</label></p>'


def _result(message: Message) -> str:
    """The result with the page on which its maker answers for it."""
    links = "".join(
        f'<li><a href="{_safe(row["DuongDanTepTinKetQua"])}">{_safe(row["TenGiayTo"])}</a>'
        for row in message["DanhSachGiayToKetQua"]
    )
    return f"<h2>Kết quả</h2><ul>{links}</ul>" if links else ""
