"""Marks on national text, in the reader's words: what readers should not rely on yet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def say_doubts(doubts: list[dict[str, Any]]) -> list[str]:
    """One sentence for each kind of doubt that matters to a reader, in a fixed order."""
    flags = {str(doubt.get("flag", "")) for doubt in doubts}
    return [sentence for known, sentence in _sentences() if flags & known]


def _sentences() -> list[tuple[set[str], str]]:
    return [
        (
            {"fee_zero_but_text_sets_fee", "fee_amount_missing", "fee_foreign_currency", "fee_unverified"},
            _("Mức phí chưa rõ: cơ quan tiếp nhận sẽ báo số tiền trước khi thu."),
        ),
        (
            {
                "time_unit_missing",
                "channel_time_missing",
                "time_text_only",
                "time_zero",
                "clock_time_as_duration",
                "duplicate_channel",
                "hour_but_text_says_days",
            },
            _("Thời hạn chưa rõ: ngày hẹn trả kết quả ghi trên giấy tiếp nhận."),
        ),
        (
            {
                "no_documents",
                "no_docs",
                "docs_unparsed",
                "docs_trailing_text",
                "remark_listed_as_paper",
                "note_rows_in_documents",
                "duplicate_document_names",
            },
            _("Danh sách giấy tờ đang được rà soát."),
        ),
        (
            {"mentions_abolished_district_level"},
            _("Có chỗ còn nhắc đến cấp huyện; từ ngày 01/7/2025 việc đó do cấp xã hoặc cấp tỉnh làm."),
        ),
        (
            {"text_truncated", "steps_truncated", "legal_trailing_text"},
            _("Có đoạn chưa đầy đủ so với bản gốc."),
        ),
        (
            {"other_province"},
            _("Nội dung do tỉnh, thành phố khác công bố, chỉ để tham khảo."),
        ),
    ]
