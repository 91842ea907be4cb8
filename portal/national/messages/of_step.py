"""CapNhatTienDoHoSoMC: one step of a dossier, who did what when, and the status after it."""

from __future__ import annotations

from portal.national.messages import codes
from portal.national.messages.facts import StepFacts
from portal.national.messages.fields import Field, moment, moment_text

LONGEST_NAME = 50
FIELDS = (
    Field("MaHoSo", required=True),
    Field("NguoiXuLy", required=True, longest=LONGEST_NAME),
    Field("ChucDanh"),
    moment("ThoiDiemXuLy", required=True),
    Field("PhongBanXuLy"),
    Field("NoiDungXuLy", required=True),
    Field("TrangThai", required=True, codes=tuple(codes.STATUSES.values())),
    moment("NgayBatDau"),
    moment("NgayKetThucTheoQuyDinh"),
)


def step_message(facts: StepFacts) -> dict[str, str]:
    """The message of one step. Raises KeyError for a status that the national portal does not know."""
    return {
        "MaHoSo": facts.code,
        "NguoiXuLy": facts.actor[:LONGEST_NAME],
        "ChucDanh": facts.role,
        "ThoiDiemXuLy": moment_text(facts.at),
        "PhongBanXuLy": facts.unit_name,
        "NoiDungXuLy": facts.content,
        "TrangThai": codes.STATUSES[facts.status],
        "NgayBatDau": moment_text(facts.began_at),
        "NgayKetThucTheoQuyDinh": moment_text(facts.due_at),
    }
