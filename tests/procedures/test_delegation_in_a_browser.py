"""A delegation from gap to confirmation by hand, without JavaScript too; no barrier at 360 and 1280 px."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from procedures.choices import Competence, Level
from procedures.models import Delegation
from tests.procedures.delegations import days, delegated, office_unit, officer
from tests.procedures.factories import FieldFactory, announced
from tests.procedures.review_queue import signed_in
from tests.units import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]
CODE = "1.000001"
WIDTHS = (360, 1280)


@pytest.fixture
def world() -> None:
    """A department whose procedure is with the communes for a few days more, and two wards, one without a counter."""
    health = make.DepartmentFactory(code="H29.12", slug="so-y-te", name="Sở Y tế")
    office_unit()
    for code, name in (("26740", "Sài Gòn"), ("26743", "Bến Thành")):
        ward = make.CommuneCommitteeFactory(division__code=code, division__name=name)
        centre = make.CentreFactory(parent=ward)
        if code == "26740":
            make.CounterFactory(unit=centre)
    announced(
        CODE, name="Cấp giấy phép hoạt động phòng khám đa khoa", competence=Competence.DEPARTMENT,
        competent_department="so-y-te", levels=[Level.PROVINCE], division="",
        field=FieldFactory(code="G1", name="Y tế"),
    )  # fmt: skip
    delegated(health, None, CODE, valid_to=days(9))


def sign_in(page: Page, live_server: LiveServer, person: User) -> None:
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def looked_at(page: Page, check_axe: Look) -> None:
    """At both widths: no barrier, and nothing pushes the page sideways."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("world")
def test_from_the_gap_to_the_second_pair_of_eyes(page: Page, live_server: LiveServer, check_axe: Look) -> None:
    sign_in(page, live_server, officer())
    page.goto(f"{live_server.url}/cong-khai/ra-soat/do-phu/")
    looked_at(page, check_axe)
    page.get_by_role("link", name=f"Ghi ủy quyền, phân cấp {CODE}").click()
    expect(page.get_by_label("Mã thủ tục")).to_have_value(CODE)
    page.get_by_label("Cơ quan giao").select_option(label="Sở Y tế")
    page.get_by_label("Cơ quan nhận").select_option("communes")
    for name, day in (("valid_from", days(9)), ("last_day", days(40)), ("decision_date", days(-1))):
        for part in ("day", "month", "year"):
            page.locator(f'[name="{name}_{part}"]').fill(str(getattr(day, part)))
    page.get_by_label("Số quyết định").fill("34/QĐ-UBND")
    looked_at(page, check_axe)
    page.get_by_role("button", name="Xem trước").click()

    expect(page.get_by_text("1 thủ tục đang có hiệu lực thuộc phạm vi này.")).to_be_visible()
    looked_at(page, check_axe)
    page.get_by_role("button", name="Ghi và chờ xác nhận").click()
    expect(page.get_by_role("button", name="Xác nhận")).to_have_count(0)

    sign_in(page, live_server, officer("hai@thu.example"))
    page.reload()
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Đã xác nhận", exact=False).first).to_be_visible()
    looked_at(page, check_axe)
    assert Delegation.objects.get(decision_number="34/QĐ-UBND").state == "confirmed"
    page.goto(f"{live_server.url}/cong-khai/uy-quyen/?xem=sap-hieu-luc")
    expect(page.get_by_role("link", name="34/QĐ-UBND")).to_be_visible()
    looked_at(page, check_axe)
