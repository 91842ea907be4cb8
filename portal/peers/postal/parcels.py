"""What stands on a parcel: to whom, where, and what is needed before the post can take it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from portal.peers.postal.words import RECIPIENT_PAYS, SENDER_PAYS

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.peers.models import PostalOrder


@dataclass(frozen=True)
class Recipient:
    """Who gets the parcel, as written on it."""

    name: str
    phone: str
    street: str
    commune: str
    commune_code: str = ""

    @classmethod
    def of(cls, dossier: Dossier) -> Recipient:
        """The owner with the address of the filing."""
        owner = dossier.owner
        return cls(owner.full_name, owner.phone, owner.street, owner.commune_name, owner.commune_code)

    @classmethod
    def kept(cls, order: PostalOrder) -> Recipient:
        """As an order keeps it."""
        return cls(**order.told)

    def as_kept(self) -> dict[str, str]:
        """For an order to keep."""
        return asdict(self)

    @property
    def address(self) -> str:
        """Street and commune in one line."""
        return ", ".join(part for part in (self.street, self.commune) if part)

    @property
    def is_complete(self) -> bool:
        """Whether somebody can find the door and call before."""
        return bool(self.name and self.phone and self.street and self.commune)


def as_told(order: PostalOrder) -> dict[str, Any]:
    """An order as the post office reads it; the unit's address is where the parcel is fetched and comes back to."""
    unit, to = order.unit, Recipient.kept(order)
    return {
        "OrderNumber": order.number,
        "SenderName": unit.name,
        "SenderAddress": unit.address,
        "SenderPhone": unit.phone,
        "ReceiverName": to.name,
        "ReceiverPhone": to.phone,
        "ReceiverAddress": to.address,
        "ReceiverCommune": to.commune_code,
        "Weight": str(order.weight_grams),
        # Fees are paid before the parcel leaves (`posting.may_be_posted`): the post collects none.
        "CODAmount": "0",
        "FlagConfig": SENDER_PAYS if order.sender_pays else RECIPIENT_PAYS,
    }
