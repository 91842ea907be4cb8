"""Models of the hotline, one file per subject."""

from hotline.models.answer_base import AnswerVote, FaqEntry, FaqVersion
from hotline.models.answers import Answer, Publication
from hotline.models.attachments import Attachment
from hotline.models.broadcasts import (
    Broadcast,
    BroadcastAction,
    BroadcastEvent,
    BroadcastKind,
    IncidentTicket,
    JointAnswer,
)
from hotline.models.calls import Call, CallState
from hotline.models.causes import AnswerCause, Cause
from hotline.models.due_terms import Clock, DueTerm, TimeUnit
from hotline.models.duplicates import Duplicate
from hotline.models.events import TicketEvent
from hotline.models.hand_overs import HandOver, HandOverNote, HandOverReading
from hotline.models.mail import IncomingMail, MailboxState, MailOutcome, MailReason
from hotline.models.monthly import MonthlyReport
from hotline.models.offers import Offer
from hotline.models.rises import Rise
from hotline.models.samples import Mark, Sample, SampleDraw, SampleShare
from hotline.models.shifts import Days, Duty, Hole, PatternLine, Shift, Swap, SwapState
from hotline.models.teams import Coverage, PhoneStep, RosterAction, RosterEvent, Team
from hotline.models.tickets import Ticket

__all__ = [
    "Answer",
    "AnswerCause",
    "AnswerVote",
    "Attachment",
    "Broadcast",
    "BroadcastAction",
    "BroadcastEvent",
    "BroadcastKind",
    "Call",
    "CallState",
    "Cause",
    "Clock",
    "Coverage",
    "Days",
    "DueTerm",
    "Duplicate",
    "Duty",
    "FaqEntry",
    "FaqVersion",
    "HandOver",
    "HandOverNote",
    "HandOverReading",
    "Hole",
    "IncidentTicket",
    "IncomingMail",
    "JointAnswer",
    "MailOutcome",
    "MailReason",
    "MailboxState",
    "Mark",
    "MonthlyReport",
    "Offer",
    "PatternLine",
    "PhoneStep",
    "Publication",
    "Rise",
    "RosterAction",
    "RosterEvent",
    "Sample",
    "SampleDraw",
    "SampleShare",
    "Shift",
    "Swap",
    "SwapState",
    "Team",
    "Ticket",
    "TicketEvent",
    "TimeUnit",
]
