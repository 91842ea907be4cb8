"""Rules proved: publishing ends the version before, feeds search, forgets caches, and is all or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures import page_cache
from procedures.choices import VersionState
from procedures.models import SearchEntry, SearchWord
from procedures.publishing import publish
from tests.procedures.factories import ProcedureFactory, announced, draft

pytestmark = pytest.mark.django_db


def test_the_version_before_ends_when_the_new_one_begins() -> None:
    old = announced("1.001193")
    new = draft(procedure=old.procedure, number=2)

    publish([new])

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.valid_to) == (VersionState.RETIRED, timezone.localdate())
    assert (new.state, new.valid_from, new.valid_to) == (VersionState.PUBLISHED, timezone.localdate(), None)


def test_a_staged_version_leaves_today_as_it_is() -> None:
    old = announced("1.001193")
    start = timezone.localdate() + timedelta(days=5)
    new = draft(procedure=old.procedure, number=2, name="Tên mới")

    publish([new], valid_from=start)

    old.refresh_from_db()
    assert (old.state, old.valid_to) == (VersionState.PUBLISHED, start)
    assert SearchEntry.objects.get(procedure=old.procedure).version == old


def test_an_earlier_day_than_a_staged_version_is_refused_and_changes_nothing() -> None:
    procedure = ProcedureFactory(code="1.001193")
    staged = draft(procedure=procedure, number=1)
    publish([staged], valid_from=timezone.localdate() + timedelta(days=9))
    other = draft(procedure=procedure, number=2)

    with pytest.raises(IntegrityError, match="version_validity_does_not_overlap"), transaction.atomic():
        publish([other])

    other.refresh_from_db()
    assert other.state == VersionState.DRAFT


def test_many_are_published_all_or_none() -> None:
    fine = draft()
    blocked = ProcedureFactory()
    publish([draft(procedure=blocked)], valid_from=date(2027, 12, 1))
    clash = draft(procedure=blocked, number=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        publish([fine, clash])

    fine.refresh_from_db()
    assert fine.state == VersionState.DRAFT
    assert not SearchEntry.objects.filter(procedure=fine.procedure).exists()


def test_publishing_feeds_search_in_the_same_transaction() -> None:
    version = announced("1.001193", name="Đăng ký khai sinh", keywords=["giấy cho em bé"])

    entry = SearchEntry.objects.get(procedure=version.procedure)
    assert entry.plain_name == "dang ky khai sinh"
    assert entry.plain_keywords == "giay cho em be"
    assert entry.card["code"] == "1.001193"
    assert SearchWord.objects.get(plain="khai").entries == 1
    assert SearchWord.objects.get(plain="be").spelling == "bé"


def test_publishing_hundreds_costs_no_query_for_each() -> None:
    few, many = [draft() for _ in range(3)], [draft() for _ in range(30)]

    with CaptureQueriesContext(connection) as for_few:
        publish(few)
    with CaptureQueriesContext(connection) as for_many:
        publish(many)

    assert len(for_many) == len(for_few)


def test_pages_learn_of_a_publication_on_commit(django_capture_on_commit_callbacks: Any) -> None:
    key = page_cache.current_key("1.001193")
    page_cache.kept(key, lambda: 1)
    edition = page_cache.edition()

    with django_capture_on_commit_callbacks(execute=True):
        version = announced("1.001193")

    assert page_cache.kept(key, lambda: version.pk) == version.pk
    assert page_cache.edition() != edition
