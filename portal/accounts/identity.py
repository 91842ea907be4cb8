"""Identity numbers of people: checked, masked, and found again by a keyed blind index; never stored in clear.

A personal identification number has 12 digits (Luật Căn cước 26/2023/QH15 Đ12); identity cards of before 2021
had 9, and papers that people still hold name them.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.utils.translation import gettext as _

from portal.vietnamese import normalise

_SHOWN_DIGITS = 4
_DOT = "•"


def check_id_number(text: str) -> str:
    """Give the bare digits of a 12-digit (or old 9-digit) identity number; ValueError in the citizen's words."""
    digits = normalise(text).translate({ord(" "): None, ord("."): None, ord("-"): None})
    if not digits:
        raise ValueError(_("Hãy nhập số định danh cá nhân."))
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(_("Số định danh cá nhân chỉ gồm chữ số, ví dụ 079123456789."))
    if len(digits) not in {9, 12}:
        raise ValueError(_("Số định danh cá nhân gồm 12 chữ số (hoặc 9 chữ số với chứng minh nhân dân cũ)."))
    return digits


def blind_index(value: str) -> str:
    """Give the keyed fingerprint (HMAC-SHA-256, 64 hex digits) under which a value is found without being readable."""
    key = str(settings.BLIND_INDEX_KEY).encode()
    return hmac.new(key, normalise(value).encode(), hashlib.sha256).hexdigest()


def mask(id_number: str) -> str:
    """Show the last four digits only: "079123456789" → "•••••••• 6789"; nothing of a value too short to hide."""
    hidden = max(len(id_number) - _SHOWN_DIGITS, 0)
    if hidden < _SHOWN_DIGITS:
        return _DOT * len(id_number)
    return f"{_DOT * hidden} {id_number[hidden:]}"
