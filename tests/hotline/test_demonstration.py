"""Rules proved: a demonstration has reports in several states and somebody on duty; a live site gets none."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from hotline import chain
from hotline.kinds import Severity, State
from hotline.models import Call, Team, Ticket
from hotline.roster import on_duty
from portal.accounts.models import User
from tests.dossiers.world import SAI_GON, World, make_staff, make_unit
from units.models import UnitKind
from units.roles import Role

COMMAND = "load_demo_hotline"


@pytest.fixture
def people(world: World, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[User]:
    """Those whom the demonstration names, at a provincial centre."""
    monkeypatch.setattr("hotline.demo_tickets.demo_wards", lambda: (SAI_GON, SAI_GON))
    top = world.ward.committee.parent
    assert top is not None
    centre = make_unit(
        "H29.90", "Trung tâm Phục vụ hành chính công Thành phố", UnitKind.PROVINCIAL_CENTRE, top.division, top.calendar,
        top,
    )  # fmt: skip
    return [
        make_staff("duong-day-nong@demo.example", "Mai Phương Thảo", Role.HOTLINE_OPERATOR, centre),
        make_staff("tiep-nhan-tp@demo.example", "Hồ Gia Bảo", Role.CLERK, centre),
        make_staff("giam-sat@demo.example", "Vũ Đình Khôi", Role.SUPERVISOR, top),
    ]


def test_a_demonstration_has_reports_calls_and_somebody_on_duty_once(
    people: list[User], settings: pytest.FixtureRequest
) -> None:
    settings.PORTAL_DEMO = True  # type: ignore[attr-defined]

    for told in ("8 demo tickets", "0 demo tickets"):
        out = StringIO()
        call_command(COMMAND, stdout=out)
        assert told in out.getvalue()

    tickets = Ticket.objects.all()
    assert {ticket.state for ticket in tickets} == {State.RECEIVED, State.ROUTED, State.ANSWERED}
    assert [ticket.severity for ticket in tickets].count(Severity.URGENT) == 1
    assert all(chain.first_broken(ticket) is None for ticket in tickets)
    assert {call.state for call in Call.objects.all()} == {"missed", "done"}
    team, now = Team.objects.get(), timezone.now()
    assert on_duty.at(now).filter(shift__team=team).exists() or timezone.localtime(now).hour < 7
    assert team.phone_steps.count() == 2


def test_a_live_site_gets_no_invented_report(people: list[User], settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_DEMO = False  # type: ignore[attr-defined]

    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command(COMMAND)
    assert not Ticket.objects.exists() and not Team.objects.exists()
