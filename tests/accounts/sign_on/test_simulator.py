"""The simulated sign-on opens only in demonstrations, and knows the people of one."""

from __future__ import annotations

import json

import pytest
import requests
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from portal.accounts.management.commands.simulate_sign_on import people
from tests.accounts.factories import make_user
from tests.accounts.sign_on.provider import LAN, LAN_NUMBER, SignOnServer, Visitor
from tests.accounts.sign_on.test_sign_on import proven


@pytest.mark.parametrize("missing", ["PORTAL_DEMO", "NATIONAL_SIGN_ON_CLIENT", "NATIONAL_SIGN_ON_SECRET"])
def test_it_runs_in_demonstrations_only(settings: LazySettings, missing: str) -> None:
    settings.NATIONAL_SIGN_ON_CLIENT, settings.NATIONAL_SIGN_ON_SECRET = "demo", "secret"
    setattr(settings, missing, "")
    with pytest.raises(CommandError, match="demonstrations only"):
        call_command("simulate_sign_on", "--port", "0")


@pytest.mark.django_db
def test_it_knows_the_people_of_the_demonstration_and_two_who_were_never_here() -> None:
    proven(make_user(full_name="Nguyễn Thị Ngọc Lan", is_demo=True), LAN_NUMBER)
    proven(make_user(full_name="Không Phải Mẫu"), "079194000555")
    known = json.loads(json.dumps(people()))  # as it travels
    assert [one["HoVaTen"] for one in known] == ["Nguyễn Thị Ngọc Lan", "Trương Mỹ Hạnh", "Công ty TNHH Sáng Mai"]
    assert known[0]["sub"] == people()[0]["sub"]
    assert len({one["sub"] for one in known}) == 3


def test_its_page_offers_the_people_by_name(server: SignOnServer) -> None:
    page = requests.get(f"{server.address}/", timeout=5).text
    assert "NGUYỄN THỊ NGỌC LAN" in page
    assert LAN_NUMBER not in page


def test_it_serves_no_portal_but_the_one_it_was_told(visitor: Visitor) -> None:
    forged = visitor.leave().replace("testserver", "evil.example")
    visitor.there.post(f"{visitor.server.address}/chon-nguoi/", data={"sub": LAN}, timeout=5)
    answer = visitor.there.get(forged, timeout=5, allow_redirects=False)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)


def test_only_failures_that_it_knows_are_ordered(server: SignOnServer) -> None:
    answer = requests.post(f"{server.address}/wish/", data={"token": "everything"}, timeout=5)
    assert answer.status_code == 400


def test_signing_out_there_reaches_a_portal_that_listens_nowhere_without_harm(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    answer = visitor.there.post(f"{visitor.server.address}/ket-thuc/", data={"sub": LAN, "only_token": "1"}, timeout=5)
    assert set(answer.json()) == {"logout_token"}
