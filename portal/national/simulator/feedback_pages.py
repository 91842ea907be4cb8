"""Writing to an agency through the simulated national portal, and reading what it answered."""

from __future__ import annotations

import secrets

from portal.national.messages.of_question import ASKED, SHOWN
from portal.national.simulator.handing import Handing
from portal.national.simulator.looks import safe, whole
from portal.national.simulator.questions import Message, QuestionStore
from portal.simulating.serving import Request, Response, Route, page, redirect

_FORM = (
    '<h2>Gửi phản ánh</h2><form method="post" action="/phan-anh"><p><label>Họ và tên <input name="HoTen"></label></p>'
    '<p><label>Điện thoại <input name="SoDienThoai" inputmode="tel"></label></p>'
    '<p><label>Địa chỉ <input name="DiaChi"></label></p>'
    '<p><label>Về <select name="LoaiPhanAnh"><option value="2">Chậm giải quyết<option value="1">Thái độ, hành vi'
    '<option value="3">Quy định<option value="4">Việc khác</select></label></p>'
    '<p><label>Mã hồ sơ (nếu có) <input name="MaHoSo"></label></p>'
    '<p><label>Nội dung <textarea name="NoiDung"></textarea></label></p>'
    '<p><label><input type="checkbox" name="cho"> Không gửi sang tỉnh: đợi tỉnh đến hỏi</label></p>'
    "<button>Gửi</button></form>"
)
_WRITTEN = ("HoTen", "LoaiPhanAnh", "NoiDung", "MaHoSo", "SoDienThoai", "DiaChi")


class FeedbackPages:
    """The form, and every report with its answers."""

    def __init__(self, questions: QuestionStore, handing: Handing) -> None:
        self._questions, self._handing = questions, handing

    def routes(self) -> dict[tuple[str, str], Route]:
        """Writing and reading."""
        return {
            ("GET", "/phan-anh"): lambda _request: page(whole(self._page())),
            ("POST", "/phan-anh"): self._report,
        }

    def _report(self, request: Request) -> Response:
        """Keep what was written, and hand it in unless the province is to ask for it."""
        told = {name: request.values.get(name, "").strip() for name in _WRITTEN}
        data = {"MaPhanAnh": f"PA-{secrets.token_hex(6)}", **{name: value for name, value in told.items() if value}}
        data.setdefault("MaHoSo", "")
        self._questions.ask({theirs: data.get(ours, "") for theirs, ours in ASKED.items()})
        if "cho" not in request.values:
            self._handing.hand_in("GuiPhanAnhKienNghi", data)
        return redirect("/phan-anh")

    def _page(self) -> str:
        asked = "".join(self._asked(one) for one in reversed(self._questions.asked(only_open=False)))
        shown = "".join(_public(one) for one in self._questions.public() if one["TRANGTHAI"] == SHOWN)
        return (
            f"{_FORM}<h2>Đã gửi</h2><ul>{asked or '<li>Chưa có.'}</ul>"
            f"<h2>Hỏi đáp các cơ quan công khai</h2><dl>{shown or '<dt>Chưa có.'}</dl>"
            '<p><a href="/">Danh sách</a></p>'
        )

    def _asked(self, question: Message) -> str:
        answers = "".join(_answer(one) for one in self._questions.answers(question["HOIDAPID"]))
        waiting = "" if answers else "<p>Chưa có trả lời.</p>"
        return f"<li>{safe(question['NOIDUNGCAUHOI'])}{answers}{waiting}"


def _answer(message: Message) -> str:
    by = " · ".join(safe(message[name]) for name in ("NGUOITRALOI", "CHUCVUNGUOITRALOI", "NGAYTRALOI") if message[name])
    return f"<blockquote>{safe(message['NOIDUNGTRALOI'])}<footer>{by}</footer></blockquote>"


def _public(message: Message) -> str:
    return f"<dt>{safe(message['TIEUDE'])}<dd>{safe(message['NOIDUNGCAUHOI'])}<dd>{safe(message['NOIDUNGTRALOI'])}"
