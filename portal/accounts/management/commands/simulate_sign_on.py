"""The national portal's sign-on for demonstrations: `bin/manage simulate_sign_on`, then choose who you are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import Kind, User

#: Somebody who was never here before, and a company.
_NEWCOMERS = (
    {"LoaiTaiKhoan": "1", "HoVaTen": "Trương Mỹ Hạnh", "SoDinhDanh": "079301000321", "note": "lần đầu ở cổng này"},
    {"LoaiTaiKhoan": "2", "HoVaTen": "Công ty TNHH Sáng Mai", "MaSoThue": "0316000321", "note": "tổ chức"},
)


class Command(BaseCommand):
    """`simulate_sign_on [--port 8904]`."""

    help = "Serve the simulated sign-on of the national portal, with the people of the demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8904, help="0: any free port")

    def handle(self, *, port: int, **options: object) -> None:
        if not (settings.PORTAL_DEMO and settings.NATIONAL_SIGN_ON_CLIENT and settings.NATIONAL_SIGN_ON_SECRET):
            # Whoever opens it may be anybody.
            raise CommandError("simulate_sign_on runs in demonstrations only (PORTAL_DEMO).")
        told = {
            "client": settings.NATIONAL_SIGN_ON_CLIENT,
            "secret": settings.NATIONAL_SIGN_ON_SECRET,
            "site": settings.PORTAL_URL,
            "people": people(),
        }
        # A site of its own needs settings of its own, so a process of its own.
        command = [sys.executable, "-m", "portal.accounts.sign_on.simulator", "--port", str(port)]
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, env=environment) as simulator:
            try:
                simulator.communicate(json.dumps(told))
            except KeyboardInterrupt:
                with suppress(ProcessLookupError):
                    simulator.terminate()
        if simulator.returncode:
            raise CommandError(f"the simulator ended with {simulator.returncode}")


def people() -> list[dict[str, Any]]:
    """Everybody of the demonstration whose number is known, and two who were never here."""
    known = User.objects.filter(is_demo=True).exclude(id_number_index="").order_by("kind", "pk")
    here = [
        {
            "LoaiTaiKhoan": "1",
            "HoVaTen": person.full_name,
            "SoDinhDanh": person.id_number,
            "note": str(Kind(person.kind).label),
        }
        for person in known
    ]
    return [
        {"sub": (name := _subject(person)), "TechID": f"T-{name[:13]}", "loAs": "LoA2", "IAL": "2", **person}
        for person in [*here, *_NEWCOMERS]
    ]


def _subject(person: dict[str, Any]) -> str:
    """The same name for the same number at every start, as the true portal has."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(person.get("SoDinhDanh") or person["MaSoThue"])))
