"""The simulated store of results for tests: behind a true port, with what it holds of the mother of the world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Draft
from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, User
from portal.national.models import ServingResult, StoreFind, StoreLook
from portal.national.results_store import signatures
from portal.national.results_store.connection import StoreConnection
from portal.national.simulator.manners import Manners
from portal.national.simulator.results import PATH, ResultsServices, StoredResult
from portal.national.tasks import ask_results_store
from portal.simulating.serving import Server
from procedures.models import Component
from tests.dossiers.filings import BIRTH_PAPER, png
from tests.dossiers.world import World

TOKEN, SEED = "ma-cua-tinh", signatures.seed_of("kho")
KIND = "KQ.G00.000001"
NUMBER = "079190000111"
AGENCY = "Bệnh viện Từ Dũ"


@dataclass
class Store:
    """The store of a test, how it behaves, and how it is reached."""

    services: ResultsServices
    address: str
    manners: Manners

    @property
    def connection(self) -> StoreConnection:
        """The right token and key; little patience."""
        return StoreConnection(self.address, TOKEN, signatures.public_key(SEED), unit="H29", patience_seconds=2.0)

    def holds(self, **changes: Any) -> StoredResult:
        """One more result, of the mother unless a test says otherwise."""
        plain: dict[str, Any] = {
            "owner": NUMBER,
            "code": KIND,
            "title": "Giấy chứng sinh điện tử",
            "number": "15/2026",
            "agency": AGENCY,
            "file_name": "giay-chung-sinh.png",
            "content": png(),
        }
        one = StoredResult(**(plain | changes))
        self.services.results.append(one)
        return one


@contextmanager
def running() -> Iterator[Store]:
    """A store that behaves well until a test says otherwise."""
    store = Store(ResultsServices(SEED, TOKEN, lambda: store.manners), "", Manners())
    with Server(store.services.routes()) as server:
        store.address = server.address + PATH
        yield store


def connect(store: Store, settings: LazySettings) -> None:
    """Our settings lead to it."""
    settings.RESULTS_STORE_URL, settings.RESULTS_STORE_TOKEN = store.address, TOKEN
    settings.RESULTS_STORE_KEY = signatures.public_key(SEED)


def served(code: str = BIRTH_PAPER, kind: str = KIND) -> ServingResult:
    """A kind of result serves as a paper."""
    return ServingResult.objects.create(component_code=code, result_code=kind)


def proven(user: User, number: str = NUMBER) -> User:
    """The person signed on with this number; as demo people, whose password counts as what their account has."""
    user.id_number, user.id_number_index = number, blind_index(number)
    user.assurance_level, user.is_demo = AssuranceLevel.LEVEL_2, True
    user.save()
    return user


def paper_of(world: World) -> Component:
    """The hospital's paper."""
    found: Component = world.birth.case("standard").papers()[0]
    return found


def page_of(draft: Draft, component: Component) -> str:
    """Where a paper of a filing is looked for."""
    return reverse("store:draft", args=[draft.public_id, component.pk])


def desk_page(code: str, component: Component) -> str:
    """Where staff look for a paper of a dossier."""
    return reverse("store-desk:dossier", args=[code, component.pk])


def consent(client: Client, page: str, **more: str) -> Any:
    """The person agrees and asks."""
    return client.post(page, {"ask": "1", "agree": "on", **more})


def work() -> dict[str, int]:
    """A round of the worker, as if every pause were over."""
    past = timezone.now() - timedelta(seconds=1)
    StoreLook.objects.filter(state="waiting").update(next_attempt_at=past)
    StoreFind.objects.filter(state="wanted").update(next_attempt_at=past)
    done: dict[str, int] = ask_results_store()
    return done


def the_look() -> StoreLook:
    """The newest look as it stands."""
    return StoreLook.objects.latest("pk")


def taken(client: Client, page: str) -> StoreFind:
    """Ask, let the worker answer, choose the first, let the worker fetch."""
    consent(client, page)
    work()
    find = the_look().finds.get(position=1)
    client.post(page, {"choose": "1", "find": str(find.pk)})
    work()
    find.refresh_from_db()
    return find
