"""What we keep of the exchange with the national portal."""

from portal.national.models.catalogue import CatalogueEntry, CatalogueRound, ListDifference
from portal.national.models.checks import Difference, SyncCheck
from portal.national.models.exchanges import KeptExchange
from portal.national.models.inbox import InboundMessage
from portal.national.models.questions import Question
from portal.national.models.standings import Standing

__all__ = [
    "CatalogueEntry",
    "CatalogueRound",
    "Difference",
    "InboundMessage",
    "KeptExchange",
    "ListDifference",
    "Question",
    "Standing",
    "SyncCheck",
]
