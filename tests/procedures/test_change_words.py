"""Rules proved: the log is told in whole sentences, each kind of difference in its own, in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from procedures import change_words
from procedures.comparing.told import Change
from procedures.models import CatalogueChange, CatalogueChangeKind, Procedure, ProcedureVersion

TEXTS = st.text(alphabet="ab %()“”", min_size=1, max_size=8)


def line(kind: str = CatalogueChangeKind.ANNOUNCED, **values: Any) -> CatalogueChange:
    """A line of the log, unsaved."""
    told: dict[str, Any] = {
        "procedure": Procedure(code="1.001193"),
        "version": ProcedureVersion(name="Đăng ký khai sinh", number=2),
        "effective_on": date(2026, 6, 1),
    }
    return CatalogueChange(kind=kind, **(told | values))


@pytest.mark.parametrize(
    ("change", "vietnamese", "english"),
    [
        (Change("added", "Ảnh"), "Thêm: Ảnh", "Added: Ảnh"),
        (Change("added", "Ảnh", after="3 bản"), "Thêm: Ảnh (3 bản)", "Added: Ảnh (3 bản)"),
        (Change("removed", "Ảnh"), "Bỏ: Ảnh", "Removed: Ảnh"),
        (Change("removed", "Ảnh", before="3 bản"), "Bỏ: Ảnh (3 bản)", "Removed: Ảnh (3 bản)"),
        (
            Change("changed", "Ảnh", "mẫu", "A", "B"),
            "Sửa: Ảnh, mẫu: “A” thay bằng “B”",
            "Changed: Ảnh, mẫu: “A” replaced by “B”",
        ),
        (Change("changed", "Ảnh", "", "A", "B"), "Sửa: Ảnh: “A” thay bằng “B”", "Changed: Ảnh: “A” replaced by “B”"),
        (Change("changed", "Ảnh", "mẫu", "", "B"), "Sửa: Ảnh, mẫu: nay thêm “B”", "Changed: Ảnh, mẫu: “B” is new"),
        (Change("changed", "Ảnh", "mẫu", "A", ""), "Sửa: Ảnh, mẫu: nay bỏ “A”", "Changed: Ảnh, mẫu: “A” is gone"),
    ],
)
def test_a_difference_is_one_line(change: Change, vietnamese: str, english: str) -> None:
    with translation.override("vi"):
        assert change_words.say(change) == vietnamese
    with translation.override("en"):
        assert change_words.say(change) == english


@given(kind=st.sampled_from(["added", "removed", "changed"]), what=TEXTS, before=TEXTS, after=TEXTS)
def test_texts_stand_in_the_line_as_they_are(kind: str, what: str, before: str, after: str) -> None:
    """Per cents and brackets in announced text are text, never places to fill."""
    said = change_words.say(Change(kind, what, "", before, after))

    assert what in said
    assert (kind == "added") or before in said
    assert (kind == "removed") or after in said


@pytest.mark.parametrize(
    ("kind", "vietnamese", "english"),
    [
        ("announced", "Công bố: ", "Announced: "),
        ("amended", "Sửa đổi, bổ sung: ", "Amended: "),
        ("abolished", "Bãi bỏ: ", "Abolished: "),
    ],
)
def test_a_headline_says_what_happened_to_what(kind: str, vietnamese: str, english: str) -> None:
    with translation.override("vi"):
        assert change_words.headline(line(kind)) == f"{vietnamese}Đăng ký khai sinh (1.001193)"
    with translation.override("en"):
        assert change_words.headline(line(kind)) == f"{english}Đăng ký khai sinh (1.001193)"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Áp dụng từ 01/06/2026."),
        ({"decision_number": "7/QĐ"}, "Áp dụng từ 01/06/2026. Theo Quyết định số 7/QĐ."),
        ({"kind": "abolished"}, "Không còn áp dụng từ 01/06/2026."),
        (
            {"kind": "abolished", "decision_number": "7/QĐ", "replaced_by": Procedure(code="2.000635")},
            "Không còn áp dụng từ 01/06/2026. Theo Quyết định số 7/QĐ. Được thay thế bằng thủ tục 2.000635.",
        ),
    ],
)
def test_when_and_why_are_told(values: dict[str, Any], said: str) -> None:
    with translation.override("vi"):
        assert change_words.when(line(**values)) == said
