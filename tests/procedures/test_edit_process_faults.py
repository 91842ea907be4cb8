"""Rules proved: what is wrong with a step is told beside its box and nothing is written; what is wrong with the whole
is kept, told above, and stops the decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from procedures import decision_checks
from procedures.models import DecisionChange
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import CaseFactory
from tests.procedures.process_rows import ENDS, a_step, rows_of
from tests.procedures.publisher_desk import of, section_at, sent

pytestmark = pytest.mark.django_db
CODE = "1.001193"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft of a good procedure, with the usual four steps."""
    good(CODE)
    return only_change(world.drafted(people, CODE))


@pytest.fixture
def client(people: Deciders) -> Client:
    """The browser of who drafts."""
    return of(people.drafter)


def refused(client: Client, change: DecisionChange, *rows: dict[str, Any]) -> str:
    """The page that a wrong form comes back as; asserts that nothing changed."""
    before = rows_of(change)
    answer = client.post(section_at(change, "process"), sent(*rows))
    assert answer.status_code == 422, answer.content.decode()[:200]
    assert rows_of(change) == before
    return answer.content.decode()


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("process", {"name": ""}, "name", "Hãy điền ô này."),
    ("process", {"working_hours": "-1"}, "working_hours", ""),
    ("process", {"working_hours": "nhiều"}, "working_hours", ""),
    ("process", {"working_hours": "123456"}, "working_hours", ""),
    ("process", {"unit_rule": "named"}, "named_unit", "Hãy ghi tên hoặc mã đơn vị làm bước này."),
    ("process", {"unit_rule": "named", "named_unit": "Sở Ma"}, "named_unit", "mang tên hoặc mã “Sở Ma”"),
    ("process", {"consulted": "Sở Tư pháp\nSở Ma"}, "consulted", "mang tên hoặc mã “Sở Ma”"),
    ("process", {"consulted": "Sở Tư pháp: 99"}, "consulted", "nhiều giờ hơn số giờ của cả bước"),
    ("process", {"consulted": "Sở Ma: 2"}, "consulted", "mang tên hoặc mã “Sở Ma: 2”"),
    ("process", {"outcome_2": "request_supplement", "next_2": "sign"}, "next_2", "phải trở lại chính bước này"),
    ("process", {"outcome_2": "", "next_2": "sign"}, "outcome_2", "Hãy chọn kết quả dẫn đến bước đó."),
    ("process", {"outcome_3": "forward"}, "next_3", "Hãy chọn bước mà kết quả này dẫn đến."),
    ("process", {"outcome_1": ""}, "outcome_1", "Hãy chọn một câu trả lời."),
    ("process", {"outcome_1": "sign", "next_1": "return"}, "next_1", "không có kết quả “Ký kết quả”"),
    ("process", {"outcome_3": "submit_for_signature", "next_3": "sign"}, "outcome_3", "Kết quả này đã chọn ở trên."),
    ("process", {"next_1": ENDS}, "next_1", "chưa dẫn đến bước nào"),
    ("process", {"next_1": "return"}, "next_1", "Lãnh đạo ký duyệt"),
    ("process", {"next_1": "nowhere"}, "next_1", ""),
    ("process", {"role": "king"}, "role", ""),
    ("process", {"case": "nobody"}, "case", ""),
    ("return", {"next_1": "process"}, "next_1", "phải kết thúc quy trình"),
]


@pytest.mark.parametrize(("key", "typed", "box", "words"), WRONG, ids=[f"{w[2]}-{n}" for n, w in enumerate(WRONG)])
def test_what_is_wrong_with_a_step_is_told_beside_its_box(
    client: Client, change: DecisionChange, key: str, typed: dict[str, Any], box: str, words: str
) -> None:
    rows = [row | typed if row["key"] == key else row for row in rows_of(change)]
    place = [row["key"] for row in rows].index(key)

    html = refused(client, change, *rows)

    assert words in html
    assert f'id="id_row-{place}-{box}_error"' in html or f'id="id_row-{place}-{box}-error"' in html


def test_a_step_taken_out_is_missed_where_others_lead_to_it(client: Client, change: DecisionChange) -> None:
    receive, process, sign, return_ = rows_of(change)

    html = refused(client, change, receive, process, sign | {"DELETE": "on"}, return_)

    assert "“Trình ký” chưa dẫn đến bước nào" in html


def test_what_is_wrong_with_the_whole_is_kept_told_and_stops_the_decision(
    client: Client, change: DecisionChange, people: Deciders
) -> None:
    """Half a process can be saved; a decision with it can't be submitted."""
    rows = [row | {"working_hours": "9"} if row["key"] == "process" else row for row in rows_of(change)]
    spare = a_step("spare", "Bước thừa", outcome_1="submit_for_signature", next_1="sign")

    assert client.post(section_at(change, "process"), sent(*rows, spare)).status_code == 302

    html = client.get(section_at(change, "process")).content.decode()
    assert "Không bước nào dẫn đến bước “Bước thừa”." in html
    assert "quá thời hạn 8 giờ" in html
    blocking = decision_checks.blocking(change.decision, decision_checks.checked_changes(change.decision))
    assert {finding.code for finding in blocking} == {"process_orphan", "process_too_long"}
    assert {finding.section for finding in blocking} == {"process"}
    client.post(f"/cong-khai/quyet-dinh/{change.decision_id}/trinh/")
    change.decision.refresh_from_db()
    assert change.decision.state == "draft"


def test_a_step_does_not_lead_into_the_process_of_another_case(client: Client, change: DecisionChange) -> None:
    CaseFactory(version=change.version, key="late", name="Đăng ký muộn", when="Đã quá 60 ngày")
    receive, process, sign, return_ = rows_of(change)

    html = refused(client, change, receive, process, sign | {"case": "late"}, return_)

    assert "“Trình ký” chưa dẫn đến bước nào" in html


def test_one_step_twice_in_a_process_is_told(client: Client, change: DecisionChange) -> None:
    *rows, last = rows_of(change)

    html = refused(client, change, *rows, last, last | {"id": ""})

    assert "Trường hợp này đã có bước đó." in html
