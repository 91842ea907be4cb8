"""A payload as a value: all its objects in their order, checked once, and what they mean by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from payments.vietqr import tags
from payments.vietqr.checking import check
from payments.vietqr.checksum import checksum
from payments.vietqr.tags import PointOfInitiation
from payments.vietqr.tlv import Item, join, split

_LAST = f"{tags.CRC}04"
_NAMES = (
    *("point_of_initiation", "guid", "service", "bank_bin", "account", "vnpay_merchant", "currency", "amount"),
    *("country", "merchant_category", "merchant_name", "merchant_city", "additional"),
)


@dataclass(frozen=True)
class Payload:
    """What a payment QR says. Raises ValueError with the reason when its objects break a rule of EMVCo or NAPAS.

    ``items`` are all objects but the check value, in the order they stand, those without a name here too: so a payload
    that was read is written again letter by letter. Names are those of the parameters of ``encode``.
    """

    items: tuple[Item, ...]
    #: Some banks write the check value in small letters: no part of the meaning.
    has_lower_case_crc: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        check(self.items)

    def encode(self) -> str:
        """The text for the QR, check value included."""
        text = join(self.items) + _LAST
        crc = checksum(text)
        return text + (crc.lower() if self.has_lower_case_crc else crc)

    @cached_property
    def point_of_initiation(self) -> PointOfInitiation | None:
        """Static: for any number of payments; dynamic: for one. None when the payload does not say."""
        return tags.INITIATIONS.get(self._root.get(tags.INITIATION, ""))

    @property
    def amount(self) -> int | None:
        """Whole đồng; None when the payer types it."""
        return int(self._root[tags.AMOUNT]) if tags.AMOUNT in self._root else None

    @property
    def currency(self) -> str:
        """ISO 4217 in digits: always 704."""
        return self._root[tags.CURRENCY]

    @property
    def country(self) -> str:
        """ISO 3166: always VN."""
        return self._root[tags.COUNTRY]

    @property
    def merchant_category(self) -> str | None:
        """ISO 18245 in four digits."""
        return self._root.get(tags.CATEGORY)

    @property
    def merchant_name(self) -> str | None:
        """Who is paid, as the shop wrote it."""
        return self._root.get(tags.MERCHANT_NAME)

    @property
    def merchant_city(self) -> str | None:
        """Where the shop is."""
        return self._root.get(tags.MERCHANT_CITY)

    @property
    def is_napas(self) -> bool:
        """Whether any bank's application can pay it: a transfer through NAPAS 247."""
        return self.guid == tags.NAPAS_GUID

    @property
    def guid(self) -> str | None:
        """Who made the merchant's template; None where only card schemes are named."""
        return self._merchant.get(tags.GUID)

    @property
    def service(self) -> str | None:
        """QRIBFTTA: to an account; QRIBFTTC: to a card."""
        return self._merchant.get(tags.SERVICE) if self.is_napas else None

    @property
    def bank_bin(self) -> str | None:
        """Six digits of the bank that receives, see ``bank_of``."""
        return self._beneficiary.get(tags.BENEFICIARY_BANK)

    @property
    def account(self) -> str | None:
        """Number of the account or card that receives."""
        return self._beneficiary.get(tags.BENEFICIARY_ACCOUNT)

    @property
    def vnpay_merchant(self) -> str | None:
        """The shop's number with a maker other than NAPAS."""
        return None if self.is_napas else self._merchant.get(tags.BENEFICIARY)

    @cached_property
    def additional(self) -> dict[str, str]:
        """What stands in object 62, by name, or by tag where a tag has no name here."""
        items = split(self._root.get(tags.ADDITIONAL, ""))
        return {tags.ADDITIONAL_NAMES.get(tag, tag): value for tag, value in items}

    @property
    def purpose(self) -> str | None:
        """The words that travel with the money: for us, the code of the dossier or order."""
        return self.additional.get("purpose")

    def parameters(self) -> dict[str, object]:
        """What it says, by the names that ``encode`` takes; what it does not say is left out."""
        said = {name: getattr(self, name) for name in _NAMES}
        return {name: value for name, value in said.items() if value}

    @cached_property
    def _root(self) -> dict[str, str]:
        return dict(self.items)

    @cached_property
    def _merchant(self) -> dict[str, str]:
        """The merchant's template: that of NAPAS where there are several, because every bank reads it."""
        templates = [dict(split(value)) for tag, value in self.items if int(tag) in tags.MERCHANT_TEMPLATES]
        napas = [template for template in templates if template[tags.GUID] == tags.NAPAS_GUID]
        return next(iter(napas + templates), {})

    @cached_property
    def _beneficiary(self) -> dict[str, str]:
        return dict(split(self._merchant[tags.BENEFICIARY])) if self.is_napas else {}
