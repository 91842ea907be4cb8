"""Who is competent, as far as a national record tells: an agency's name and a field."""

from __future__ import annotations

from dataclasses import dataclass

from portal.vietnamese import without_accents
from procedures.choices import Competence, Level
from units.departments import CULTURE_SOCIETY, DEPARTMENTS, ECONOMY

_DEPARTMENTS = sorted(((without_accents(d.name), d.slug) for d in DEPARTMENTS), key=lambda pair: -len(pair[0]))
_OF_LAND_AND_HOUSES = ("dat dai", "xay dung", "nha o", "moi truong", "quy hoach", "thuy loi", "lam nghiep")
_OF_BUSINESS = ("ho kinh doanh", "to hop tac", "hop tac xa", "doanh nghiep", "thuong mai", "luu thong hang hoa")
# The land registration office belongs to this department in every province since 2025.
_LAND_OFFICE = ("van phong dang ky dat dai", "so-nong-nghiep-moi-truong")


@dataclass(frozen=True)
class Competent:
    """The competence rule with the department or the commune's division that handles it, "" if unknown."""

    rule: Competence
    department: str = ""
    division: str = ""


def competent(levels: list[str], agencies: str, field_name: str, name: str) -> Competent:
    """The rule for a record. A department that no list of ours knows stays "": not fileable here."""
    if Level.COMMUNE not in levels:
        return Competent(Competence.DEPARTMENT, department=_department(without_accents(agencies), levels))
    subject = without_accents(f"{field_name} {name}")
    if any(word in subject for word in _OF_BUSINESS):
        return Competent(Competence.SEAT, division=ECONOMY)
    if any(word in subject for word in _OF_LAND_AND_HOUSES):
        return Competent(Competence.PLACE_OF_MATTER, division=ECONOMY)
    return Competent(Competence.RESIDENCE, division=CULTURE_SOCIETY)


def _department(agencies: str, levels: list[str]) -> str:
    if Level.PROVINCE not in levels:
        return ""
    if _LAND_OFFICE[0] in agencies:
        return _LAND_OFFICE[1]
    return next((slug for name, slug in _DEPARTMENTS if name in agencies), "")
