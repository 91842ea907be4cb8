"""From the text of a scanned QR to what it says, or the reason why it can't be trusted."""

from __future__ import annotations

import re

from payments.vietqr import tags
from payments.vietqr.checksum import checksum
from payments.vietqr.payload import Payload
from payments.vietqr.tlv import split

_END = re.compile(rf"{tags.CRC}04([0-9A-F]{{4}}|[0-9a-f]{{4}})")
_END_LENGTH, _CRC_LENGTH = 8, 4


def decode(text: str) -> Payload:
    """What a payment QR says. Raises ValueError with the reason in Vietnamese.

    The check value counts in capitals (EMVCo) or in small letters (some banks), not in a mixture: one flipped letter is
    damage. Nothing may follow it, not even a space.
    """
    end = _END.fullmatch(text[-_END_LENGTH:])
    if end is None:
        raise ValueError("Mã không kết thúc bằng mã kiểm tra (6304 và 4 chữ số): mã bị cắt hoặc có ký tự thừa.")
    crc = checksum(text[:-_CRC_LENGTH])
    if end[1].upper() != crc:
        raise ValueError(f"Mã kiểm tra không khớp: ghi {end[1]}, tính ra {crc}. Mã đã bị sửa hoặc đọc sai.")
    return Payload(split(text[:-_END_LENGTH]), has_lower_case_crc=end[1] != crc)
