"""Marks on a version's text, in the reader's words: what readers should not rely on yet, and where it came from."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.choices import Source

#: Kinds of doubt that say the same to a reader, in the order in which readers meet them; other kinds are a publisher's.
_SENTENCES: tuple[tuple[frozenset[str], Promise], ...] = (
    (
        frozenset({"fee_zero_but_text_sets_fee", "fee_amount_missing", "fee_foreign_currency", "fee_unverified"}),
        gettext_lazy("Mức phí chưa rõ: cơ quan tiếp nhận sẽ báo số tiền trước khi thu."),
    ),
    (
        frozenset(
            {"time_unit_missing", "channel_time_missing", "time_text_only", "time_zero"}
            | {"clock_time_as_duration", "duplicate_channel", "hour_but_text_says_days"}
        ),
        gettext_lazy("Thời hạn chưa rõ: ngày hẹn trả kết quả ghi trên giấy tiếp nhận."),
    ),
    (
        frozenset(
            {"no_documents", "no_docs", "docs_unparsed", "docs_trailing_text"}
            | {"remark_listed_as_paper", "note_rows_in_documents", "duplicate_document_names"}
        ),
        gettext_lazy("Danh sách giấy tờ đang được rà soát."),
    ),
    (
        frozenset({"mentions_abolished_district_level"}),
        gettext_lazy("Có chỗ còn nhắc đến cấp huyện; từ ngày 01/7/2025 việc đó do cấp xã hoặc cấp tỉnh làm."),
    ),
    (
        frozenset({"text_truncated", "steps_truncated", "legal_trailing_text"}),
        gettext_lazy("Có đoạn chưa đầy đủ so với bản gốc."),
    ),
    (
        frozenset({"other_province"}),
        gettext_lazy("Nội dung do tỉnh, thành phố khác công bố, chỉ để tham khảo."),
    ),
)


def say_doubts(doubts: list[dict[str, Any]]) -> list[str]:
    """One sentence for each kind of doubt that matters to a reader, in a fixed order."""
    flags = {str(doubt.get("flag", "")) for doubt in doubts}
    return [str(sentence) for known, sentence in _SENTENCES if flags & known]


def introduce_doubts(source: str) -> str:
    """The words before them: only text of the national database is said to come from there."""
    if source == Source.NATIONAL:
        return _("Nội dung lấy từ Cơ sở dữ liệu quốc gia và còn chỗ cần đối chiếu:")
    return _("Nội dung còn chỗ cần đối chiếu:")
