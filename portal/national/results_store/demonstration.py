"""Results of the demonstration's people in the simulated store, and which paper they serve as. Invented, all of it.

No published result code is known for the papers of the starter catalogue, so the codes here are of a ministry that does
not exist (G00): on a live site publishers keep the list.
"""

from __future__ import annotations

from weasyprint import HTML

from portal.accounts.models import Kind, User
from portal.national.models import AskingAgency, ServingResult
from portal.national.simulator.asking_pages import Person
from portal.national.simulator.results import StoredResult
from portal.outbox.standard_webhooks import new_secret

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


#: What the demonstration's citizens are given here, and the paper that it serves as in another procedure: who was never
#: registered proves their birth by a copy of any paper that names it.
ISSUED, NEEDED_BY, SERVES_AS = "KQ.G15.000031", "1.004772", "000.00.00.G15-KQ004402"


def introduce() -> AskingAgency:
    """The simulated national store among the agencies that ask here; by law, where a procedure needs the paper."""
    ServingResult.objects.get_or_create(component_code=SERVES_AS, result_code=ISSUED)
    told = {
        "name": "Kho kết quả quốc gia (mô phỏng)",
        "legal_basis": "Nghị định 309/2026/NĐ-CP, Điều 4, khoản 2a (mô phỏng)",
        "secret": new_secret(),
        "is_simulated": True,
    }
    agency, _is_new = AskingAgency.objects.get_or_create(agency_code="G00.MO-PHONG", defaults=told)
    return agency


def people() -> list[Person]:
    """The citizens whom it asks about."""
    citizens = User.objects.filter(is_demo=True, kind=Kind.CITIZEN).exclude(id_number_index="").order_by("pk")
    return [Person(one.full_name, one.id_number) for one in citizens]


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
