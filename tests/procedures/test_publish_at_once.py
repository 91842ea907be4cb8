"""Rule proved with connections of their own: two publications of one moment both succeed, and search knows both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from procedures import publishing
from procedures.models import ProcedureVersion, SearchWord
from procedures.search import search
from tests.overtaking import somebody_waits
from tests.procedures.factories import ProcedureFactory, draft

pytestmark = pytest.mark.django_db(transaction=True)


def publish_elsewhere(version: ProcedureVersion) -> None:
    """Put a version in force through a connection of its own."""
    try:
        publishing.publish([version])
    finally:
        connection.close()


def test_two_publications_of_the_same_moment_both_succeed() -> None:
    """The second counts the words when the first is through, so that neither counts what the other removed."""
    kites = draft(procedure=ProcedureFactory(code="1.000001"), name="Thả diều")
    fireworks = draft(procedure=ProcedureFactory(code="1.000002"), name="Đốt pháo hoa")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            publishing.publish([kites])
            second = pool.submit(publish_elsewhere, fireworks)
            assert somebody_waits(second)
        second.result(timeout=60)

    words = {word.plain: word.entries for word in SearchWord.objects.all()}
    assert (words["dieu"], words["phao"], words[SearchWord.TOTAL]) == (1, 1, 2)
    assert [page.results[0].name for page in (search("thả diều"), search("đốt pháo hoa"))] == [
        "Thả diều",
        "Đốt pháo hoa",
    ]
