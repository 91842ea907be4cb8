"""The numbers of EMVCo and NAPAS with their names; the names are those of the parameters of ``encode``."""

from __future__ import annotations

from typing import Literal, TypeAlias

PointOfInitiation: TypeAlias = Literal["static", "dynamic"]

VERSION, INITIATION, CATEGORY, CURRENCY, AMOUNT = "00", "01", "52", "53", "54"
COUNTRY, MERCHANT_NAME, MERCHANT_CITY, ADDITIONAL, CRC, OTHER_LANGUAGE = "58", "59", "60", "62", "63", "64"

VERSION_1 = "01"
INITIATIONS: dict[str, PointOfInitiation] = {"11": "static", "12": "dynamic"}
DONG, VIET_NAM = "704", "VN"

#: Accounts of card schemes (bare values), then templates that begin with the name of who made them.
CARD_SCHEMES, MERCHANT_TEMPLATES = range(2, 26), range(26, 52)
#: The template given to NAPAS, and the one that other makers use first.
NAPAS_TEMPLATE, OTHER_TEMPLATE = "38", "26"
GUID, BENEFICIARY, SERVICE = "00", "01", "02"
BENEFICIARY_BANK, BENEFICIARY_ACCOUNT = "00", "01"
NAPAS_GUID = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
#: Transfers to an account or a card, payment to a shop, cash from a machine (NAPAS 5.2.3.2).
SERVICES = frozenset({TO_ACCOUNT, TO_CARD, "QRPUSH", "QRCASH"})

PURPOSE = "08"
ADDITIONAL_NAMES = {
    "01": "bill_number",
    "02": "mobile_number",
    "03": "store",
    "04": "loyalty_number",
    "05": "reference",
    "07": "terminal",
    PURPOSE: "purpose",
}
ADDITIONAL_TAGS = {name: tag for tag, name in ADDITIONAL_NAMES.items()}
