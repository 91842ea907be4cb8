"""Rules proved (issue 3, speed): the public pages of units ask nothing of the database when warm, and what is written
about a unit shows at once all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.procedures.cold import asked_by, cold_and_warm
from tests.units import factories as make
from units import opening_hours, page_store
from units.desk import keeping
from units.models import Counter, Unit, UnitSuccession
from units.working_time import VIETNAM

pytestmark = pytest.mark.django_db
#: Under ten (issue 3); what they are is said in the test.
MOST_COLD = 7


@pytest.fixture
def centre() -> Unit:
    """A centre with a counter."""
    unit: Unit = make.CentreFactory(code="H29.168.9", name="Trung tâm Bến Thành", address="45 - 47 Lê Duẩn")
    make.CounterFactory(unit=unit, number=1, name="Hộ tịch")
    return unit


def page_of(unit: Unit) -> str:
    return Client().get(f"/don-vi/{unit.code}/").content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "address",
    [
        "/don-vi/?",
        "/don-vi/?kind=commune&",
        "/don-vi/?q=ben+thanh&",
        "/don-vi/?q=khong+co&",
        "/don-vi/?kind=&after=H29&",
        "/don-vi/H29.168.9/?",
    ],
)
def test_a_page_costs_few_queries_cold_and_none_warm(centre: Unit, address: str, language: str) -> None:
    """The unit, its counters and parts, its calendar with the hours and the special days; what is announced."""
    cold, warm = cold_and_warm(f"{address}lang={language}")

    assert 1 <= len(cold) <= MOST_COLD, cold
    assert warm == []


def test_what_follows_a_unit_that_ended_is_kept_too(centre: Unit) -> None:
    heir = make.CentreFactory(code="H29.168.10", name="Trung tâm Sài Gòn")
    today = timezone.localdate()
    Unit.objects.filter(pk=centre.pk).update(valid_to=today)
    UnitSuccession.objects.create(predecessor=centre, successor=heir, effective_from=today)

    _cold, warm = cold_and_warm(f"/don-vi/{centre.code}/")

    assert warm == []
    assert "Trung tâm Sài Gòn" in page_of(centre)


def test_whether_the_door_is_open_is_judged_with_every_page(centre: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is the hours: at noon the same page, still warm, says another word."""
    for hour, word in ((9, "Đang mở cửa"), (12, "Đang đóng cửa"), (14, "Đang mở cửa")):
        moment = dt.datetime(2026, 11, 25, hour, tzinfo=VIETNAM)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert word in page_of(centre)
    assert asked_by(Client(), f"/don-vi/{centre.code}/") == []


def _another_address(unit: Unit) -> str:
    keeping.change_contact(make.StaffFactory(), unit, {"address": "1 Công xã Paris"})
    return "1 Công xã Paris"


def _another_counter(unit: Unit) -> str:
    return keeping.open_counter(make.StaffFactory(), unit, 7, "Đất đai và xây dựng").name


def _another_sign(unit: Unit) -> str:
    keeping.rename_counter(make.StaffFactory(), Counter.objects.get(unit=unit), "Chứng thực và hộ tịch")
    return "Chứng thực và hộ tịch"


def _other_hours(unit: Unit) -> str:
    opening_hours.write_week(unit.calendar, {5: [(dt.time(8, 15), dt.time(9, 45))]}, make.StaffFactory())
    return "08:15–09:45"


@pytest.mark.parametrize("write", [_another_address, _another_counter, _another_sign, _other_hours])
def test_what_is_written_at_the_desk_shows_at_once(centre: Unit, write: Callable[[Unit], str]) -> None:
    before = page_of(centre)

    words = write(centre)

    assert words not in before
    assert words in page_of(centre)


def test_the_list_follows_a_new_address_too(centre: Unit) -> None:
    assert "Công xã Paris" not in Client().get("/don-vi/").content.decode()

    _another_address(centre)

    assert "Công xã Paris" in Client().get("/don-vi/").content.decode()


def test_who_reads_before_the_others_can_does_not_make_the_old_stay(
    centre: Unit, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    """Another reader, before the commit, keeps what it still sees; the commit throws that away."""
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        _another_address(centre)
        assert page_store.kept("unit:x", lambda: "old") == "old"

    assert page_store.kept("unit:x", lambda: "new") == "new"


def test_what_nobody_told_of_is_forgotten_after_a_minute(centre: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float | None] = []
    monkeypatch.setattr(cache, "set", lambda key, value, seconds=None: told.append(seconds))

    page_of(centre)

    assert page_store.KEPT_SECONDS == 60
    assert page_store.KEPT_SECONDS in told


def test_a_day_begins_with_what_is_true_on_it(centre: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert page_store.kept("x", lambda: "hôm nay") == "hôm nay"

    monkeypatch.setattr(page_store, "today_in_vietnam", lambda: timezone.localdate() + dt.timedelta(days=1))

    assert page_store.kept("x", lambda: "ngày mai") == "ngày mai"


def test_a_unit_that_is_not_there_is_not_kept(client: Client) -> None:
    assert client.get("/don-vi/H29.999.9/").status_code == 404

    make.CentreFactory(code="H29.999.9")

    assert client.get("/don-vi/H29.999.9/").status_code == 200


def test_pages_work_with_the_cache_away(centre: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look-up is a miss then (portal.caching)."""
    monkeypatch.setattr(cache, "get", lambda key, default=None, **more: default)
    monkeypatch.setattr(cache, "set", lambda *given, **more: None)

    assert "45 - 47 Lê Duẩn" in page_of(centre)
