"""The check value at the end of every EMVCo payload."""

from __future__ import annotations

from binascii import crc_hqx

_START = 0xFFFF


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, from 0xFFFF) over the bytes of the text: four upper-case hex digits."""
    return f"{crc_hqx(text.encode('utf-8', 'surrogatepass'), _START):04X}"
