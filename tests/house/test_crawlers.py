"""Programs that visit by themselves read what is public and nothing of people; finders of weaknesses reach somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.dossiers.moments import at, stand_at

SITE = "https://dichvucong.example.vn"
SECURITY = "/.well-known/security.txt"


def read(client: Client, address: str) -> Any:
    """A stranger's answer from an address."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer


@pytest.fixture
def robots(client: Client, settings: Settings) -> RobotFileParser:
    """The rules as a crawler of the standard library reads them."""
    settings.PORTAL_URL = SITE
    parser = RobotFileParser()
    parser.parse(read(client, "/robots.txt").content.decode().splitlines())
    return parser


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/thu-tuc/",
        "/thu-tuc/1.001193/",
        "/don-vi/",
        "/huong-dan/",
        "/xac-minh/",
        "/su-kien/co-con/",
        "/sitemap.xml",
    ],
)
def test_what_everybody_may_read_is_found_by_search_engines(robots: RobotFileParser, address: str) -> None:
    assert robots.can_fetch("Googlebot", SITE + address)


@pytest.mark.parametrize(
    "name", ["account_login", "dossiers:desk", "dossiers:mine", "dossiers:outgoing", "schema", "oauth-token"]
)
def test_pages_of_people_and_of_machines_are_closed_to_them(robots: RobotFileParser, name: str) -> None:
    """A search engine that indexes a person's page tells everybody that it exists."""
    assert not robots.can_fetch("Googlebot", SITE + reverse(name))


def test_the_admin_site_and_accounts_are_closed_whatever_hangs_below(robots: RobotFileParser) -> None:
    for address in (
        "/quan-tri/",
        "/quan-tri/accounts/user/",
        "/tai-khoan/x/",
        "/can-bo/ho-so/H29/",
        "/api/v1/dossiers/",
    ):
        assert not robots.can_fetch("*", SITE + address), address


def test_the_sitemap_is_named_under_the_address_that_citizens_type(robots: RobotFileParser, client: Client) -> None:
    """Behind a proxy the site sees another name of itself; crawlers must get the public one."""
    assert robots.site_maps() == [f"{SITE}{reverse('sitemap')}"]


def test_a_slash_too_many_in_the_setting_does_not_break_the_address(client: Client, settings: Settings) -> None:
    settings.PORTAL_URL = f"{SITE}/"

    assert f"Sitemap: {SITE}/sitemap.xml" in read(client, "/robots.txt").content.decode().splitlines()


def fields(client: Client) -> list[tuple[str, str]]:
    """The fields of security.txt in their order."""
    lines = read(client, SECURITY).content.decode().splitlines()
    return [(name, value.strip()) for name, _colon, value in (line.partition(":") for line in lines if line)]


def test_security_txt_has_what_the_rfc_demands(client: Client) -> None:
    """RFC 9116: at least one Contact that is a URI, exactly one Expires."""
    found = fields(client)

    contacts = [value for name, value in found if name == "Contact"]
    assert contacts
    assert all(value.startswith(("https://", "http://", "mailto:", "tel:")) for value in contacts)
    assert [name for name, _value in found].count("Expires") == 1
    assert ("Preferred-Languages", "vi, en") in found


@pytest.mark.parametrize("now", ["2026-11-22 00:00", "2026-12-31 23:59", "2028-02-29 06:59"])
def test_it_never_expires_while_it_is_served_and_is_renewed_within_a_year(
    client: Client, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    """RFC 9116, 2.5.5: less than a year ahead; a past moment would tell finders to distrust the page."""
    stand_at(monkeypatch, at(now))

    expires = datetime.strptime(dict(fields(client))["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)


def test_the_page_that_it_names_is_there(client: Client) -> None:
    (page,) = [value for _name, value in fields(client) if value.startswith("http")]

    assert client.get(page.removeprefix("http://testserver")).status_code == 200


def test_the_number_is_the_deployments_own_hotline(client: Client, settings: Settings) -> None:
    settings.PORTAL_HOTLINE = "19001234"

    assert ("Contact", "tel:19001234") in fields(client)


@pytest.mark.parametrize("address", ["/robots.txt", SECURITY])
def test_both_are_plain_text_that_is_kept_for_an_hour_and_asks_no_database(client: Client, address: str) -> None:
    # No `db` fixture: crawlers come by the thousand, any query would fail the test.
    answer = read(client, address)

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "max-age=3600"
    assert answer.content.endswith(b"\n")
    assert not answer.cookies
