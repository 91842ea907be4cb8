"""The driver and the simulated national portal in one process, without a socket: for properties over many exchanges."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from portal.national.connection import Connection
from portal.national.drivers import classic
from portal.national.drivers.base import Away
from portal.national.drivers.classic import ClassicDriver
from portal.national.simulator.services import NationalServices
from portal.national.simulator.store import Store
from portal.simulating.serving import Request

USERNAME, PASSWORD = "hcm", "mat-khau-cua-cong"


def told(services: NationalServices, path: str, message: Any) -> dict[str, Any]:
    """The JSON that the simulator answers to one call."""
    answer = services.routes()["POST", path](Request(path, {}, json.dumps(message).encode()))
    if answer.is_lost or answer.status >= 500:
        raise Away("Cổng Dịch vụ công quốc gia không trả lời")
    found: dict[str, Any] = json.loads(answer.body)
    return found


class Inside:
    """A portal that behaves well, and a driver that nobody signed in yet."""

    def __init__(self, password: str = PASSWORD) -> None:
        self.store = Store()
        self.services = NationalServices(self.store, USERNAME, PASSWORD)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(classic, "Transport", lambda *_reached: self)
            self.driver = ClassicDriver(Connection("https://quoc-gia.example", USERNAME, password, unit="H29"))

    def post(self, path: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """Stand where the transport stands."""
        return told(self.services, f"/{path}", dict(message))
