"""A birth of Thủ Đức filed on the island of Côn Đảo: one code, two places, two moments (NĐ 309/2026 Đ17(3))."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from portal.accounts.models import User
from tests.dossiers.world import SINCE, Ward, World, make_staff, make_unit, make_ward
from tests.journeys import answers, papers
from tests.journeys.browsing import Look
from tests.journeys.citizen import BIRTH, Citizen
from tests.journeys.mailbox import Mailbox
from tests.journeys.people import let_in
from tests.journeys.site import Site
from tests.journeys.staff import Desk
from units.models import Division, Unit, UnitKind
from units.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

CON_DAO, THU_DUC = "26732", "26824"


@dataclass(frozen=True)
class Island:
    """The special zone: who receives there."""

    centre: Unit
    clerk: User


def con_dao(city: Unit) -> Island:
    """The special zone of Côn Đảo with its committee, its centre and a clerk."""
    zone = Division.objects.create(
        code=CON_DAO, name="Côn Đảo", full_name="Đặc khu Côn Đảo", kind="special_zone", parent=city.division,
        valid_from=SINCE,
    )  # fmt: skip
    committee = make_unit(
        "H29.268", "Ủy ban nhân dân đặc khu Côn Đảo", UnitKind.COMMUNE_COMMITTEE, zone, city.calendar, city
    )
    centre = make_unit(
        "H29.268.9", "Trung tâm Phục vụ hành chính công đặc khu Côn Đảo", UnitKind.COMMUNE_CENTRE, zone, city.calendar,
        committee, "trung-tam",
    )  # fmt: skip
    return Island(centre, make_staff("condao@example.vn", "Võ Thị Sáu Biển", Role.CLERK, centre))


def thu_duc(city: Unit) -> Ward:
    """The ward of Thủ Đức with its staff."""
    return make_ward(THU_DUC, "Thủ Đức", "H29.225", city.division, city, city.calendar)


def test_filed_on_con_dao_settled_in_thu_duc_and_given_back(
    own_world: World, site: Site, new_page: Callable[..., Page], look: Look,
    open_desk: Callable[[User], Desk], mails: Mailbox,
) -> None:  # fmt: skip
    city = own_world.ward.committee.parent
    assert city is not None
    island, ward = con_dao(city), thu_duc(city)
    citizen = mother_on_the_island(own_world, site, new_page, look)

    code = file(citizen)
    assert code.startswith("H29.268-")

    clerk = open_desk(island.clerk)
    clerk.open(code)
    expect(clerk.page.locator("main")).to_contain_text("Nộp ở nơi khác")
    clerk.receive()
    expect(clerk.page.locator("main")).to_contain_text("Chuyển chậm nhất")
    clerk.hand_over()

    # The citizen of the mainland ward reads who had it when, and from when the time counts.
    citizen.open(code, "dossier-elsewhere")
    for told in (island.centre.name, ward.committee.name, "Tiếp nhận lúc", "Cơ quan giải quyết nhận lúc"):
        expect(citizen.page.locator("main")).to_contain_text(told)
    expect(citizen.page.locator("main")).to_contain_text("thời hạn giải quyết tính từ lúc này")

    officer = open_desk(ward.officer)
    officer.open(code)
    expect(officer.page.locator("main")).to_contain_text(island.centre.name)
    expect(officer.page.locator("main")).to_contain_text("Cơ quan giải quyết nhận lúc")
    officer.draft(answers.CHILD_NUMBER)
    leader = open_desk(ward.leader)
    leader.open(code)
    leader.approve()

    mails.wait_for(citizen.email, f"Hồ sơ {code} đã có kết quả")
    citizen.open(code, "dossier-elsewhere-done")
    papers.require_signed(citizen.fetch(f"/ho-so/{code}/van-ban/result/1/"))
    dossier = Dossier.objects.get(code=code)
    assert dossier.clock_started_at == dossier.competent_received_at == dossier.handed_over_at
    assert dossier.received_at is not None
    assert dossier.received_at < dossier.competent_received_at  # type: ignore[operator]


def mother_on_the_island(own_world: World, site: Site, new_page: Callable[..., Page], look: Look) -> Citizen:
    """She lives in Thủ Đức and files where she is."""
    page = new_page()
    let_in(page, site, own_world.mother)
    citizen = Citizen(page, replace(site, commune=CON_DAO), look, email=own_world.mother.email or "")
    citizen.pages = answers.answers(citizen.name, citizen.email, THU_DUC)
    return citizen


def file(citizen: Citizen) -> str:
    """From the procedure's page to the code."""
    citizen.go(f"/thu-tuc/{BIRTH}/")
    citizen.start()
    citizen.answer_until("papers")
    citizen.attach(papers.photo())
    citizen.answer_page()
    citizen.page.get_by_role("link", name="Xem lại và gửi hồ sơ").click()
    citizen.look(citizen.page, "filing-check-elsewhere")
    return citizen.send()
