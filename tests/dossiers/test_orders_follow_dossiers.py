"""Rule proved: when a ward is split, the order of a dossier goes where the dossier goes, whichever moves first."""

from __future__ import annotations

import pytest

from dossiers import moving_units
from dossiers.models import Dossier
from payments.models import Order
from payments.reorganised import orders
from tests.dossiers import paying, reorganising
from tests.dossiers.world import World
from tests.payments.books import agree
from units.hooks import Reorganised
from units.models import Unit
from units.reorganising import takings


def split(world: World, monkeypatch: pytest.MonkeyPatch) -> Reorganised:
    """The ward is two wards now, and what lay at đường Lê Duẩn belongs to the smaller one."""
    monkeypatch.setattr(moving_units, "place_of_matter", lambda schema, answers: ("", "12 đường Lê Duẩn"))
    plan = reorganising.split(world.ward, reorganising.make_admin())
    return takings.on_its_day(reorganising.carry_out(monkeypatch, reorganising.scheduled(plan)))


def agencies(dossier: Dossier) -> tuple[str, str]:
    """Where dossier and order stand."""
    order = Order.objects.select_related("unit").get(subject_ref=dossier.code)
    fresh = Dossier.objects.select_related("competent_unit").get(pk=dossier.pk)
    return fresh.competent_unit.agency_code, order.unit.agency_code


def test_the_order_goes_where_its_dossier_goes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its address the dossier goes to the smaller part, to which no order would go by share."""
    paying.account_of(world)
    dossier = paying.costing(world)

    split(world, monkeypatch)

    assert agencies(dossier) == ("H29.952", "H29.952")
    assert Order.objects.get(subject_ref=dossier.code).events.filter(kind="moved").count() == 1
    paying.pay(paying.order_of(dossier))
    assert paying.fresh(dossier).finance_state == "paid"
    assert agree()


def test_an_order_that_moved_first_goes_after_its_dossier(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of both run side by side: the dossier has the last word, however often it is said."""
    paying.account_of(world)
    dossier = paying.costing(world)
    change = split(world, monkeypatch)
    east = Unit.objects.get(code="H29.951")
    Order.objects.filter(subject_ref=dossier.code).update(unit=east)
    moved = Dossier.objects.select_related("competent_unit").get(pk=dossier.pk)

    for _again in range(2):
        orders.follow(change, {dossier.code: moved.competent_unit})
        orders.carry(change, 10)

    assert agencies(dossier) == ("H29.952", "H29.952")
