"""A true OpenID Connect server for tests, in a process of its own, and somebody who walks between it and the portal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.test import Client

CLIENT, SECRET = "portal-of-tests", "a-secret-shared-with-a-server-that-is-none"
SITE = "http://testserver"
LAN, TUAN, NEW, COMPANY = "lan", "tuan", "new", "company"
LAN_NUMBER, TUAN_NUMBER, NEW_NUMBER, TAX_CODE = "079194000123", "079085000777", "079301000321", "0316000321"
_SURE = {"LoaiTaiKhoan": "1", "loAs": "LoA2", "IAL": "2"}
PEOPLE: list[dict[str, str]] = [
    {"sub": LAN, "HoVaTen": "NGUYỄN THỊ NGỌC LAN", "SoDinhDanh": LAN_NUMBER, **_SURE},
    {"sub": TUAN, "HoVaTen": "Võ Minh Tuấn", "SoDinhDanh": TUAN_NUMBER, **_SURE},
    {"sub": NEW, "HoVaTen": "Trương Mỹ Hạnh", "SoDinhDanh": NEW_NUMBER, "ThuDienTu": "an@example.vn", **_SURE},
    {"sub": COMPANY, "HoVaTen": "Công ty TNHH Sáng Mai", "MaSoThue": TAX_CODE, **_SURE, "LoaiTaiKhoan": "2"},
]


@dataclass(frozen=True)
class SignOnServer:
    """The server at its address."""

    address: str

    @property
    def issuer(self) -> str:
        return f"{self.address}/o"

    def wish(self, **values: str) -> None:
        """Order failures; without any, call all off."""
        assert requests.post(f"{self.address}/wish/", data=values, timeout=5).status_code == 200

    def serve(self, site: str) -> None:
        """Let the portal at this address be its client."""
        assert requests.post(f"{self.address}/site/", data={"site": site}, timeout=5).status_code == 200


@contextmanager
def running() -> Iterator[SignOnServer]:
    """Start one, and end it."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "portal.accounts.sign_on.simulator"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"client": CLIENT, "secret": SECRET, "site": SITE, "people": PEOPLE}))
        process.stdin.close()
        said = process.stdout.readline()
        try:
            yield SignOnServer(said.split()[-1].rstrip("/"))
        finally:
            process.terminate()


class Visitor:
    """Somebody with a browser: `portal` is its half here, `there` its half at the server."""

    def __init__(self, server: SignOnServer) -> None:
        self.server, self.portal, self.there = server, Client(), requests.Session()

    def leave(self, **asked: str) -> str:
        """Press the button here; where the browser is sent."""
        answer = self.portal.get("/tai-khoan/lien-thong/", asked)
        assert answer.status_code == 302, answer.content
        return str(answer.headers["Location"])

    def prove(self, address: str, who: str) -> str:
        """Say there who one is; where the browser is sent back, as path and query."""
        page = self.there.get(address, timeout=5)
        if "/chon-nguoi/" in page.url:
            page = self.there.post(page.url, data={"sub": who}, timeout=5, allow_redirects=False)
            where = urljoin(page.url, page.headers["Location"])
            page = self.there.get(where, timeout=5, allow_redirects=False)
        return path_of(page.headers["Location"])

    def sign_on(self, who: str, **asked: str) -> Any:
        """The whole way; the portal's answer to the browser that came back."""
        self.there = requests.Session()
        return self.portal.get(self.prove(self.leave(**asked), who))

    @property
    def is_signed_in(self) -> bool:
        return "_auth_user_id" in self.portal.session


def path_of(address: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"
