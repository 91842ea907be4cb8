"""The documentation tells the truth: what it links to, names or tells to run is there."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import get_commands
from django.urls import Resolver404, resolve

from portal.commands import __main__, checking
from portal.commands.bootstrap import ROOT
from tests.in_turn import in_turn

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
MANAGE = re.compile(r"(?:bin/manage|manage\.py) ([a-z_]+)")
COMMAND = re.compile(r"bootstrap\.py (\w+)(?: (\w+)\s+#)?")
ADDRESS = re.compile(r"`(/[a-z0-9/-]*)`")
OURS = re.compile(r"`((?:portal|units|procedures|payments|dossiers|bin|docs|benchmarks|templates|locale)/[\w./-]+)`")
#: Not addresses of pages: beginnings of addresses, and a place on the server.
FOLDERS = {"/api/", "/api/v1/", "/var/lib/portal/files"}

each_page = in_turn("document", PAGES)


@each_page
def test_every_link_inside_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@each_page
def test_every_management_command_exists(document: Path) -> None:
    named = set(MANAGE.findall(document.read_text(encoding="utf-8")))
    assert named - set(get_commands()) == set()


@each_page
def test_every_command_and_check_of_the_house_exists(document: Path) -> None:
    for command, check in COMMAND.findall(document.read_text(encoding="utf-8")):
        assert command in __main__.COMMANDS
        assert command != "check" or not check or check in checking.CHECKS


@each_page
def test_every_file_of_ours_exists(document: Path) -> None:
    named = OURS.findall(document.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


@each_page
def test_every_address_is_one_of_the_site(document: Path) -> None:
    unknown = []
    for address in ADDRESS.findall(document.read_text(encoding="utf-8")):
        if address in FOLDERS:
            continue
        try:
            resolve(address)
        except Resolver404:
            unknown.append(address)
    assert unknown == []
