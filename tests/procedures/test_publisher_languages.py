"""The publisher's pages speak English to who reads English, and Vietnamese to all others; only data stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.accounts.models import User
from procedures import decision_changes
from procedures.draft_sections.whole import SECTIONS
from procedures.models import ChangeKind, Decision
from tests.house.test_page_language import Listener
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders
from tests.procedures.publisher_desk import approval
from units.departments import DEPARTMENTS

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def hear(listener: Listener, user: User, *addresses: str, data: dict[str, Any] | None = None) -> None:
    """Read pages as somebody who chose the listener's language."""
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = listener.language
    for address in addresses:
        listener.hear(address, client.post(address, data) if data is not None else client.get(address))


def draft_with_faults(people: Deciders) -> Decision:
    """A draft that amends, abolishes and announces, with faults that the checks tell."""
    good(CODE, doubts=[{"flag": "time_zero", "where": "channels[0].time", "text": "0 Ngày"}])
    good(OTHER)
    decision = world.begun(people)
    decision_changes.add(decision, people.drafter, ChangeKind.AMEND, [CODE])
    decision_changes.add(decision, people.drafter, ChangeKind.ABOLISH, [OTHER], reason="Không dùng nữa")
    change = decision.changes.get(kind=ChangeKind.AMEND)
    assert change.version is not None
    change.version.results, change.version.keywords = [], []
    change.version.save()
    return decision


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_speaks_one_language(people: Deciders, language: str) -> None:
    decision = draft_with_faults(people)
    at = f"/cong-khai/quyet-dinh/{decision.pk}/"
    amended = f"{at}thu-tuc/{decision.changes.get(kind=ChangeKind.AMEND).pk}/"
    abolished = f"{at}thu-tuc/{decision.changes.get(kind=ChangeKind.ABOLISH).pk}/"
    listener = Listener(language)

    hear(listener, people.drafter, "/cong-khai/", "/cong-khai/?xem=dang-soan", "/cong-khai/?xem=da-huy&tim=zzz")
    hear(listener, people.drafter, "/cong-khai/quyet-dinh/moi/", "/cong-khai/it-dung/", at, f"{at}sua/", f"{at}huy/")
    hear(listener, people.drafter, f"{at}them/", f"{at}them/?tim=zzz", f"{at}them/moi/", f"{at}them/thay-the/")
    hear(listener, people.drafter, f"{at}kiem-tra/", amended, abolished, f"{amended}bo/", f"{amended}xem-truoc/")
    hear(listener, people.drafter, *[f"{amended}{section}/" for section in SECTIONS])
    empty = {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0", "row-0-id": "1", "based_on": "0"}
    empty |= {"row-0-say_1": "x", "row-0-clear": "on"}
    hear(
        listener,
        people.drafter,
        *[f"{amended}{section}/" for section in SECTIONS if section != "requirements"],
        data=empty,
    )
    hear(listener, people.drafter, f"{at}them/moi/", f"{at}them/thay-the/", f"{at}them/", data={})

    # names of departments, offered where one is chosen, are data as those of units are
    names = tuple(department.name for department in DEPARTMENTS)
    assert [wrong for wrong in listener.wrong if not wrong.endswith(names)] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_checking_and_deciding_speak_one_language(people: Deciders, language: str) -> None:
    good(CODE)
    decision = world.checked(people, CODE)
    at = f"/cong-khai/quyet-dinh/{decision.pk}/"
    listener = Listener(language)

    hear(listener, people.chair, "/cong-khai/", at, f"{at}quyet-dinh/", f"{at}kiem-tra/")
    hear(listener, people.chair, f"{at}quyet-dinh/", f"{at}tra-lai/", data={"signed_on_day": "40", "reason": ""})
    hear(listener, people.chair, f"{at}quyet-dinh/", data=approval())
    hear(listener, people.checker, at, f"{at}kiem-tra/", f"{at}quyet-dinh/")

    assert listener.wrong == []
