"""The closed lists of messages that come in, one table each; assumed until the connection is agreed."""

from __future__ import annotations

from dossiers.models import Rating
from dossiers.statuses import PartyKind, ResultDelivery
from hotline.kinds import Kind as FeedbackKind
from portal.accounts.models import AssuranceLevel

PARTY_KINDS: dict[str, str] = {"1": PartyKind.CITIZEN, "2": PartyKind.BUSINESS, "4": PartyKind.ORGANISATION}
#: HinhThuc: how the result is wanted; "2" is what the list of 2024 lacks, a result that is read online.
DELIVERIES: dict[str, str] = {"0": ResultDelivery.COUNTER, "1": ResultDelivery.POST, "2": ResultDelivery.ONLINE}
#: MucDinhDanh: how surely the national portal knows who filed (NĐ 69/2024).
LEVELS: dict[str, AssuranceLevel] = {"1": AssuranceLevel.LEVEL_1, "2": AssuranceLevel.LEVEL_2}
#: LoaiPhanAnh: what people do, what takes too long, rules, anything else.
FEEDBACK: dict[str, FeedbackKind] = {
    "1": FeedbackKind.COMPLAINT_CONDUCT,
    "2": FeedbackKind.COMPLAINT_DELAY,
    "3": FeedbackKind.RULE,
    "4": FeedbackKind.GUIDANCE,
}
#: DiemDanhGia.
SCORES: dict[str, Rating.Score] = {
    "1": Rating.Score.NOT_SATISFIED,
    "2": Rating.Score.SATISFIED,
    "3": Rating.Score.VERY_SATISFIED,
}
