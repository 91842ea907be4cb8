"""Secrets of a machine are made once by whoever comes first; what leaves for Sentry or a log names no person."""

from __future__ import annotations

import base64
import copy
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import RequestFactory
from django.urls import ResolverMatch
from hypothesis import given
from hypothesis import strategies as st

from portal.request_log import RequestLogMiddleware
from portal.settings.error_reports import without_personal_data
from portal.settings.logs import RouteOnly, logging_config
from portal.settings.secrets_file import kept

PERSON = "Bùi Thị Bí Mật"


class TestSecrets:
    def test_many_who_start_together_agree_on_one(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(16) as pool:
            found = set(pool.map(lambda _: kept(tmp_path / "secrets", "key"), range(64)))
        assert len(found) == 1
        assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["key"]

    def test_a_draft_of_a_killed_process_is_no_secret(self, tmp_path: Path) -> None:
        folder = tmp_path / "secrets"
        folder.mkdir()
        (folder / ".key.99999").write_text("half")
        assert len(base64.urlsafe_b64decode(kept(folder, "key"))) == 32

    def test_one_that_is_there_is_never_overwritten(self, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("kept by hand\n")
        assert kept(tmp_path, "key") == "kept by hand"
        assert (tmp_path / "key").read_text() == "kept by hand\n"

    def test_each_is_another_and_good_for_encryption(self, tmp_path: Path) -> None:
        made = {kept(tmp_path, name) for name in ("secret_key", "field_encryption_key", "blind_index_key")}
        assert len(made) == 3
        assert all(Fernet(each) for each in made)

    def test_nobody_else_on_the_machine_reads_them_whatever_the_umask(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            kept(tmp_path / "deep" / "secrets", "key")
        finally:
            os.umask(before)
        assert (tmp_path / "deep" / "secrets" / "key").stat().st_mode & 0o077 == 0
        assert (tmp_path / "deep" / "secrets").stat().st_mode & 0o077 == 0


def event(**changes: Any) -> dict[str, Any]:
    """An error as Sentry's library collects it, with a person in every corner."""
    facts = {
        "request": {
            "method": "POST",
            "url": f"https://dichvucong.example.vn/ho-so/{PERSON}/",
            "query_string": f"q={PERSON}",
            "data": {"full_name": PERSON},
            "cookies": {"sessionid": PERSON},
            "headers": {"Referer": PERSON, "Cookie": PERSON},
            "env": {"REMOTE_ADDR": "203.0.113.7"},
        },
        "user": {"id": 7, "email": PERSON},
        "breadcrumbs": {"values": [{"message": f"SELECT … WHERE name = '{PERSON}'"}]},
        "exception": {
            "values": [{"type": "IntegrityError", "value": f"violates constraint\nDETAIL:  Key (name)=({PERSON})"}]
        },
        "level": "error",
    }
    return facts | changes


class TestErrorReports:
    def test_no_corner_of_an_event_names_the_person(self) -> None:
        sent = without_personal_data(event(), {})
        assert PERSON not in str(sent)
        assert "203.0.113.7" not in str(sent)

    def test_what_helps_to_find_the_fault_stays(self) -> None:
        sent = without_personal_data(event(), {})
        assert sent["request"] == {"method": "POST"}
        assert sent["exception"]["values"] == [{"type": "IntegrityError", "value": "violates constraint"}]
        assert sent["level"] == "error"

    @pytest.mark.parametrize(
        "odd",
        [
            {"exception": None},
            {"exception": {}},
            {"exception": {"values": None}},
            {"exception": {"values": [{"type": "KeyError", "value": None}]}},
            {"request": {}},
            {"breadcrumbs": None},
        ],
        ids=str,
    )
    def test_events_of_other_shapes_do_not_stop_the_report(self, odd: dict[str, Any]) -> None:
        assert without_personal_data(event(**odd), {})["level"] == "error"

    def test_an_event_without_a_request_is_one_of_the_worker(self) -> None:
        bare = event()
        del bare["request"], bare["user"], bare["breadcrumbs"]
        assert without_personal_data(copy.deepcopy(bare), {})["exception"]["values"][0]["type"] == "IntegrityError"

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_nothing_behind_the_databases_detail_leaves(self, before: str, after: str) -> None:
        value = f"{before.replace('DETAIL:', '')}DETAIL:{after}"
        sent = without_personal_data({"exception": {"values": [{"value": value}]}}, {})
        assert sent["exception"]["values"][0]["value"] == before.replace("DETAIL:", "").strip()


def record(message: str, *args: object, route: str | None = None, has_request: bool = True) -> logging.LogRecord:
    """A line as Django writes it about a request."""
    made = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, message, args, None)
    if has_request:
        match = SimpleNamespace(route=route) if route is not None else None
        made.request = SimpleNamespace(resolver_match=match)
    return made


class TestLogLines:
    def test_the_route_stands_in_place_of_the_path(self) -> None:
        line = record("%s: %s", "Not Found", "/xac-minh/ABCD-EFGH-JKMN/", route="xac-minh/<str:code>/")
        assert RouteOnly().filter(line)
        assert line.getMessage() == "Not Found: /xac-minh/<str:code>/"

    def test_a_path_that_matched_nothing_is_not_shown_either(self) -> None:
        """People paste anything into the address: a number of an identity card, too."""
        line = record("%s: %s", "Not Found", "/079123456780/")
        assert RouteOnly().filter(line)
        assert line.getMessage() == "Not Found: (no route)"

    def test_other_words_of_the_line_stay(self) -> None:
        line = record("Forbidden (%s): %s", "CSRF token missing.", "/tai-khoan/", route="tai-khoan/")
        RouteOnly().filter(line)
        assert line.getMessage() == "Forbidden (CSRF token missing.): /tai-khoan/"

    def test_lines_about_no_request_pass_as_they_are(self) -> None:
        line = record("loaded %s", "/etc/portal/agency-codes.yaml", has_request=False)
        assert RouteOnly().filter(line)
        assert line.getMessage() == "loaded /etc/portal/agency-codes.yaml"

    def test_every_handler_has_the_filter(self) -> None:
        built = logging_config(renderer=str)
        assert all("route only" in handler["filters"] for handler in built["handlers"].values())
        assert built["root"]["handlers"] == ["console"]

    def test_the_line_of_a_request_names_its_route(self) -> None:
        request = RequestFactory().get(f"/xac-minh/{PERSON}/?q={PERSON}")
        assert RequestLogMiddleware.format_request(request) == "GET"
        request.resolver_match = ResolverMatch(print, (), {}, route="xac-minh/<str:code>/")
        assert RequestLogMiddleware.format_request(request) == "GET /xac-minh/<str:code>/"
