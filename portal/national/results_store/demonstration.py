"""Results of the demonstration's people in the simulated store, and which paper they serve as. Invented, all of it.

No published result code is known for the papers of the starter catalogue, so the codes here are of a ministry that does
not exist (G00): on a live site publishers keep the list.
"""

from __future__ import annotations

from weasyprint import HTML

from portal.accounts.models import Kind, User
from portal.national.models import ServingResult
from portal.national.simulator.results import StoredResult

#: Component of the starter catalogue, code and title of the result, who issued it.
_SERVED = (
    ("000.00.00.G15-KQ004389", "KQ.G00.000001", "Giấy chứng sinh điện tử", "Bệnh viện Từ Dũ (mô phỏng)"),
    (
        "000.00.00.G15-KQ003159",
        "KQ.G00.000002",
        "Văn bản ủy quyền có chứng thực",
        "Ủy ban nhân dân phường Sài Gòn (mô phỏng)",
    ),
)


def prepare() -> list[StoredResult]:
    """Note which result serves as which paper, and make one result of each kind for every citizen of the demo."""
    for component, code, _title, _agency in _SERVED:
        ServingResult.objects.get_or_create(component_code=component, result_code=code)
    citizens = User.objects.filter(is_demo=True, kind=Kind.CITIZEN).exclude(id_number_index="").order_by("pk")
    return [_result(person, place, *served[1:]) for person in citizens for place, served in enumerate(_SERVED, start=1)]


def _result(person: User, place: int, code: str, title: str, agency: str) -> StoredResult:
    number = f"{person.pk:03}-{place}/2026"
    return StoredResult(
        owner=person.id_number,
        code=code,
        title=title,
        number=number,
        agency=agency,
        file_name=f"{code.lower().replace('.', '-')}.pdf",
        content=_drawn(title, number, agency, person.full_name),
    )


def _drawn(title: str, number: str, agency: str, name: str) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in (agency, f"Số: {number}", f"Của: {name}", "Bản mô phỏng."))
    page: bytes = HTML(string=f'<html lang="vi"><title>{title}</title><h1>{title}</h1>{lines}</html>').write_pdf()
    return page
