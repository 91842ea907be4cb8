"""Texts that still speak of the district level, said with the two tiers of government since 1 July 2025.

The wording follows Luật Tổ chức chính quyền địa phương 2025: what a district did, the commune does, unless a
decree moved it to the province. Which of the two only the legal basis tells, so this is a suggestion.
"""

from __future__ import annotations

import re

_TIER = r"(?:huyện|quận|thị xã|thành phố thuộc tỉnh|thành phố thuộc thành phố trực thuộc trung ương)"
_MORE = rf"(?:\s*(?:,|/|;|và|hoặc)\s*{_TIER})*"
_AGENCY = (
    r"(?:chủ tịch\s+)?(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|hội đồng nhân dân|hđnd|công an)"
    r"|phòng [\w\s]{3,40}?"
)
_OF_AGENCY = re.compile(rf"(?i)\b({_AGENCY})\s+(?:cấp\s+)?{_TIER}{_MORE}(?!\s+(?-i:[A-ZĐ]))\b")
_NAMED = re.compile(rf"\b((?i:{_AGENCY}))\s+(?i:{_TIER})\s+(?=[A-ZĐ])")
_LEVEL = re.compile(r"(?i)\bcấp huyện\b")
_CITY = re.compile(r"(?i)\bthành phố thuộc tỉnh\b")
_TWICE = re.compile(r"(?i)\b(cấp xã)((?:\s*(?:,|/|;|và|hoặc)\s*cấp xã)+)\b")


def without_district_level(text: str) -> str:
    """The text with communes in place of districts; a text that speaks of none comes back as it is."""
    text = _OF_AGENCY.sub(r"\1 cấp xã", text)
    text = _NAMED.sub(r"\1 cấp xã nay quản lý địa bàn ", text)
    text = _CITY.sub("xã, phường, đặc khu", _LEVEL.sub("cấp xã", text))
    return _TWICE.sub(r"\1", text)
