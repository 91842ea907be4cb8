"""Rules proved at /cong-khai/le-phi/: write, try, approve, end, through the pages; refusals come back in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from procedures.fee_desk import deciding
from procedures.models import FeeRule, FeeRuleAct, RuleState
from procedures.starter_fee_rules import load_rules
from tests.procedures import fee_rule_world as world
from tests.procedures.deciding_world import Deciders, make_deciders, staff
from tests.procedures.fee_rule_world import CODE, FEE, tomorrow
from units.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/cong-khai/le-phi/"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def of(user: User) -> Client:
    """The browser of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def page(user: User, tail: str = "", **query: Any) -> str:
    """What somebody reads at an address of the desk."""
    response = of(user).get(LIST + tail, query)
    assert response.status_code == 200, (tail, response.status_code)
    return response.content.decode()


def parts(name: str, day: date) -> dict[str, int]:
    """A date as its three boxes send it."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def typed(**values: Any) -> dict[str, Any]:
    """What a publisher sends: half of the fee for poor households, filed online."""
    return {
        "text": "Hộ nghèo được giảm một nửa lệ phí hộ tịch.",
        "legal_basis": "Nghị quyết 9/2026/NQ-HĐND, Điều 2",
        "effect": "percent",
        "percent_off": "50",
        "fee_codes": FEE.lower(),
        "channel": "online",
        "group_name": "Hộ nghèo",
        "proof": "Giấy chứng nhận hộ nghèo còn hạn",
        **parts("valid_from", tomorrow(7)),
        **values,
    }


def test_a_rule_goes_its_way_through_the_pages(people: Deciders) -> None:
    """Write → submit → approve, each in a browser of their own, without scripts; then pages know it on its day."""
    world.with_fee()
    drafter, checker = of(people.drafter), of(people.checker)

    drafter.post(f"{LIST}moi/", typed())
    rule = FeeRule.objects.get()
    drafter.post(f"{LIST}{rule.pk}/trinh/")
    assert "Hộ nghèo được giảm" in page(people.checker, xem="cho-phe-duyet")
    checker.post(f"{LIST}{rule.pk}/phe-duyet/")

    rule.refresh_from_db()
    assert (rule.state, rule.group, rule.fee_codes, rule.province) == ("approved", "ho-ngheo", [FEE], "79")
    assert "Hộ nghèo được giảm" in page(people.drafter, xem="sap-ap-dung")
    api = f"/api/v1/procedures/{CODE}/fees/"
    on_its_day = Client().get(api, {"on": tomorrow(7).isoformat(), "group": "ho-ngheo"}).json()
    assert (on_its_day["total_dong"], on_its_day["lines"][0]["rule"]["proof"]) == (4000, rule.proof)
    assert Client().get(api, {"group": "ho-ngheo"}).json()["total_dong"] == 8000


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": " "}, "Hãy ghi lời giải thích"),
        ({"legal_basis": ""}, "Hãy ghi căn cứ"),
        ({"percent_off": ""}, "Hãy ghi mức này"),
        ({"percent_off": "100"}, "99"),
        ({"effect": "fixed"}, "Hãy ghi mức này"),
        ({"fee_codes": "LP-KHONG-CO"}, "LP-KHONG-CO"),
        ({"fee_codes": ""}, "ít nhất một mã"),
        ({"procedure_codes": "9.999999"}, "9.999999"),
        ({"procedure_codes": "khai sinh"}, "Không thấy mã thủ tục"),
        ({"proof": ""}, "Hãy ghi cách chứng minh"),
        ({"answers": "is_on_time"}, "Hãy viết mỗi dòng như"),
        ({"answers": "a b = yes"}, "Hãy viết mỗi dòng như"),
        ({"case_keys": "trường hợp"}, "chữ không dấu"),
        ({"valid_from_day": "31", "valid_from_month": "2"}, "ngày"),
        (parts("last_day", date(2026, 1, 1)), "Ngày cuối không được trước ngày đầu"),
    ],
)
def test_a_form_that_says_too_little_comes_back_with_what_was_typed(
    people: Deciders, wrong: dict[str, Any], words: str
) -> None:
    world.with_fee()

    response = of(people.drafter).post(f"{LIST}moi/", typed(**wrong))

    html = response.content.decode()
    assert words in html
    assert "Giấy chứng nhận hộ nghèo còn hạn" in html or "proof" in wrong
    assert not FeeRule.objects.exists()


def test_boxes_of_another_effect_are_left_out(people: Deciders) -> None:
    """Somebody typed a percentage, then chose "exempt": the percentage must not make the database refuse."""
    world.with_fee()

    of(people.drafter).post(f"{LIST}moi/", typed(effect="exempt", amount_dong="5.000", group_name="", proof="giấy"))

    rule = FeeRule.objects.get()
    assert (rule.percent_off, rule.amount_dong, rule.proof, rule.group) == (None, None, "", "")


def test_what_is_stored_stands_in_the_form_again(people: Deciders) -> None:
    world.with_fee()
    drafter = of(people.drafter)
    sent = typed(answers="is_on_time = yes, 3\nis_first = true", **parts("last_day", tomorrow(30)))
    drafter.post(f"{LIST}moi/", sent)
    rule = FeeRule.objects.get()

    assert rule.answers == {"is_on_time": ["yes", 3], "is_first": [True]}
    assert rule.valid_to == tomorrow(31)
    html = page(people.drafter, f"{rule.pk}/sua/")
    assert "is_first = true\nis_on_time = yes, 3" in html
    for name in ("valid_from", "last_day"):
        assert f'name="{name}_day"' in html
    drafter.post(f"{LIST}{rule.pk}/sua/", typed(text="Chữ khác"))
    rule.refresh_from_db()
    assert rule.text == "Chữ khác"
    assert FeeRule.objects.filter(pk=rule.pk, valid_to=None).exists()


def test_a_group_keeps_one_key_however_often_it_is_named(people: Deciders) -> None:
    world.with_fee()
    load_rules()
    name = FeeRule.objects.get(key="tt117-ho-tich").group_name

    of(people.drafter).post(f"{LIST}moi/", typed(group_name=name))

    assert FeeRule.objects.get(is_local=True).group == "vneid-level-2"


@pytest.mark.parametrize(
    ("who", "tail", "data"),
    [
        ("drafter", "phe-duyet/", {}),
        ("chair", "trinh/", {}),
        ("drafter", "tra-lai/", {"reason": "x"}),
        ("checker", "cham-dut/phe-duyet/", {}),
    ],
)
def test_an_act_out_of_turn_changes_nothing(people: Deciders, who: str, tail: str, data: dict[str, str]) -> None:
    rule = world.waiting(people)

    response = of(getattr(people, who)).post(f"{LIST}{rule.pk}/{tail}", data)

    assert response.status_code in (302, 403)
    assert FeeRule.objects.get().state == RuleState.WAITING
    assert FeeRuleAct.objects.count() == 2


@pytest.mark.parametrize("tail", ["", "moi/", "1/", "1/sua/", "1/cham-dut/"])
@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.UNIT_ADMIN, None])
def test_the_desk_is_closed_to_others(people: Deciders, role: str | None, tail: str) -> None:
    client = of(staff("khac@thu.example", role, people.department)) if role else Client()

    response = client.get(LIST + tail)

    assert response.status_code == (403 if role else 302)


def test_sending_back_and_ending_ask_why(people: Deciders) -> None:
    rule = world.waiting(people)
    checker = of(people.checker)

    assert "Hãy ghi lý do" in checker.post(f"{LIST}{rule.pk}/tra-lai/", {"reason": " "}).content.decode()
    assert FeeRule.objects.get().state == RuleState.WAITING
    checker.post(f"{LIST}{rule.pk}/tra-lai/", {"reason": "Thiếu điều khoản"})

    assert FeeRule.objects.get().state == RuleState.DRAFT
    assert "Thiếu điều khoản" in page(people.drafter, f"{rule.pk}/")


def test_an_end_goes_its_way_through_the_pages(people: Deciders) -> None:
    rule = world.in_force()
    drafter, checker = of(people.drafter), of(people.checker)
    at = f"{LIST}{rule.pk}/cham-dut/"

    late = drafter.post(at, {"reason": "Bãi bỏ", **parts("last_day", timezone.localdate() - timedelta(days=1))})
    assert "từ hôm nay trở đi" in late.content.decode()
    drafter.post(at, {"reason": "Bãi bỏ", **parts("last_day", tomorrow(4))})
    assert "Có đề nghị chấm dứt" in page(people.checker, f"{rule.pk}/")
    assert "Bãi bỏ" in page(people.checker, f"{rule.pk}/")
    checker.post(f"{at}phe-duyet/")

    assert FeeRule.objects.get().valid_to == tomorrow(5)


def test_tabs_say_where_each_rule_stands(people: Deciders) -> None:
    world.in_force(key="now", text="Quy tắc A")
    world.in_force(key="gone", text="Quy tắc B", valid_to=date(2026, 2, 1))
    world.drafted(people, text="Quy tắc C")
    world.waiting(people, text="Quy tắc D")
    world.approved(people, text="Quy tắc E")
    deciding.withdraw(world.drafted(people, text="Quy tắc F"), people.drafter, "Nhầm")
    world.end_proposed(people, world.in_force(key="ending", text="Quy tắc G"))

    def letters(view: str) -> str:
        html = page(people.drafter, xem=view)
        return "".join(letter for letter in "ABCDEFG" if f"Quy tắc {letter}</a>" in html)

    shown = {view: letters(view) for view in ("dang-ap-dung", "sap-ap-dung", "cho-phe-duyet", "dang-soan")}
    assert shown == {"dang-ap-dung": "AG", "sap-ap-dung": "E", "cho-phe-duyet": "DG", "dang-soan": "C"}
    assert (letters("da-het"), letters("da-bo"), letters("bua")) == ("B", "F", "AG")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"tim": "ho ngheo"}, True),
        ({"tim": "nghi quyet 7"}, True),
        ({"tim": "lp-ht"}, True),
        ({"tim": "Hộ khá"}, False),
        ({"muc": "percent"}, True),
        ({"muc": "exempt"}, False),
        ({"muc": "<b>", "sau": "x", "tim": "\x00"}, True),
    ],
)
def test_the_list_is_filtered_without_accents(people: Deciders, query: dict[str, str], found: bool) -> None:
    world.in_force(
        text="Giảm nửa cho hộ nghèo", legal_basis="Nghị quyết 7", effect="percent", percent_off=50,
        group="ho-ngheo", group_name="Hộ nghèo", proof="Giấy",
    )  # fmt: skip

    assert ("Giảm nửa cho hộ nghèo" in page(people.drafter, **query)) is found


def test_a_long_list_is_read_page_by_page_in_few_queries(people: Deciders, django_assert_max_num_queries: Any) -> None:
    for number in range(32):
        world.in_force(key=f"r{number}", text=f"Quy tắc số {number:02}")
    client = of(people.drafter)

    with django_assert_max_num_queries(9):
        first = client.get(LIST, {"tim": "Quy tắc"}).content.decode()
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(LIST + following).content.decode()

    assert first.count("Quy tắc số") == 30
    assert second.count("Quy tắc số") == 2
    assert "tim=" in following
    assert 'rel="prev"' in second


def test_text_of_a_publisher_is_shown_as_text(people: Deciders) -> None:
    rule = world.drafted(people, text="<script>alert(1)</script>", legal_basis="<img src=x onerror=1>")

    html = page(people.drafter, f"{rule.pk}/") + page(people.drafter, xem="dang-soan")

    assert "<script>alert" not in html
    assert "<img src=x" not in html
