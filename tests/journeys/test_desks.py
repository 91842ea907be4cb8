"""What the desks do beside the straight path: refuse, meet each other on one dossier, meet somebody else's dossier."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from tests.journeys.browsing import press
from tests.journeys.citizen import Citizen
from tests.journeys.mailbox import Mailbox
from tests.journeys.staff import Desk
from units.roles import Role

pytestmark = pytest.mark.journey

OpenDesk = Callable[[User], Desk]


def test_a_refusal_names_its_legal_ground_to_the_citizen(
    own_world: World, mother: Citizen, open_desk: OpenDesk, mails: Mailbox
) -> None:
    """NĐ 61/2018 Đ17(1): a refusal is written and says why and by which rule."""
    dossier = filings.submitted(own_world)
    clerk = open_desk(own_world.ward.clerk)

    clerk.open(dossier.code)
    clerk.unfold("Từ chối tiếp nhận")
    press(clerk.page, "Từ chối tiếp nhận hồ sơ")
    expect(clerk.page.locator(".govuk-error-summary")).to_contain_text("Hãy ghi căn cứ pháp lý")
    clerk.look(clerk.page, "work-refuse-errors")
    clerk.refuse("Trẻ đã được đăng ký khai sinh.", "Luật Hộ tịch 2014, Điều 16")

    mother.open(dossier.code, "dossier-refused")
    expect(mother.page.locator("main")).to_contain_text("Trẻ đã được đăng ký khai sinh.")
    expect(mother.page.locator("main")).to_contain_text("Luật Hộ tịch 2014, Điều 16")
    assert mother.fetch(f"/ho-so/{dossier.code}/van-ban/refusal/1/")
    # The filing is made by the world under the name of the form, not of the account.
    mails.wait_for(filings.LAN.email, f"Hồ sơ {dossier.code} không được tiếp nhận")


def test_the_second_clerk_sees_who_was_faster_and_loses_nothing(own_world: World, open_desk: OpenDesk) -> None:
    dossier = filings.submitted(own_world)
    colleague = make_staff(f"c{dossier.pk}@example.vn", "Đỗ Thanh Tâm", Role.CLERK, own_world.ward.centre)
    first, second = open_desk(own_world.ward.clerk), open_desk(colleague)
    first.open(dossier.code)
    second.open(dossier.code)

    first.receive()
    second.find_all_papers("rejected", "Ảnh bị mờ góc trái.")
    press(second.page, "Tiếp nhận hồ sơ")

    expect(second.page.locator("main")).to_contain_text(own_world.ward.clerk.full_name)
    second.look(second.page, "work-too-late")
    events = list(dossier.events.values_list("action", flat=True))
    assert events.count("receive") == 1, events


def test_a_clerk_of_another_ward_finds_nothing(own_world: World, open_desk: OpenDesk) -> None:
    """A code tells nothing: the same answer as for a dossier that does not exist."""
    dossier = filings.submitted(own_world)
    stranger = open_desk(own_world.other_ward.clerk)

    for path in (f"/can-bo/ho-so/{dossier.code}/", f"/ho-so/{dossier.code}/"):
        answer = stranger.page.goto(stranger.site.at(path))
        assert answer is not None
        assert answer.status == 404, path
    stranger.look(stranger.page, "not-found")
    stranger.page.goto(stranger.site.at("/can-bo/"))
    expect(stranger.page.locator("main")).not_to_contain_text(dossier.code)
