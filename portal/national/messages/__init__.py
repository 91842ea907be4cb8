"""Messages of the classic adapter of the National Public Service Portal: written and checked; nothing is sent here.

Which field says what, and where it comes from, stands in docs/national-fields.md.
"""

from portal.national.messages.facts import DossierFacts, StepFacts
from portal.national.messages.fields import problems_of
from portal.national.messages.of_dossier import FIELDS as DOSSIER_FIELDS
from portal.national.messages.of_dossier import dossier_message
from portal.national.messages.of_step import FIELDS as STEP_FIELDS
from portal.national.messages.of_step import step_message

__all__ = [
    "DOSSIER_FIELDS",
    "STEP_FIELDS",
    "DossierFacts",
    "StepFacts",
    "dossier_message",
    "problems_of",
    "step_message",
]
