"""Payloads for the tests of VietQR: built object by object, sealed with a check value that is right."""

from __future__ import annotations

from binascii import crc_hqx

#: A transfer as banks print it, and the one with everything that a shop's till adds.
STATIC = "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F"
DYNAMIC = (
    "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA"
    "5303704540410005802VN62150811Chuyen tien6304BBB8"
)
#: As MoMo prints it: a reference in 62.05, and an object 80 that is no template.
MOMO = (
    "00020101021138620010A00000072701320006970454011899MM24011M348750800208QRIBFTTA"
    "53037045802VN62190515MOMOW2W3487508080030466304EBC8"
)
#: As NAPAS prints one to a card (6.1.4), and the sample of 6.1.1 whose inner length is one too long.
TO_A_CARD = (
    "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC"
    "530370454061800005802VN62340107NPS68690819thanh toan don hang6304A203"
)
TORN_SAMPLE = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"

START = "000201"
RECEIVER = "38530010A0000007270123000697041601092576788590208QRIBFTTA"
DONG, VIET_NAM = "5303704", "5802VN"


def sealed(*objects: str) -> str:
    """The objects with the check value that belongs to them."""
    text = "".join(objects) + "6304"
    return f"{text}{crc_hqx(text.encode(), 0xFFFF):04X}"


def tlv(tag: str, value: str) -> str:
    """One object."""
    return f"{tag}{len(value):02d}{value}"


def payment(*more: str, receiver: str = RECEIVER) -> str:
    """A payload that is right, with these objects added."""
    return sealed(START, receiver, DONG, VIET_NAM, *more)
