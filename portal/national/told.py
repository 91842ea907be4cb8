"""Which acts on a dossier the national portal hears of: one line for every act, so that a new one must be decided.

Who holds a piece of work inside a unit, and drafts that nobody signed, are no business of the national portal.
"""

from __future__ import annotations

from enum import Enum

from dossiers.statuses import Action


class Told(Enum):
    """What is told of an act."""

    NOTHING = "nothing"
    #: The dossier's message is brought up to date.
    STATE = "state"
    #: So it is, and a step is added.
    STEP = "step"


TOLD: dict[Action, Told] = {
    Action.SUBMIT: Told.STEP,
    Action.RECEIVE: Told.STEP,
    Action.REQUEST_SUPPLEMENT: Told.STEP,
    Action.ANSWER_SUPPLEMENT: Told.STEP,
    Action.REFUSE: Told.STEP,
    Action.HAND_OVER: Told.STEP,
    Action.FORWARD: Told.STEP,
    Action.OPINIONS_IN: Told.STEP,
    Action.ASK_OPINIONS: Told.STEP,
    Action.ASK_PARTS: Told.STEP,
    Action.GIVE_OPINION: Told.NOTHING,
    Action.CANCEL_OPINION: Told.NOTHING,
    Action.PASS_OPINION_ON: Told.NOTHING,
    Action.OPINION_OVERDUE: Told.NOTHING,
    Action.SUBMIT_FOR_SIGNATURE: Told.STEP,
    Action.PROPOSE_REFUSAL: Told.STEP,
    Action.SEND_BACK: Told.STEP,
    Action.APPROVE: Told.STEP,
    Action.ISSUE: Told.STEP,
    Action.RETURN_RESULT: Told.STEP,
    Action.WITHDRAW: Told.STEP,
    Action.REROUTE: Told.STEP,
    Action.STOP: Told.STEP,
    Action.RECOUNT: Told.STATE,
    Action.RECOUNT_STEPS: Told.NOTHING,
    Action.DRAFT_APOLOGY: Told.NOTHING,
    Action.RETURN_APOLOGY: Told.NOTHING,
    Action.APOLOGISE: Told.STEP,
    Action.ALLOW_SUPPLEMENT: Told.NOTHING,
    Action.RATE: Told.STEP,
    Action.CLAIM: Told.NOTHING,
    Action.ASSIGN: Told.NOTHING,
    Action.RELEASE: Told.NOTHING,
    Action.UNDO: Told.STEP,
    Action.RECALL: Told.STEP,
    Action.DRAFT_CORRECTION: Told.NOTHING,
    Action.RETURN_CORRECTION: Told.NOTHING,
    Action.CORRECT: Told.NOTHING,
    Action.REPLACE_RESULT: Told.STEP,
    Action.MOVE_UNIT: Told.STEP,
    Action.CONFIRM_PAPERS: Told.NOTHING,
    Action.REPORT_MISSING: Told.NOTHING,
    Action.TAKE_PAPER: Told.STATE,
    Action.ASK_PAYMENT: Told.STEP,
    Action.ASK_AT_RETURN: Told.STATE,
    Action.CALL_OFF_PAYMENT: Told.STEP,
    Action.PAID: Told.STEP,
    Action.REFUNDED: Told.STATE,
    Action.REFUND_FAILED: Told.STATE,
    # Where the post has the result is no status there; that it is fetched at the counter is a field (HinhThuc).
    Action.HAND_TO_POST: Told.NOTHING,
    Action.POST_FAILED: Told.NOTHING,
    Action.POST_AGAIN: Told.NOTHING,
    Action.KEEP_AT_COUNTER: Told.STATE,
    Action.DELIVER_REPLACEMENT: Told.NOTHING,
    # The old system told what it did.
    Action.TAKE_OVER: Told.NOTHING,
}


def told_of(action: str) -> Told:
    """What is told of an act. One that nobody decided about yet is told: a gap there is worse than a line too many."""
    return TOLD.get(Action(action), Told.STEP)
