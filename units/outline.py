"""Which units a province has in the two-tier model, as plain rows; `loading.py` writes them.

Sources: NĐ 118/2025 and NĐ 309/2026 Đ7, Đ10 (service centres and branches), NĐ 150/2025
(departments; divisions of wards and communes).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import departments
from .agency_codes import AgencyCodes
from .divisions_source import DivisionRecord
from .models import Division, UnitKind

DATA = Path(__file__).parent / "data"
DIVISION_COUNTERS = (
    "Hướng dẫn và lấy số thứ tự",
    "Hộ tịch và chứng thực",
    "Đất đai, xây dựng và môi trường",
    "Kinh doanh, lao động và bảo trợ xã hội",
    "Trả kết quả",
)
#: The centre at Thủ Đức opened with 67 counters (29/12/2025); every branch has five or more.
PROVINCIAL_COUNTERS = 67


@dataclass(frozen=True)
class PlannedUnit:
    """One unit to be: codes stand for the rows that the database will know by id."""

    code: str
    parent_code: str
    kind: UnitKind
    name: str
    slug: str
    division_code: str
    counters: tuple[str, ...] = ()


def provincial_units(province: DivisionRecord, codes: AgencyCodes) -> Iterator[PlannedUnit]:
    """The People's Committee, departments, the service centre and its branches."""
    yield PlannedUnit(
        codes.province,
        "",
        UnitKind.PROVINCIAL_COMMITTEE,
        f"Ủy ban nhân dân {province.full_name}",
        "",
        province.code,
    )
    for department in departments.DEPARTMENTS:
        yield PlannedUnit(
            codes.departments[department.slug],
            codes.province,
            UnitKind.DEPARTMENT,
            f"{department.name} {province.full_name}",
            department.slug,
            province.code,
        )
    yield PlannedUnit(
        codes.centre,
        codes.province,
        UnitKind.PROVINCIAL_CENTRE,
        f"Trung tâm Phục vụ hành chính công {province.full_name}",
        departments.CENTRE,
        province.code,
        tuple(f"Quầy tiếp nhận số {number}" for number in range(1, PROVINCIAL_COUNTERS + 1)),
    )
    yield from _branches(province, codes)


def commune_units(
    communes: list[DivisionRecord], codes: AgencyCodes, agency_codes: Mapping[str, str]
) -> Iterator[PlannedUnit]:
    """For every commune its People's Committee, three divisions and its service centre."""
    for commune in communes:
        code = agency_codes[commune.code]
        place = commune.full_name[0].lower() + commune.full_name[1:]
        yield PlannedUnit(
            code,
            codes.province,
            UnitKind.COMMUNE_COMMITTEE,
            f"Ủy ban nhân dân {place}",
            "",
            commune.code,
        )
        for number, slug, name in _divisions(commune):
            yield PlannedUnit(
                f"{code}.{number}",
                code,
                UnitKind.COMMUNE_DIVISION,
                f"{name} {place}",
                slug,
                commune.code,
            )
        yield PlannedUnit(
            f"{code}.9",
            code,
            UnitKind.COMMUNE_CENTRE,
            f"Trung tâm Phục vụ hành chính công {place}",
            departments.CENTRE,
            commune.code,
            DIVISION_COUNTERS,
        )


def _branches(province: DivisionRecord, codes: AgencyCodes) -> Iterator[PlannedUnit]:
    """Branches of the provincial centre; only a province whose list we have gets any."""
    path = DATA / f"branches_{province.code}.json"
    names: list[str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    for number, name in enumerate(names, start=1):
        yield PlannedUnit(
            f"{codes.centre}.{number:02}",
            codes.centre,
            UnitKind.BRANCH,
            f"Chi nhánh Trung tâm Phục vụ hành chính công khu vực {name}",
            "",
            province.code,
            DIVISION_COUNTERS,
        )


def _divisions(commune: DivisionRecord) -> tuple[tuple[str, str, str], ...]:
    is_rural = commune.kind == Division.Kind.COMMUNE
    economy = "Phòng Kinh tế" if is_rural else "Phòng Kinh tế, Hạ tầng và Đô thị"
    office = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"
    return (
        ("1", departments.OFFICE, office),
        ("2", departments.ECONOMY, economy),
        ("3", departments.CULTURE_SOCIETY, "Phòng Văn hóa - Xã hội"),
    )
