"""What could mend a doubt: for each kind, the readings a publisher may choose from, the likeliest first.

A suggestion never changes anything by itself. It says in words what it would do, and is a new value for one place of
the national record, from which the draft is then made anew (`procedures.review.mending`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from procedures.national.words import clean
from procedures.review import suggested_fees, suggested_times
from procedures.review.district_words import without_district_level
from procedures.review.mend import Mend
from procedures.review.places import NoSuchPlace, read_place

#: Kinds that came with the record: the fault was in its source, and the text at hand is whole already.
MENDED_IN_SOURCE = ("source_decomposed_unicode", "source_invisible_chars", "source_name_whitespace")
GIVEN = "quality_flags"


@dataclass(frozen=True)
class Doubted:
    """A doubt with the record it is about."""

    flag: str
    where: str
    record: Any
    twins: tuple[str, ...] = ()

    @property
    def value(self) -> Any:
        """What stands at the doubted place."""
        try:
            return read_place(self.record, self.where)
        except NoSuchPlace:
            return None


def suggestions(doubted: Doubted) -> list[Mend]:
    """The mends for a doubt, the likeliest first; empty when only a person with the original can tell."""
    if doubted.where == GIVEN:
        return _given(doubted)
    maker = _MAKERS.get(doubted.flag)
    return maker(doubted) if maker else []


def _given(doubted: Doubted) -> list[Mend]:
    if doubted.flag not in MENDED_IN_SOURCE:
        return []
    rest = [flag for flag in doubted.record.get(GIVEN) or [] if flag != doubted.flag]
    says = _("Văn bản đã được chuẩn hoá dấu và khoảng trắng; nội dung giữ nguyên.")
    return [Mend("tidied", says, GIVEN, rest, is_sure=True)]


def _tidied(doubted: Doubted) -> list[Mend]:
    if not isinstance(doubted.value, str):
        return []
    text = clean(doubted.value)
    text = " ".join(text.split()) if doubted.where == "name" else text
    says = _("Chuẩn hoá dấu, khoảng trắng và bỏ mã trang; nội dung giữ nguyên.")
    return [Mend("tidied", says, doubted.where, text, is_sure=True)]


def _note_or_paper(doubted: Doubted) -> list[Mend]:
    place = f"{doubted.where}.kind"
    note = Mend("note", _("Ghi thành lưu ý, không phải giấy tờ phải nộp."), place, "note", is_sure=True)
    return [note, Mend("paper", _("Đúng là giấy tờ phải nộp."), place, "paper")]


def _communes(doubted: Doubted) -> list[Mend]:
    mended = without_district_level(doubted.value) if isinstance(doubted.value, str) else ""
    if not mended or mended == doubted.value:
        return []
    says = _("Đổi cấp huyện thành cấp xã. Xem lại căn cứ: có việc đã chuyển lên cấp tỉnh.")
    return [Mend("commune", says, doubted.where, mended)]


def _twins(doubted: Doubted) -> list[Mend]:
    codes = ", ".join(doubted.twins)
    if not codes:
        return []
    says = _("Ghi là thủ tục cùng tên với %(codes)s.") % {"codes": codes}
    return [Mend("linked", says, "same_name_as", list(doubted.twins), is_sure=True)]


def _without_code(doubted: Doubted) -> list[Mend]:
    says = _("Bỏ mã giấy tờ bị trùng; tên giấy tờ giữ nguyên.")
    return [Mend("no_code", says, f"{doubted.where}.component_code", "", is_sure=True)]


def _law_code(doubted: Doubted) -> list[Mend]:
    code = suggested_times.law_code_in(str(doubted.value or ""))
    says = _("Ghi số hiệu là %(code)s.") % {"code": code}
    return [Mend("code", says, doubted.where, code, is_sure=True)] if code else []


def _one_original(doubted: Doubted) -> list[Mend]:
    item = doubted.value
    if not isinstance(item, dict):
        return []
    counts = {"originals": 1, "copies": 0}
    return [Mend("one_original", _("Ghi một bản chính, không bản sao."), doubted.where, item | counts)]


_MAKERS: dict[str, Callable[[Doubted], list[Mend]]] = {
    "source_decomposed_unicode": _tidied,
    "source_invisible_chars": _tidied,
    "source_has_mark_up": _tidied,
    "source_name_whitespace": _tidied,
    "note_rows_in_documents": _note_or_paper,
    "remark_listed_as_paper": _note_or_paper,
    "mentions_abolished_district_level": _communes,
    "duplicate_name_other_code": _twins,
    "duplicate_component_code": _without_code,
    "legal_code_not_a_code": _law_code,
    "document_count_not_readable": _one_original,
    "fee_zero_but_text_sets_fee": lambda d: suggested_fees.amounts(d.where, d.value),
    "fee_amount_missing": lambda d: suggested_fees.amounts(d.where, d.value),
    "fee_amount_not_readable": lambda d: suggested_fees.amounts(d.where, d.value),
    "clock_time_as_duration": lambda d: suggested_times.clock_time(d.where, d.value),
    "time_unit_missing": lambda d: suggested_times.units(d.where, d.value, d.record),
    "hour_but_text_says_days": lambda d: suggested_times.units(d.where, d.value, d.record),
    "time_text_only": lambda d: suggested_times.limits_in_text(d.where, d.value, d.record),
    "channel_time_missing": lambda d: suggested_times.limits_in_text(d.where, d.value, d.record),
    "time_zero": lambda d: suggested_times.limits_in_text(d.where, d.value, d.record),
    "time_out_of_range": lambda d: suggested_times.limits_in_text(d.where, d.value, d.record),
}
