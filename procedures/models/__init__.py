"""Models of the catalogue. A version and all beneath it are frozen once published (trigger)."""

from __future__ import annotations

from procedures.models.asked_back import AskedBack
from procedures.models.bulk_file import BulkFile, BulkFormat
from procedures.models.case import Case
from procedures.models.change import CatalogueChange, CatalogueChangeKind, CatalogueState
from procedures.models.collection_rule import CollectionRule
from procedures.models.component import Component
from procedures.models.decision import Decision
from procedures.models.decision_change import DecisionChange
from procedures.models.decision_event import DecisionEvent
from procedures.models.decision_states import ChangeKind, DecisionAct, DecisionState
from procedures.models.delegation import Delegation, DelegationScope
from procedures.models.draft_edit import DraftSave, DraftTyping
from procedures.models.eform import EForm
from procedures.models.fee import Fee
from procedures.models.fee_rule import FeeRule
from procedures.models.fee_rule_act import FeeRuleAct
from procedures.models.fee_rule_states import RuleAct, RuleState
from procedures.models.filed_count import FiledCount
from procedures.models.import_run import ImportRun, RunKind, RunState
from procedures.models.phrase import Phrase
from procedures.models.printed_paper import PrintedPaper
from procedures.models.procedure import Field, Procedure
from procedures.models.process import InternalProcess
from procedures.models.reader_help import AskedQuestion, BlankForm, QuestionState
from procedures.models.referral import Referral
from procedures.models.review import ReviewItem, ReviewState
from procedures.models.search_entry import SearchEntry
from procedures.models.search_word import SearchWord
from procedures.models.signature_outcome import SignatureOutcome
from procedures.models.step import Step
from procedures.models.time_limit import TimeLimit
from procedures.models.unanswered_search import UnansweredSearch
from procedures.models.version import ProcedureVersion
from procedures.models.wording import Wording

__all__ = [
    "AskedBack",
    "AskedQuestion",
    "BlankForm",
    "BulkFile",
    "BulkFormat",
    "Case",
    "CatalogueChange",
    "CatalogueChangeKind",
    "CatalogueState",
    "ChangeKind",
    "CollectionRule",
    "Component",
    "Decision",
    "DecisionAct",
    "DecisionChange",
    "DecisionEvent",
    "DecisionState",
    "Delegation",
    "DelegationScope",
    "DraftSave",
    "DraftTyping",
    "EForm",
    "Fee",
    "FeeRule",
    "FeeRuleAct",
    "Field",
    "FiledCount",
    "ImportRun",
    "InternalProcess",
    "Phrase",
    "PrintedPaper",
    "Procedure",
    "ProcedureVersion",
    "QuestionState",
    "Referral",
    "ReviewItem",
    "ReviewState",
    "RuleAct",
    "RuleState",
    "RunKind",
    "RunState",
    "SearchEntry",
    "SearchWord",
    "SignatureOutcome",
    "Step",
    "TimeLimit",
    "UnansweredSearch",
    "Wording",
]
