"""Pages of the hotline in both languages, for its reporter and at its desk; only data stays as it was written."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hotline import publishing
from hotline.kinds import Kind
from hotline.views.staff.acts import ACTS
from tests.dossiers.world import World
from tests.hotline.desk import Desk, act, answered, bench, routed
from tests.hotline.tickets import filed, page
from tests.house.test_page_language import LANGUAGES, Listener, reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_hotline(world: World, desk: Desk, language: str) -> None:
    listener, mother = Listener(language), reader(language, world.mother)
    sent, other = filed(user=world.mother), filed(kind=Kind.COMPLAINT_CONDUCT, user=world.mother)
    done, waiting = answered(world, desk, sent), routed(world, desk, other)
    publishing.publish(done, desk.operator, title="Hồ sơ chậm", question="Chậm?", text="Đã xong việc.")

    for one in (sent, other):
        listener.hear("ticket", mother.get(page("ticket", one)))
    for name in ("add-facts", "reopen", "rate", "confirm"):
        listener.hear(name, mother.get(page(name, sent)))
    listener.hear("sent empty", mother.post(reverse("hotline:send"), {}))
    listener.hear("published", mother.get(reverse("hotline:answers")))
    listener.hear("figures", mother.get(reverse("hotline:figures")))
    for user in (desk.operator, world.ward.leader):
        client = reader(language, user)
        listener.hear("desk", client.get(reverse("hotline:desk")))
        for ticket in (done, waiting):
            listener.hear("bench", client.get(bench(ticket)))
            listener.hear("unsaid reason", client.post(bench(ticket), {}))
        for way in ACTS:
            listener.hear(way.slug, client.get(act(waiting, way.slug)))
            if way.slug not in {"nhan", "doc-soat", "duyet"}:
                listener.hear(f"{way.slug} empty", client.post(act(waiting, way.slug), {}))
    assert listener.wrong == []
