"""What load balancers and supervisors ask: is the process up, can it serve, what are its figures."""

from __future__ import annotations

import functools
from contextlib import suppress

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView

from portal.accounts.rules import PUBLIC, access_rule
from portal.outbox import metrics as outbox_metrics


@access_rule(PUBLIC)
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as this process serves requests; asks nobody else."""
    return JsonResponse({"status": "up"})


@access_rule(PUBLIC)
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and every migration is applied, else 503.

    The broker is not asked: with Valkey down the site still takes dossiers.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrated = _is_migrated()
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if not migrated:
        return JsonResponse({"status": "migrations missing"}, status=503)
    return JsonResponse({"status": "ready"})


@access_rule(PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus; the proxy in front keeps this address inside the house.

    With the database away it has the figures of this process, without those of the outbox.
    """
    response: HttpResponse = ExportToDjangoView(request)
    with suppress(DatabaseError):
        response.write(outbox_metrics.exposition())
    return response


def _is_migrated() -> bool:
    """Tell whether no migration waits; once true it stays true for this process."""
    return _remember_migrated() if not _waiting_migrations() else False


@functools.cache
def _remember_migrated() -> bool:
    return True


def _waiting_migrations() -> bool:
    if _remember_migrated.cache_info().currsize:
        return False
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
