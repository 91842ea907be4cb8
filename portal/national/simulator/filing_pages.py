"""Filing at the simulated national portal, and what people do about their dossier there afterwards."""

from __future__ import annotations

import json
import secrets
import time
import uuid
from typing import Any

from dossiers.statuses import Status
from portal.national.messages import codes
from portal.national.simulator import birth, catalogue
from portal.national.simulator.feedback_pages import FeedbackPages
from portal.national.simulator.filed import FiledStore, Handed
from portal.national.simulator.handing import Handing
from portal.national.simulator.looks import safe, whole
from portal.national.simulator.questions import QuestionStore
from portal.national.simulator.store import Message
from portal.simulating.serving import Request, Response, Route, page, redirect

#: How a message stands here, as the door answers.
_STATES = {"waiting": "đang chờ xử lý", "done": "đã xử lý", "dead": "không xử lý được"}
_LABELS = {
    "HoTen": "Họ và tên",
    "SoDinhDanh": "Số định danh cá nhân",
    "SoDienThoai": "Số điện thoại",
    "Email": "Thư điện tử",
    "MaXa": "Mã xã, phường nơi ở",
    "DiaChi": "Số nhà, đường",
}


class FilingPages:
    """Forms for whoever runs a demonstration; `own_address` is where the province fetches the files."""

    def __init__(self, filed: FiledStore, handing: Handing, questions: QuestionStore) -> None:
        self._filed, self.handing = filed, handing
        self._feedback = FeedbackPages(questions, handing)
        self.own_address = ""

    def routes(self) -> dict[tuple[str, str], Route]:
        """Filing, the acts after it, and the files."""
        return {
            ("GET", "/nop"): lambda _request: page(whole(_filing_form())),
            ("POST", "/nop"): self._file,
            ("GET", "/tep"): self._give_file,
            ("POST", "/bo-sung"): self._supplement,
            ("POST", "/rut"): self._act("RutHoSo", "LyDo"),
            ("POST", "/danh-gia"): self._act("DanhGiaHoSo", "DiemDanhGia"),
            ("POST", "/nop-tien"): self._pay,
            ("POST", "/hoi-lai"): self._ask,
            **self._feedback.routes(),
        }

    def newest(self) -> str:
        """The dossiers that were filed here."""
        rows = "".join(
            f'<tr><td><a href="/ho-so?ma={safe(data["MaHoSo"])}">{safe(data["MaHoSo"])}</a><td>{safe(data["MaTTHC"])}'
            f"<td>{safe(data['NguoiNop']['HoTen'])}</tr>"
            for data in self._filed.newest()
        )
        table = f"<table><tr><th>Mã hồ sơ<th>Thủ tục<th>Người nộp</tr>{rows}</table>"
        return f"<h2>Hồ sơ nộp tại đây</h2>{table}" if rows else ""

    def about(self, code: str, message: Message) -> str:
        """What was handed in about a dossier and what can be done about it; "" for one that was not filed here."""
        if self._filed.filed(code) is None:
            return ""
        handed = "".join(_handed(one) for one in self._filed.handed(code))
        again = f'<form method="post" action="/hoi-lai">{_hidden(code)}<button>Hỏi lại tỉnh</button></form>'
        return f"<h2>Đã gửi sang tỉnh</h2><ul>{handed}</ul>{again}{_acts(code, message)}"

    def _file(self, request: Request) -> Response:
        values, code = request.values, self._filed.next_code()
        person = {name: values.get(name, "").strip() for name in _LABELS}
        kinds = {"LoaiDoiTuong": values.get("LoaiDoiTuong", "1"), "MucDinhDanh": "2"}
        data = {
            "MaHoSo": code,
            "MaTTHC": values.get("MaTTHC", ""),
            "NgayNopHoSo": _now(),
            "HinhThuc": values.get("HinhThuc", "2"),
            "NguoiNop": {**kinds, **_called(person), **person},
            "ToKhai": _answers(values.get("ToKhai", "")),
            "TaiLieuNop": self._papers(request),
        }
        self._filed.keep(data)
        self.handing.hand_in("NopHoSo", data)
        return redirect(f"/ho-so?ma={code}")

    def _papers(self, request: Request) -> list[dict[str, str]]:
        """The paper of the form, with the file that was chosen; without one a database holds it."""
        key = request.values.get("MaThanhPhanHoSo", "")
        sent = request.files.get("tep")
        if not key:
            return []
        if sent is None:
            return [{"MaThanhPhanHoSo": key, "DuocTaiSuDung": "1"}]
        token = secrets.token_hex(16)
        self._filed.keep_file(token, sent.name, sent.content)
        address = f"{self.own_address}/tep?ma={token}"
        return [
            {"MaThanhPhanHoSo": key, "DuocTaiSuDung": "0", "TenTepDinhKem": sent.name, "DuongDanTaiTepTin": address}
        ]

    def _give_file(self, request: Request) -> Response:
        content = self._filed.file(request.values.get("ma", ""))
        return Response(b"", status=404) if content is None else Response(content, "application/octet-stream")

    def _supplement(self, request: Request) -> Response:
        values = request.values
        data = self._by_filer(values.get("ma", "")) | {
            "HoSoBoSungId": values.get("yeu-cau", ""),
            "TaiLieuNop": self._papers(request),
        }
        self.handing.hand_in("NopHoSoBoSung", data)
        return redirect(f"/ho-so?ma={data['MaHoSo']}")

    def _act(self, service: str, name: str) -> Route:
        """A route for an act that says one thing beside who does it."""

        def act(request: Request) -> Response:
            data = self._by_filer(request.values.get("ma", "")) | {name: request.values.get(name, "")}
            if request.values.get("NoiDung"):
                data["NoiDung"] = request.values["NoiDung"]
            self.handing.hand_in(service, data)
            return redirect(f"/ho-so?ma={data['MaHoSo']}")

        return act

    def _pay(self, request: Request) -> Response:
        code = request.values.get("ma", "")
        self._by_filer(code)
        reference = {"MaGiaoDich": f"DVCQG-{secrets.token_hex(8)}", "ThoiDiem": _now()}
        data = {"MaHoSo": code, "SoTien": request.values.get("so-tien", ""), **reference}
        self.handing.hand_in("ThongBaoThanhToan", data)
        return redirect(f"/ho-so?ma={code}")

    def _ask(self, request: Request) -> Response:
        code = request.values.get("ma", "")
        self.handing.ask(code)
        return redirect(f"/ho-so?ma={code}")

    def _by_filer(self, code: str) -> dict[str, str]:
        filed = self._filed.filed(code)
        if filed is None:
            raise ValueError("no such dossier")
        return {"MaHoSo": code, "SoDinhDanh": filed["NguoiNop"]["SoDinhDanh"]}


def _called(person: dict[str, str]) -> dict[str, str]:
    """TechID: the same for the same person."""
    number = person["SoDinhDanh"]
    return {"MaDoiTuong": f"T-{uuid.uuid5(uuid.NAMESPACE_OID, number).hex[:12]}"} if number else {}


def _filing_form() -> str:
    procedures = "".join(
        f'<option value="{safe(row["MATTHC"])}">{safe(row["TENTTHC"])}</option>' for row in catalogue.PROCEDURES
    )
    person = "".join(
        f'<p><label>{label} <input name="{name}" value="{safe(birth.APPLICANT[name])}"></label></p>'
        for name, label in _LABELS.items()
    )
    answers = safe(json.dumps(birth.answers(), ensure_ascii=False, indent=1))
    paper, called = birth.PAPER["MaThanhPhanHoSo"], birth.PAPER["TenGiayTo"]
    return (
        '<h2>Nộp hồ sơ</h2><form method="post" action="/nop" enctype="multipart/form-data">'
        f'<p><label>Thủ tục <select name="MaTTHC">{procedures}</select></label></p>{person}'
        '<p><label>Người nộp là <select name="LoaiDoiTuong"><option value="1">Công dân<option value="2">Doanh nghiệp'
        '<option value="4">Tổ chức khác</select></label></p><p><label>Nhận kết quả <select name="HinhThuc">'
        '<option value="2">Trực tuyến<option value="0">Tại quầy<option value="1">Qua bưu chính</select></label></p>'
        f'<p><label>Tờ khai (JSON) <textarea name="ToKhai">{answers}</textarea></label></p>'
        f'<p><label>Mã giấy tờ ({called}) <input name="MaThanhPhanHoSo" value="{paper}"></label></p>'
        '<p><label>Tệp (để trống: cơ sở dữ liệu đã có) <input type="file" name="tep"></label></p>'
        "<button>Nộp hồ sơ</button></form>"
    )


def _handed(one: Handed) -> str:
    answer = one.answer
    told = answer | {"state": _STATES.get(str(answer.get("state", "")), "")}
    said = " · ".join(str(told[name]) for name in ("state", "code", "problem", "title") if told.get(name))
    faults = "".join(f"<br>{safe(fault['pointer'])}: {safe(fault['detail'])}" for fault in answer.get("errors", []))
    state = f"HTTP {one.status}" if one.status else "chưa có trả lời"
    return f"<li>{safe(one.service)} ({one.tries} lần, {state}) {safe(said)}{faults}"


def _acts(code: str, message: Message) -> str:
    hidden = _hidden(code)
    acts = [
        f'<form method="post" action="/bo-sung" enctype="multipart/form-data">{hidden}'
        f'<input type="hidden" name="yeu-cau" value="{safe(asked["HoSoBoSungId"])}">'
        f"<p>Tỉnh yêu cầu bổ sung: {safe(asked['NoiDungBoSung'])}</p>"
        f'<input type="hidden" name="MaThanhPhanHoSo" value="{birth.PAPER["MaThanhPhanHoSo"]}">'
        '<p><label>Tệp <input type="file" name="tep"></label></p><button>Nộp bổ sung</button></form>'
        for asked in message.get("DanhSachHoSoBoSung", [])
        if asked["TrangThaiBoSung"] == codes.ASKED
    ]
    if message.get("TrangThaiHoSo") == codes.STATUSES[Status.PAYING]:
        owed = sum(int(fee["Gia"]) for fee in message["DanhSachLePhi"])
        acts.append(
            f'<form method="post" action="/nop-tien">{hidden}<p><label>Số tiền (đồng) <input name="so-tien" '
            f'value="{owed}" inputmode="numeric"></label></p><button>Nộp tiền</button></form>'
        )
    if message.get("DanhSachGiayToKetQua"):
        scores = '<option value="3">Rất hài lòng<option value="2">Hài lòng<option value="1">Không hài lòng'
        acts.append(
            f'<form method="post" action="/danh-gia">{hidden}<p><label>Đánh giá <select name="DiemDanhGia">{scores}'
            '</select></label></p><p><label>Vì sao <input name="NoiDung"></label></p><button>Gửi đánh giá</button>'
            "</form>"
        )
    else:
        acts.append(
            f'<form method="post" action="/rut">{hidden}<p><label>Lý do rút <input name="LyDo"></label></p>'
            "<button>Rút hồ sơ</button></form>"
        )
    return "".join(acts)


def _hidden(code: str) -> str:
    return f'<input type="hidden" name="ma" value="{safe(code)}">'


def _answers(text: str) -> dict[str, Any]:
    """What was written as the form. Raises ValueError for what is no JSON object."""
    told = json.loads(text or "{}")
    if not isinstance(told, dict):
        raise ValueError("ToKhai is to be a JSON object")
    return told


def _now() -> str:
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + 7 * 3600))
