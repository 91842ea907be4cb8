"""Rules proved: a name that our own decision made is found from the day on, the name before still leads there.

Issue 4 item 1: `units/resolve` through `vietnamadminunits` and our own history.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.test import Client

from tests.dossiers import reorganising as write
from tests.units import factories as make
from tests.units.plans import Wards, carried_out, merged, two_wards
from units import resolving
from units.fields import AnyCommuneField
from units.models import Reorganisation, Unit
from units.own_names import own_places, with_own_places
from units.places_source import gazetteer

pytestmark = pytest.mark.django_db
Kind = Reorganisation.Kind


@pytest.fixture
def wards() -> Wards:
    """Two wards, the first of them Phường Sài Gòn of the published list."""
    found = two_wards()
    place = make.WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    Unit.objects.filter(pk=found.first.pk).update(division=place)
    found.first.refresh_from_db()
    return found


def renamed(wards: Wards, name: str, kind: str = "") -> Reorganisation:
    """The first ward gets another name by decision."""
    plan = write.draft(Kind.RENAME, wards.author)
    words = {"name": f"Ủy ban nhân dân phường {name}", "division_name": name, "division_kind": kind}
    write.going_on(plan, wards.first, **words)
    return plan


def found(address: str, on: dt.date | None = None) -> list[tuple[str, str]]:
    """Full name of each candidate, and what it was."""
    return [(each.division.full_name, each.was) for each in resolving.resolve(address, on)]


@pytest.mark.parametrize(
    "address",
    [
        "Phường Hồng Hà, Thành phố Hồ Chí Minh",
        "P. Hồng Hà, TP.HCM",
        "phuong hong ha, tp hcm",
        "Số 5 Lê Lợi, PHƯỜNG HỒNG HÀ, Hồ Chí Minh, Việt Nam",
    ],
)
def test_the_name_of_a_new_ward_is_found_in_any_writing(
    wards: Wards, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert ("Phường Hồng Hà", "") not in found(address), "nobody knows it yet"

    carried_out(monkeypatch, wards, merged(wards))

    (candidate,) = resolving.resolve(address)
    assert (candidate.division.code, candidate.was) == ("49999", "")
    assert candidate.unit == Unit.objects.get(code="H29.950")


def test_a_ward_of_the_same_name_elsewhere_is_still_its_own(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    """Phường Hồng Hà of Hà Nội does not become ours."""
    hanoi = make.ProvinceFactory(code="01", name="Hà Nội", full_name="Thành phố Hà Nội")
    own = next(place for place in gazetteer().by_key["phuonghongha"] if "thanhphohanoi" in place.province_keys)
    make.WardFactory(code=own.codes[0], name="Hồng Hà", full_name="Phường Hồng Hà", parent=hanoi)

    carried_out(monkeypatch, wards, merged(wards))

    (there,) = resolving.resolve("Phường Hồng Hà, Thành phố Hà Nội")
    (here,) = resolving.resolve("Phường Hồng Hà, Thành phố Hồ Chí Minh")
    assert (there.division.parent, here.division.code) == (hanoi, "49999")


def test_both_names_of_a_renamed_ward_lead_to_it_and_the_old_one_is_told(
    wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried_out(monkeypatch, wards, renamed(wards, "Ánh Dương"))

    assert found("Phường Ánh Dương, TP.HCM") == [("Phường Ánh Dương", "")]
    assert found("Phường Sài Gòn, TP.HCM") == [("Phường Ánh Dương", "Phường Sài Gòn")]
    assert found("Phường Bến Nghé, Quận 1") == [("Phường Ánh Dương", "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh")]


def test_a_name_that_ended_again_leads_on(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ward made by one decision passes into another by the next."""
    carried_out(monkeypatch, wards, merged(wards))
    third = make.CommuneCommitteeFactory(code="H29.203")
    later = write.draft(Kind.MERGE, wards.author)
    place = {"division_code": "49997", "division_name": "Trường Sơn Mới", "division_kind": "commune"}
    new = write.new_unit(later, "H29.951", "Ủy ban nhân dân xã Trường Sơn Mới", **place)
    for old in (Unit.objects.get(code="H29.950"), third):
        write.passes(old, new)
    carried_out(monkeypatch, wards, later)

    assert found("Phường Hồng Hà, TP.HCM") == [("Xã Trường Sơn Mới", "Phường Hồng Hà")]
    assert found("xã Trường Sơn Mới") == [("Xã Trường Sơn Mới", "")]


def test_a_plan_that_is_not_carried_out_names_nothing(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    write.scheduled(merged(wards), wards.other)
    assert own_places() == []

    cancelled = write.cancel(Reorganisation.objects.get(), wards.author)
    write.come_to(monkeypatch, cancelled)

    assert own_places() == []
    assert found("Phường Hồng Hà, TP.HCM") == []


def test_the_gazetteer_of_the_country_is_left_as_it_is(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    known = gazetteer()
    before = len(known.by_key), len(known.by_key["phuonghongha"])
    carried_out(monkeypatch, wards, merged(wards))

    more = with_own_places(own_places())

    assert len(more.by_key["phuonghongha"]) == before[1] + 1
    assert (len(known.by_key), len(known.by_key["phuonghongha"])) == before
    assert with_own_places([]) is known


def test_a_form_takes_the_new_name(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    class Form(forms.Form):
        """Asks for a commune anywhere."""

        commune = AnyCommuneField()

    with_name = {"commune": "p. hồng hà, tp hcm"}
    assert not Form(with_name).is_valid()

    carried_out(monkeypatch, wards, merged(wards))

    form = Form(with_name)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["commune"] == "49999"


def test_machines_get_the_new_ward_with_its_unit(wards: Wards, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    carried_out(monkeypatch, wards, renamed(wards, "Ánh Dương"))

    answer = client.get("/api/v1/units/resolve/", {"address": "phuong anh duong tphcm"}).json()

    assert answer["is_certain"] is True
    (only,) = answer["candidates"]
    assert (only["division"]["full_name"], only["unit"], only["was"]) == ("Phường Ánh Dương", "H29.201", "")


@pytest.mark.parametrize("own", [0, 6])
def test_own_names_cost_one_query_however_many(wards: Wards, own: int, django_assert_num_queries: Any) -> None:
    plan = write.draft(Kind.RENAME, wards.author)
    for number in range(own):
        unit = make.CommuneCommitteeFactory(code=f"H29.21{number}")
        write.going_on(plan, unit, division_name=f"Mới {number}", division_kind="ward")
    Reorganisation.objects.filter(pk=plan.pk).update(
        state="applied", applied_at=plan.written_at, scheduled_by=wards.other, scheduled_at=plan.written_at
    )

    with django_assert_num_queries(1):
        assert len(own_places()) == own
