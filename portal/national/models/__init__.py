"""What we keep of the exchange with the national portal."""

from portal.national.models.catalogue import CatalogueEntry, CatalogueRound, ListDifference
from portal.national.models.checks import Difference, SyncCheck
from portal.national.models.exchanges import KeptExchange
from portal.national.models.figures import ComparedFigure, FigureRound, MetricDefinition
from portal.national.models.inbox import InboundMessage
from portal.national.models.questions import Question
from portal.national.models.results_door import AskedFor, AskingAgency, ResultAsk, ResultConsent, ResultTicket
from portal.national.models.results_store import FindState, LookState, ServingResult, StoreFind, StoreLook
from portal.national.models.standings import Standing

__all__ = [
    "AskedFor",
    "AskingAgency",
    "CatalogueEntry",
    "CatalogueRound",
    "ComparedFigure",
    "Difference",
    "FigureRound",
    "FindState",
    "InboundMessage",
    "KeptExchange",
    "ListDifference",
    "LookState",
    "MetricDefinition",
    "Question",
    "ResultAsk",
    "ResultConsent",
    "ResultTicket",
    "ServingResult",
    "Standing",
    "StoreFind",
    "StoreLook",
    "SyncCheck",
]
