"""Tables of the dossiers app."""

from dossiers.models.dossier import Dossier, Party
from dossiers.models.drafts import Draft
from dossiers.models.events import DayDigest, Event
from dossiers.models.numbering import CodeCounter
from dossiers.models.papers import Paper
from dossiers.models.paperwork import Paperwork
from dossiers.models.results import Rating, Result
from dossiers.models.work import Refusal, SupplementItem, SupplementRequest, Task

__all__ = [
    "CodeCounter",
    "DayDigest",
    "Dossier",
    "Draft",
    "Event",
    "Paper",
    "Paperwork",
    "Party",
    "Rating",
    "Refusal",
    "Result",
    "SupplementItem",
    "SupplementRequest",
    "Task",
]
