"""With the database, the cache or the queue away the site says so, quickly and in words, and comes back by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from celery.exceptions import OperationalError as BrokerAway
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings
from redis.exceptions import ConnectionError as RedisConnectionError

from portal import health
from portal.caching import FailOpenRedisCache
from portal.celery import app, wait_for_the_broker
from portal.commands.bootstrap import ROOT
from tests.accounts.factories import make_user

#: A site whose database and Valkey do not exist, asked for a few addresses.
ASK = """
import json, sys
import django
from django.conf import settings
settings.DEBUG = False
pool = settings.DATABASES["default"]["OPTIONS"].pop("pool")
django.setup()
from django.test import Client
answers = {}
for address in ("/healthz", "/readyz", "/metrics", "/huong-dan/", "/xac-minh/", "/thu-tuc/", "/api/v1/procedures/"):
    answer = Client(raise_request_exception=False, headers={"Accept-Language": "vi"}).get(address)
    answers[address] = {
        "code": answer.status_code,
        "type": answer.headers["Content-Type"],
        "body": answer.content.decode()[:20000],
        "pool_waits_seconds": pool["timeout"],
    }
print(json.dumps(answers))
"""


@cache
def answers() -> dict[str, dict[str, Any]]:
    """What each address answers with nothing behind the site."""
    environment = {
        "PATH": os.environ["PATH"],
        "PORTAL_VAR": os.environ["PORTAL_VAR"],
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "DEBUG": "1",
        "DATABASE_URL": "postgresql://postgres:mat-khau-bi-mat@/portal?host=/nowhere",
        "REDIS_URL": "unix:///nowhere/valkey.sock",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    said: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return said


class TestWithNothingBehindIt:
    def test_the_process_is_up_and_not_ready(self) -> None:
        """A supervisor must not restart a healthy process for a database's sake; a balancer must not send to it."""
        assert answers()["/healthz"]["code"] == 200
        assert answers()["/readyz"]["code"] == 503
        assert json.loads(answers()["/readyz"]["body"]) == {"status": "no database"}

    def test_figures_are_still_given(self) -> None:
        assert answers()["/metrics"]["code"] == 200

    def test_pages_that_need_no_data_are_served(self) -> None:
        for address in ("/huong-dan/", "/xac-minh/"):
            assert answers()[address]["code"] == 200, address

    def test_pages_that_do_say_whose_fault_it_is_and_what_to_do(self) -> None:
        page = answers()["/thu-tuc/"]
        assert page["code"] == 500
        assert "Lỗi này là của chúng tôi, không phải của bạn." in page["body"]
        assert "Hãy chờ vài phút rồi thử lại." in page["body"]

    def test_machines_get_a_problem(self) -> None:
        answer = answers()["/api/v1/procedures/"]
        assert (answer["code"], answer["type"]) == (500, "application/problem+json")

    @pytest.mark.parametrize("secret", ["mat-khau-bi-mat", "/nowhere", "psycopg", "Traceback"])
    def test_no_answer_tells_where_the_database_is(self, secret: str) -> None:
        assert [address for address, answer in answers().items() if secret in answer["body"]] == []

    def test_nobody_waits_long_for_the_bad_news(self) -> None:
        """How long a page waits for a connection is set, and not left to the driver's half minute."""
        assert max(answer["pool_waits_seconds"] for answer in answers().values()) <= 10


@pytest.mark.django_db
class TestReadiness:
    @pytest.fixture(autouse=True)
    def _forget(self) -> None:
        health._remember_migrated.cache_clear()

    def test_it_comes_back_when_the_database_does(self, client: Client) -> None:
        def refuse() -> None:
            raise OperationalError("the database system is shutting down")

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(connection, "cursor", refuse)
            assert client.get("/readyz").status_code == 503
        assert client.get("/readyz").status_code == 200

    def test_a_migration_that_waits_is_looked_for_until_it_is_there_and_then_no_more(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[bool] = []
        waits = iter([True, False])

        class Executor:
            def __init__(self, _: object) -> None:
                self.loader = self
                self.graph = self

            def leaf_nodes(self) -> list[str]:
                return []

            def migration_plan(self, _: object) -> list[str]:
                looked.append(True)
                return ["0009"] if next(waits) else []

        monkeypatch.setattr(health, "MigrationExecutor", Executor)
        assert [client.get("/readyz").status_code for _ in range(4)] == [503, 200, 200, 200]
        assert len(looked) == 2

    def test_a_queue_that_is_away_does_not_make_it_unready(self, client: Client, settings: Settings) -> None:
        settings.CELERY_BROKER_URL = "redis+socket:///nowhere"
        settings.CACHES = {"default": {"BACKEND": "portal.caching.FailOpenRedisCache", "LOCATION": "unix:///nowhere"}}
        assert client.get("/readyz").status_code == 200

    @pytest.mark.parametrize("address", ["/healthz", "/readyz"])
    def test_nobody_keeps_yesterdays_health(self, client: Client, address: str) -> None:
        assert "no-store" in client.get(address)["Cache-Control"]

    def test_health_is_asked_without_a_session(self, client: Client) -> None:
        client.force_login(make_user())
        for address in ("/healthz", "/readyz", "/metrics"):
            assert "Cookie" not in client.get(address).headers.get("Vary", "")


class TestTheQueue:
    def test_a_worker_waits_for_the_broker_and_a_page_does_not(self) -> None:
        """Half a second is for pages that publish; an idle worker would lose its connection every half second."""

        conf: Any = SimpleNamespace(broker_transport_options=dict(settings.CELERY_BROKER_TRANSPORT_OPTIONS))
        assert conf.broker_transport_options["socket_timeout"] <= 0.5
        wait_for_the_broker(conf=conf)
        assert conf.broker_transport_options["socket_timeout"] is None
        assert conf.broker_transport_options["max_retries"] is None
        assert conf.broker_transport_options["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT
        assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["max_retries"] == 0

    def test_publishing_to_a_queue_that_is_away_fails_at_once(self) -> None:
        """With the tries that pages are set to, none; this would wait for ever with the broker's own."""
        retries = settings.CELERY_BROKER_TRANSPORT_OPTIONS["max_retries"]
        with (
            app.connection_for_write("redis+socket:///nowhere/valkey.sock") as broker,
            pytest.raises((OSError, BrokerAway, RedisConnectionError)),
        ):
            broker.ensure_connection(max_retries=retries, timeout=0.5, reraise_as_library_errors=False)

    def test_a_task_that_lost_its_worker_is_done_by_another(self) -> None:
        assert settings.CELERY_TASK_ACKS_LATE
        assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
        assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
        assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT


class TestTheCache:
    @pytest.fixture
    def away(self) -> FailOpenRedisCache:
        FailOpenRedisCache._away_until = 0.0
        return FailOpenRedisCache("unix:///nowhere/valkey.sock", {})

    def test_after_the_rest_it_is_asked_again(self, away: FailOpenRedisCache, monkeypatch: pytest.MonkeyPatch) -> None:
        now = [1000.0]
        monkeypatch.setattr("portal.caching.time.monotonic", lambda: now[0])
        asked: list[float] = []

        def ask() -> str:
            asked.append(now[0])
            return "there again"

        assert away.get("key") is None  # away: rests for two seconds
        assert away._ask(ask, "away") == "away"
        now[0] += 2.1
        assert away._ask(ask, "away") == "there again"
        assert asked == [1002.1]
        FailOpenRedisCache._away_until = 0.0

    def test_one_warning_is_written_not_one_a_question(
        self, away: FailOpenRedisCache, caplog: pytest.LogCaptureFixture
    ) -> None:
        for number in range(50):
            away.get(str(number))
        assert sum("cache_away" in record.getMessage() for record in caplog.records) == 1
        FailOpenRedisCache._away_until = 0.0

    def test_the_two_timeouts_together_are_shorter_than_a_person_notices(self) -> None:
        from portal.settings.data import CACHES

        options = CACHES["default"]["OPTIONS"]
        assert options["socket_connect_timeout"] + options["socket_timeout"] <= 1


@pytest.mark.django_db
class TestMetrics:
    SECRETS = ("Bùi Thị Bí Mật", "079123456780", "bi.mat@example.vn", "ZZ22-YY33-XX44", "mat-khau-bi-mat")

    def test_they_name_routes_and_nothing_that_anybody_typed(self, client: Client) -> None:
        name, number, email, code, password = self.SECRETS
        client.get("/thu-tuc/", {"q": name})
        client.get(f"/xac-minh/{code}/")
        client.get(f"/khong-co/{number}/")
        client.post("/tai-khoan/login/", {"login": email, "password": password})
        client.get(f"/api/v1/dossiers/{number}/", headers={"User-Agent": name.encode().decode("latin-1")})
        figures = client.get("/metrics").content.decode()
        assert "django_http_responses_total_by_status_view_method_total" in figures
        assert [secret for secret in self.SECRETS if secret in figures] == []

    def test_they_do_not_grow_with_every_address_that_is_tried(self, client: Client) -> None:
        """One line for each route, not for each code: else a guesser fills the memory."""
        client.get("/xac-minh/AAAA-AAAA-AAAA/")
        before = len(client.get("/metrics").content.splitlines())
        for number in range(20):
            client.get(f"/xac-minh/{number}/")
            client.get(f"/khong-co-{number}/")
        after = len(client.get("/metrics").content.splitlines())
        assert after - before < 30
