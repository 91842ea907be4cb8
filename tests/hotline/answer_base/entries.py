"""What tests of the answer base share: entries as operators write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from hotline.answer_base import writing
from hotline.answer_base.writing import FaqText
from hotline.models import FaqEntry
from portal.accounts.models import User

QUESTION = "Làm lại thẻ căn cước bị mất ở đâu?"
TEXT = "Đến công an cấp xã nơi ở hiện tại, không phải mang giấy tờ gì. Bảy ngày làm việc thì có thẻ mới."


def faq(**changed: str) -> FaqText:
    """A question about a lost card."""
    told = {
        "question": QUESTION,
        "text": TEXT,
        "question_en": "Where do I replace a lost identity card?",
        "text_en": "At the police of the commune where you live now.",
        "legal_basis": "Luật Căn cước 26/2023/QH15",
    }
    return FaqText(**(told | changed))


def next_month() -> dt.date:
    """A lawful day of review."""
    return timezone.localdate() + dt.timedelta(days=30)


def written(user: User, entry: FaqEntry | None = None, **changed: str) -> FaqEntry:
    """An entry that everybody reads."""
    return writing.write(user, faq(**changed), next_month(), entry)


def typed(**changed: Any) -> dict[str, Any]:
    """What a browser sends of the form."""
    day = next_month()
    parts = {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year}
    text = faq()
    return {
        "question": text.question, "text": text.text, "question_en": text.question_en, "text_en": text.text_en,
        "legal_basis": text.legal_basis, **parts,
    } | changed  # fmt: skip
