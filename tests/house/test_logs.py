"""Logs carry the route and what happened; no name, number, address, code or query of anybody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
SECRETS = {
    "name": "Bùi Thị Bí Mật",
    "phone": "0907654321",
    "id_number": "079123456780",
    "email": "bi.mat@example.vn",
    "code": "ZZ11-YY22-XX33",
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything the site logs, as production writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    console = next(each for each in logging.getLogger().handlers if each.get_name() == "console")
    handler.setFormatter(console.formatter)
    handler.filters = list(console.filters)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def walk(client: Client) -> None:
    """Hand in the secrets wherever strangers can: in paths, queries, forms and JSON."""
    client.raise_request_exception = False
    typed = {"login": SECRETS["email"], "password": "mat-khau-bi-mat", "full_name": SECRETS["name"]}
    client.get("/thu-tuc/", {"q": SECRETS["name"]})
    client.get("/don-vi/", {"q": SECRETS["phone"]})
    client.get(f"/xac-minh/{SECRETS['code']}/")
    client.get(f"/khong-co-trang-nay/{SECRETS['id_number']}/")
    client.get(f"/tai-khoan/confirm-email/{SECRETS['code']}/")
    client.post("/tai-khoan/login/", typed)
    client.post("/tai-khoan/signup/", {**typed, "phone": SECRETS["phone"], "email": SECRETS["email"]})
    client.post("/tai-khoan/thong-tin/", typed)
    for address in ("/api/v1/dossiers/", "/api/v1/uploads/", f"/api/v1/dossiers/{SECRETS['id_number']}/"):
        client.post(address, json.dumps(SECRETS), content_type="application/json")
        client.get(address, headers={"Authorization": f"Bearer {SECRETS['code']}"})
    Client(enforce_csrf_checks=True).post(f"/xac-minh/{SECRETS['code']}/", SECRETS)


def test_what_strangers_hand_in_is_in_no_line(client: Client, lines: io.StringIO) -> None:
    walk(client)
    written = lines.getvalue()
    assert '"event": "request_finished"' in written
    found = {name: line for name, secret in SECRETS.items() for line in written.splitlines() if secret in line}
    assert found == {}
    assert "mat-khau-bi-mat" not in written


def test_a_line_names_the_route_that_matched(client: Client, lines: io.StringIO) -> None:
    client.get("/xac-minh/ABCD-EFGH-JKMN/")
    finished = [json.loads(line) for line in lines.getvalue().splitlines() if "request_finished" in line]
    assert finished[-1]["request"].startswith("GET /xac-minh/<")


def test_a_line_names_no_address_of_a_machine(client: Client, lines: io.StringIO) -> None:
    client.get("/", REMOTE_ADDR="203.0.113.77")
    assert "203.0.113.77" not in lines.getvalue()
