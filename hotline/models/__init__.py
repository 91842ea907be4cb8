"""Models of the hotline, one file per subject."""

from hotline.models.answers import Answer, Publication
from hotline.models.events import TicketEvent
from hotline.models.tickets import Ticket

__all__ = ["Answer", "Publication", "Ticket", "TicketEvent"]
