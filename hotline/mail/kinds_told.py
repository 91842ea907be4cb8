"""What kind of report a letter is, by its words: a first guess that puts it on the right clock. Pure."""

from __future__ import annotations

import re

from hotline.kinds import Kind
from portal.vietnamese import without_accents

# Without accents; the first that fits counts, the graver ones first.
_SIGNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.COMPLAINT_CONDUCT,
        "hach dich|nhung nhieu|voi vinh|gay kho khan|hoi lo|thai do (?:cua|khong|thieu|xau)",
    ),
    (
        Kind.COMPLAINT_DELAY,
        "qua han|tre hen|cham tra|bi cham|chua co ket qua|cho mai|keo dai|cham giai quyet",
    ),
    (
        Kind.TECHNICAL,
        (
            "khong dang nhap duoc|loi (?:trang|he thong|dang nhap)|trang web bi|khong vao duoc trang|"
            "khong tai (?:len|xuong) duoc"
        ),
    ),
)
_KNOWN = tuple((kind, re.compile(rf"\b(?:{signs})\b")) for kind, signs in _SIGNS)


def kind_of(words: str) -> Kind:
    """A question, unless it says otherwise: a question is answered by whoever is on duty."""
    bare = " ".join(without_accents(words).split())
    return next((kind for kind, signs in _KNOWN if signs.search(bare)), Kind.GUIDANCE)
