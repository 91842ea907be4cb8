"""Rules proved: publishers see what a delegation does before it is written; readers and machines see who settles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procedures import page_cache
from procedures.choices import Competence, DelegationState, Level
from procedures.models import Delegation
from tests.procedures.delegations import days, delegated, office_unit, officer, proposed, today
from tests.procedures.factories import FieldFactory, announced
from tests.procedures.review_queue import signed_in, staff
from tests.units import factories as make
from units.models import Unit
from units.roles import Role

pytestmark = pytest.mark.django_db
LIST, NEW = "/cong-khai/uy-quyen/", "/cong-khai/uy-quyen/moi/"
CODE = "1.000001"


@pytest.fixture
def health() -> Unit:
    made: Unit = make.DepartmentFactory(code="H29.12", slug="so-y-te", name="Sở Y tế")
    office_unit()
    make.ProvincialCentreFactory()
    announced(
        CODE, name="Cấp giấy phép phòng khám", competence=Competence.DEPARTMENT, competent_department="so-y-te",
        levels=[Level.PROVINCE], division="", field=FieldFactory(code="G1", name="Y tế"),
    )  # fmt: skip
    return made


@pytest.fixture
def ward() -> Unit:
    committee: Unit = make.CommuneCommitteeFactory(
        division__code="26740", division__name="Sài Gòn", name="Ủy ban nhân dân phường Sài Gòn"
    )
    make.CentreFactory(parent=committee)
    return committee


def parts(name: str, day: Any) -> dict[str, str]:
    """A date as its three boxes are sent."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def typed(**changes: Any) -> dict[str, Any]:
    """The form filled in well: the Department of Health to all communes, a month."""
    told = {
        "kind": "delegated",
        "giver": "H29.12",
        "receiver": "communes",
        "codes": f"Mã: {CODE}",
        "field": "",
        "decision_number": "12/QĐ-UBND",
        **parts("valid_from", today()),
        **parts("last_day", days(30)),
        **parts("decision_date", days(-3)),
        "submission_key": "7d0d1e3e-3f0c-4a55-8f64-1f6a3f4c2b11",
    }
    return {**told, **changes}


def test_first_it_shows_what_it_does_then_it_is_written_once(health: Unit, ward: Unit) -> None:
    client = signed_in(officer())

    preview = client.post(NEW, typed())
    text = preview.content.decode()
    assert (preview.context["count"], preview.context["receivers"]) == (1, 1)
    assert "Cấp giấy phép phòng khám" in text
    assert not Delegation.objects.exists(), "looking writes nothing"

    given = dict(preview.context["given"])
    for _time in range(2):
        answer = client.post(NEW, {**given, "sure": "1"})
    made = Delegation.objects.get()
    assert answer["Location"] == f"{LIST}{made.pk}/"
    assert (made.state, made.to_unit, made.valid_from, made.valid_to) == ("waiting", None, today(), days(31))
    assert [scope.procedure.code for scope in made.scopes.select_related("procedure")] == [CODE]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"codes": "", "field": ""}, "Hãy ghi mã thủ tục, hoặc chọn một lĩnh vực."),
        ({"codes": "không phải mã"}, "Không thấy mã thủ tục nào"),
        ({"codes": "9.999999"}, "Không có trong danh mục: 9.999999"),
        ({"last_day_day": "", "last_day_month": "", "last_day_year": ""}, "Ủy quyền phải có thời hạn"),
        (parts("last_day", days(-9)), "Ngày cuối không được trước ngày đầu."),
        (parts("last_day", date.max), "không được sau 30/12/9999"),
        (parts("decision_date", days(9)), "không được sau"),
        (parts("valid_from", days(-9)), "Ngày có hiệu lực không được trước ngày quyết định."),
        ({"receiver": "H29.12"}, "Cơ quan nhận phải khác cơ quan giao."),
        ({"giver": "H29"}, "không có thẩm quyền với thủ tục"),
        ({"giver": "H99"}, "giver"),
        ({"receiver": "\u0000"}, "receiver"),
        ({"decision_number": "x" * 101}, "decision_number"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_written(
    health: Unit, ward: Unit, changes: dict[str, str], words: str
) -> None:
    answer = signed_in(officer()).post(NEW, typed(**changes) | {"sure": "1"})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Delegation.objects.exists()


def test_the_second_person_confirms_and_readers_see_it(
    health: Unit, ward: Unit, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    waiting = proposed(health, None, CODE)
    page = f"/thu-tuc/{CODE}/?commune=26740"
    before = client.get(page).content.decode()
    assert "Trung tâm Phục vụ hành chính công Thành phố Hồ Chí Minh" in before

    assert signed_in(officer()).post(f"{LIST}{waiting.pk}/xac-nhan/").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == DelegationState.WAITING, "who wrote it does not confirm it"
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(officer("hai@thu.example")).post(f"{LIST}{waiting.pk}/xac-nhan/")

    after = client.get(page).content.decode()
    assert "Sở Y tế ủy quyền cho Ủy ban nhân dân cấp xã giải quyết" in after
    assert "Trung tâm Phục vụ hành chính công Phường Sài Gòn" in after
    assert 'name="commune"' in client.get(f"/thu-tuc/{CODE}/").content.decode(), "now the place depends on the commune"


def test_readers_see_what_is_ahead_but_not_what_is_over(health: Unit, ward: Unit, client: Client) -> None:
    delegated(health, None, CODE, valid_from=days(5), valid_to=days(9), decision_number="AHEAD")
    delegated(health, ward, CODE, valid_from=days(-9), valid_to=days(-5), decision_number="OVER")

    text = client.get(f"/thu-tuc/{CODE}/").content.decode()

    assert "AHEAD" in text
    assert "OVER" not in text
    past = client.get(f"/thu-tuc/{CODE}/?on={today().isoformat()}").content.decode()
    assert "AHEAD" in past


def test_in_english_the_sentence_is_english_and_names_stay(health: Unit, ward: Unit, client: Client) -> None:
    delegated(health, ward, CODE)

    text = client.get(f"/thu-tuc/{CODE}/", headers={"Accept-Language": "en"}).content.decode()

    assert "ủy quyền cho" not in text
    assert "Ủy ban nhân dân phường Sài Gòn" in text


def test_machines_read_it_with_the_procedure_and_in_the_list_of_a_unit(
    health: Unit, ward: Unit, client: Client
) -> None:
    delegated(health, ward, CODE)

    told = client.get(f"/api/v1/procedures/{CODE}/").json()["delegations"]
    assert told == [
        {
            "kind": "delegated",
            "from_unit": "H29.12",
            "to_unit": ward.code,
            "valid_from": days(-1).isoformat(),
            "valid_to": days(30).isoformat(),
            "decision_number": "12/QĐ-UBND",
            "decision_date": days(-10).isoformat(),
        }
    ]
    of = {unit: client.get("/api/v1/procedures/", {"unit": unit}).json()["results"] for unit in ("H29.12", ward.code)}
    assert [len(found) for found in of.values()] == [0, 1]


def test_the_list_has_a_tab_for_each_state_and_a_filter(health: Unit, ward: Unit) -> None:
    delegated(health, ward, CODE, valid_from=days(-9), valid_to=days(-5), decision_number="OVER")
    delegated(health, ward, CODE, valid_from=days(-2), valid_to=days(5), decision_number="NOW")
    delegated(health, ward, CODE, valid_from=days(5), valid_to=days(9), decision_number="AHEAD")
    proposed(health, ward, CODE, valid_from=days(9), valid_to=days(12), decision_number="WAITING")
    client = signed_in(officer())

    def numbers(query: str) -> list[str]:
        return [row.decision_number for row in client.get(LIST + query).context["rows"]]

    assert numbers("") == numbers("?xem=la") == ["NOW"]
    assert numbers("?xem=cho-xac-nhan") == ["WAITING"]
    assert numbers("?xem=sap-hieu-luc") == ["AHEAD"]
    assert numbers("?xem=da-het") == ["OVER"]
    assert numbers("?xem=khong-ap-dung") == []
    for text, found in [("now", 1), (CODE, 1), ("so y te", 1), ("sai gon", 1), ("khác", 0), ("%00", 1)]:
        assert len(numbers(f"?tim={text}")) == found, text
    assert numbers("?trang=99") == numbers("?trang=x") == ["NOW"]


def test_taking_back_and_ending_ask_first_and_need_their_reason(health: Unit, ward: Unit) -> None:
    client, waiting = signed_in(officer()), proposed(health, ward, CODE)
    at = f"{LIST}{waiting.pk}/"
    assert "không lấy lại được" in client.get(f"{at}khong-ap-dung/").content.decode()
    assert client.post(f"{at}khong-ap-dung/", {"reason": " "}).status_code == 422
    waiting.refresh_from_db()
    assert waiting.state == DelegationState.WAITING
    client.post(f"{at}khong-ap-dung/", {"reason": "Ghi nhầm"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.remarks) == (DelegationState.REFUSED, "Ghi nhầm")

    standing = delegated(health, ward, CODE)
    at = f"{LIST}{standing.pk}/"
    assert "1 thủ tục trở lại cơ quan giao" in client.get(f"{at}cham-dut/").content.decode()
    assert client.post(f"{at}cham-dut/", {"decision": "", **parts("on", days(1))}).status_code == 422
    client.post(f"{at}cham-dut/", {"decision": "9/QĐ", **parts("on", days(-3))})
    standing.refresh_from_db()
    assert standing.ended_by is None
    client.post(f"{at}cham-dut/", {"decision": "9/QĐ", **parts("on", days(1))})
    standing.refresh_from_db()
    assert (standing.valid_to, standing.end_decision) == (days(1), "9/QĐ")
    shown = client.get(at).content.decode()
    assert "ghi chấm dứt theo 9/QĐ" in shown


def test_only_publishers_come_in(health: Unit, ward: Unit) -> None:
    made = proposed(health, ward, CODE)
    at = f"{LIST}{made.pk}/"
    pages = (LIST, NEW, at, f"{at}cham-dut/", f"{at}khong-ap-dung/")

    for person in (staff(Role.OFFICER), staff(Role.LEADER), make.StaffFactory()):
        assert {signed_in(person).get(page).status_code for page in pages} == {403}
    assert {Client().get(page).status_code for page in pages} == {302}
    assert signed_in(officer()).get(f"{LIST}999/").status_code == 404
    assert signed_in(officer()).get(f"{at}xac-nhan/").status_code == 405


def test_the_pages_cost_the_same_however_many_there_are(
    health: Unit, ward: Unit, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        delegated(health, ward, CODE, valid_from=days(number), valid_to=days(number + 1))
    client = signed_in(officer())
    client.get(LIST)

    with django_assert_max_num_queries(13):
        client.get(LIST + "?xem=sap-hieu-luc")
    page_cache.forget(())
    with django_assert_max_num_queries(20):
        client.get(f"{LIST}{Delegation.objects.order_by('pk')[0].pk}/")


def test_a_cold_page_reads_all_delegations_in_one_query(client: Client, health: Unit, ward: Unit) -> None:
    """However many delegations and scopes there are."""
    announced(
        "1.000002",
        competence=Competence.DEPARTMENT,
        competent_department="so-y-te",
        levels=[Level.PROVINCE],
        division="",
    )

    def cold() -> int:
        cache.clear()
        page_cache.ask_anew()
        with CaptureQueriesContext(connection) as asked:
            html = client.get(f"/thu-tuc/{CODE}/").content.decode()
        assert html.count("ủy quyền cho") == Delegation.objects.count()
        assert sum("procedures_delegation" in query["sql"] for query in asked) == 1
        return len(asked)

    delegated(health, ward, CODE, valid_from=days(-9), valid_to=days(9))
    cold()  # Calendars stay in the process.
    few = cold()
    for number in range(10, 14):
        delegated(health, ward, CODE, "1.000002", valid_from=days(number), valid_to=days(number + 1))

    assert cold() == few
