"""Tables of the dossiers app."""

from dossiers.models.alerts import Alert
from dossiers.models.aliases import DossierAlias
from dossiers.models.apologies import Apology
from dossiers.models.assignment import AssignmentPolicy
from dossiers.models.bulk import BulkAct, BulkRow
from dossiers.models.client_changes import ClientChange, ClientFeed, OlderChanges
from dossiers.models.consultations import AskedFor, Consultation, Opinion
from dossiers.models.corrections import Correction
from dossiers.models.day_digests import DayDigest
from dossiers.models.dossier import Dossier, Party
from dossiers.models.drafts import Draft
from dossiers.models.events import Event
from dossiers.models.explanations import Explanation
from dossiers.models.fee_claims import FeeClaim
from dossiers.models.hops import Hop
from dossiers.models.inherited import InheritedFile
from dossiers.models.late_lists import LateEntry, LateList
from dossiers.models.late_notices import LateNotice, Occasion
from dossiers.models.numbering import CodeCounter
from dossiers.models.origins import PaperOrigin
from dossiers.models.papers import Paper
from dossiers.models.paperwork import Paperwork
from dossiers.models.ratings import Rating
from dossiers.models.refusals import Refusal
from dossiers.models.results import Result
from dossiers.models.saved_views import SavedView
from dossiers.models.supplements import SupplementItem, SupplementOverride, SupplementRequest
from dossiers.models.tasks import Task
from dossiers.models.transfers import PaperTransfer

__all__ = [
    "Alert",
    "Apology",
    "AskedFor",
    "AssignmentPolicy",
    "BulkAct",
    "BulkRow",
    "ClientChange",
    "ClientFeed",
    "CodeCounter",
    "Consultation",
    "Correction",
    "DayDigest",
    "Dossier",
    "DossierAlias",
    "Draft",
    "Event",
    "Explanation",
    "FeeClaim",
    "Hop",
    "InheritedFile",
    "LateEntry",
    "LateList",
    "LateNotice",
    "Occasion",
    "OlderChanges",
    "Opinion",
    "Paper",
    "PaperOrigin",
    "PaperTransfer",
    "Paperwork",
    "Party",
    "Rating",
    "Refusal",
    "Result",
    "SavedView",
    "SupplementItem",
    "SupplementOverride",
    "SupplementRequest",
    "Task",
]
