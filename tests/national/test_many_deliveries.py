"""The same filing from many connections and workers in one moment: one dossier, whatever id each delivery has."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from django.conf import LazySettings
from django.db import connection

from dossiers.models import Dossier
from hotline.models import Ticket
from portal.national.inbound import working
from portal.national.models import InboundMessage
from tests.dossiers.test_worker_rounds import together
from tests.dossiers.world import given_world
from tests.national.asked import report
from tests.national.handing_in import filing, knock, work


@pytest.mark.django_db(transaction=True)
def test_many_deliveries_at_once_make_one_dossier_and_one_ticket(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four connections hand the filing in twice under one id and once under ids of their own; four workers do it."""
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    given_world()
    numbers = itertools.count()

    def hand_in() -> Counter[int]:
        number = next(numbers)
        told = [(filing(), "tin-chung"), (filing(), f"tin-{number}"), (report(), f"pa-{number}")]
        return Counter(knock(message, name).status_code for message, name in told)

    answers = sum(together(4, hand_in), Counter[int]())
    assert answers == {202: 9, 200: 3}

    outcomes = sum(together(4, lambda: Counter(working.take_due())), Counter[str]())
    while InboundMessage.objects.filter(state="waiting").exists():
        outcomes += Counter(work())

    assert (Dossier.objects.count(), Ticket.objects.count()) == (1, 1)
    assert outcomes["done"] == 9 and outcomes["dead"] == 0
    assert set(InboundMessage.objects.filter(service="NopHoSo").values_list("dossier", flat=True)) == {
        Dossier.objects.get().pk
    }
    connection.close()
