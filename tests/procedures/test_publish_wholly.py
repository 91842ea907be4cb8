"""Rules proved: publishing is all or nothing, no day is left without a version, and readers see it at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from procedures import catalogue
from procedures.choices import VersionState
from procedures.models import ProcedureVersion, SearchEntry
from procedures.publishing import publish
from procedures.search import search
from tests.procedures.factories import ProcedureFactory, announced, draft

pytestmark = pytest.mark.django_db
CODE = "1.001193"
TODAY = timezone.localdate()


def facts(version: ProcedureVersion) -> tuple[str, date | None, date | None]:
    """State and validity as stored."""
    version.refresh_from_db()
    return version.state, version.valid_from, version.valid_to


def test_one_that_cannot_be_published_keeps_all_others_back() -> None:
    """All or none: an earlier day than one already announced for later is refused."""
    procedure = ProcedureFactory(code=CODE)
    later = draft(procedure=procedure, source="local")
    publish([later], valid_from=TODAY + timedelta(days=30))
    late, fine = draft(procedure=procedure, number=2), draft(procedure=ProcedureFactory(code="1.000002"))

    with pytest.raises(IntegrityError, match="version_validity_does_not_overlap"), transaction.atomic():
        publish([fine, late])

    assert facts(fine) == facts(late) == (VersionState.DRAFT, None, None)
    assert facts(later) == (VersionState.PUBLISHED, TODAY + timedelta(days=30), None)
    assert not SearchEntry.objects.exists()


def test_a_version_for_the_same_day_replaces_one_that_then_was_in_force_on_no_day() -> None:
    """Half-open validity: [today, today) is empty, so no day has two versions and none has none."""
    first, second = draft(procedure=ProcedureFactory(code=CODE)), None
    publish([first])
    second = draft(procedure=first.procedure, number=2)
    publish([second])

    assert facts(first) == (VersionState.RETIRED, TODAY, TODAY)
    assert catalogue.published(CODE, on=TODAY) == second
    assert catalogue.find_version(first.pk) == first, "a dossier filed this morning still finds its version"
    with pytest.raises(catalogue.UnknownProcedure):
        catalogue.published(CODE, on=TODAY - timedelta(days=1))


def test_search_knows_the_new_name_at_once_and_forgets_the_old() -> None:
    first = announced(CODE, name="Đăng ký khai sinh")
    second = draft(procedure=first.procedure, number=2, name="Khai báo phương tiện thủy")

    publish([second])

    assert [entry.name for entry in search("phương tiện thủy").results] == ["Khai báo phương tiện thủy"]
    assert search("khai sinh").results == [] or search("khai sinh").results[0].name != "Đăng ký khai sinh"


def test_a_version_staged_for_later_is_not_in_the_search_yet() -> None:
    first = announced(CODE, name="Đăng ký khai sinh")
    publish([draft(procedure=first.procedure, number=2, name="Tên mai sau")], TODAY + timedelta(days=1))

    assert SearchEntry.objects.get(procedure=first.procedure).name == "Đăng ký khai sinh"


@pytest.mark.parametrize("path", ["/thu-tuc/{}/", "/thu-tuc/?q=khai+sinh", "/api/v1/procedures/{}/"])
def test_readers_see_the_new_version_with_their_next_look(
    client: Client, path: str, django_capture_on_commit_callbacks: Any
) -> None:
    """Also those whose browser holds the old page with its tag."""
    first = announced(CODE, name="Đăng ký khai sinh")
    url = path.format(CODE)
    before = client.get(url)
    assert "Đăng ký khai sinh" in before.content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        publish([draft(procedure=first.procedure, number=2, name="Đăng ký khai sinh cho trẻ em")])
    after = client.get(url, headers={"If-None-Match": before.get("ETag", '"none"')})

    assert after.status_code == 200
    assert "Đăng ký khai sinh cho trẻ em" in after.content.decode()


def test_a_publication_that_is_rolled_back_is_never_shown(client: Client) -> None:
    first = announced(CODE, name="Đăng ký khai sinh")
    client.get(f"/thu-tuc/{CODE}/")

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish([draft(procedure=first.procedure, number=2, name="Chưa hề công bố")])
        raise ZeroDivisionError

    assert "Chưa hề công bố" not in client.get(f"/thu-tuc/{CODE}/").content.decode()
    assert catalogue.published(CODE) == first
    assert facts(first)[0] == VersionState.PUBLISHED


def test_in_force_is_read_from_memory_until_another_version_is(django_assert_num_queries: Any) -> None:
    """`catalogue.in_force`: one query tells which version; its content is read once for the whole process."""
    first = announced(CODE)
    assert catalogue.in_force(CODE) == first
    with django_assert_num_queries(1):
        known = catalogue.in_force(CODE)
        assert known.cases.all()[0].components.all()[0].name == "Giấy chứng sinh"

    second = draft(procedure=first.procedure, number=2)
    publish([second])

    assert catalogue.in_force(CODE) == second
    with pytest.raises(catalogue.UnknownProcedure):
        catalogue.in_force("1.999999")


def test_memory_of_versions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "KEPT_VERSIONS", 2)
    for number in range(4):
        announced(f"1.00000{number}")
        catalogue.in_force(f"1.00000{number}")

    assert len(catalogue._in_memory) == 2
    assert catalogue.in_force("1.000000").procedure.code == "1.000000"
