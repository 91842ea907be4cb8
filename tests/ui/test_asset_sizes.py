"""A page works on a slow phone: everything that the first visit loads stays under 100 KiB."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.in_turn import in_turn

BUDGET_BYTES = 100 * 1024
BUILD = Path(settings.BASE_DIR) / "static" / "build"


def compressed(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content, 9))


@pytest.fixture
def build() -> Path:
    if not BUILD.is_dir():
        pytest.skip("the assets are not compiled")
    return BUILD


def test_the_first_visit_stays_within_the_budget(client: Client, build: Path) -> None:
    html = client.get("/").content
    fonts = sorted(build.glob("fonts/*.woff2"))
    files = [build / "portal.css", build / "portal.js", build / "icon.svg", *fonts]
    assert len(fonts) == 4
    assert len(gzip.compress(html, 9)) + sum(map(compressed, files)) < BUDGET_BYTES


def test_style_sheets_load_nothing_from_elsewhere(build: Path) -> None:
    for sheet in build.glob("*.css"):
        addresses = re.findall(r"url\(([^)]*)\)", sheet.read_text())
        assert all(address.strip("\"'").startswith(("fonts/", "data:")) for address in addresses)


def test_every_script_is_small(build: Path) -> None:
    assert {script.name: compressed(script) for script in build.glob("*.js") if compressed(script) > 6 * 1024} == {}


@in_turn("letter", "ạảãầậẩẫằặẳẵẹẻẽềệểễỉịọỏồộổỗờợởỡụủừựửữỳỵỷỹđĐƠƯÀÉÊÔ")
def test_the_fonts_have_every_vietnamese_letter(build: Path, letter: str) -> None:
    from fontTools.ttLib import TTFont

    for weight in (400, 600):
        fonts = [TTFont(path) for path in build.glob(f"fonts/*-{weight}-*.woff2")]
        assert any(ord(letter) in font.getBestCmap() for font in fonts)
