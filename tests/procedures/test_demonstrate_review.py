"""Rules proved: the demonstration takes records through the queue to "published", and says what it counted."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from procedures import catalogue
from procedures.choices import Source
from procedures.models import ReviewItem
from tests.procedures.factories import announced
from tests.procedures.national_records import paper, record, written
from tests.procedures.review_queue import CODE, OTHER, publisher

pytestmark = pytest.mark.django_db
THIRD = "1.000003"


def told(path: Path, **options: bool) -> str:
    out = StringIO()
    call_command("demonstrate_review", path, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    announced(THIRD, source=Source.LOCAL)
    documents = [{"group": "", "items": [paper("Mang thẻ", 0, 0), paper("Đơn")]}]
    soiled = record(code=OTHER, name="B", documents=documents, results=[])
    return written(tmp_path, record(), soiled, record(code=THIRD, name="C"))


def test_all_are_published_and_the_doubts_counted(path: Path) -> None:
    publisher()

    words = told(path, mend=True)

    assert "read 3, queued 3" in words
    assert "note_rows_in_documents: 1 in 1 procedures" in words
    assert "sure suggestions taken: 1 in 1 records" in words
    assert "accepted without doubts: 1" in words
    assert "accepted with doubts kept as marks: 1" in words
    assert "procedures of the queue in force: 3 of 3" in words
    assert "still waiting, since the province announced them itself: 1" in words
    assert catalogue.published(THIRD).source == Source.LOCAL
    assert [mark["flag"] for mark in catalogue.published(OTHER).doubts] == ["no_result"]


def test_versions_of_the_province_give_way_only_when_asked(path: Path) -> None:
    person = publisher()

    words = told(path, replace_announced=True)

    assert "accepted in place of versions of the province: 1" in words
    assert catalogue.published(THIRD).source == Source.NATIONAL
    assert set(ReviewItem.objects.values_list("decided_by", flat=True)) == {person.pk}
    assert catalogue.published(CODE)


def test_it_needs_a_publisher_and_a_file(path: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nobody has the role publisher"):
        told(path)
    publisher()
    with pytest.raises(CommandError, match="no such file"):
        told(tmp_path / "none.json")
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="JSON list"):
        told(tmp_path / "broken.json")
    assert not ReviewItem.objects.exists()
