"""Facts of dossiers for the tests of the mapping: one whole example, and any dossier at all."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from dossiers.statuses import Channel, PaperSource, PartyKind, ResultDelivery, Status
from payments.vocabulary import LineKind
from portal.national.messages.facts import (
    DossierFacts,
    FeeFacts,
    PaperFacts,
    PartyFacts,
    ResultFacts,
    StepFacts,
    SupplementFacts,
)

MORNING = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
"""08:30 in Vietnam."""

WHOLE = DossierFacts(
    code="H29.101-261123-0001",
    procedure_code="1.001193",
    procedure_name="Thủ tục đăng ký khai sinh",
    field_code="G15-TP07",
    field_name="Hộ tịch",
    channel=Channel.ONLINE,
    owner=PartyFacts("Nguyễn Thị Lan", PartyKind.CITIZEN, "079190001234", "lan@example.vn", "+84901234567", "T-7a1"),
    title="Đăng ký khai sinh cho trẻ",
    status=Status.RETURNED,
    submitted_at=MORNING,
    result_delivery=ResultDelivery.POST,
    unit_name="Ủy ban nhân dân phường Sài Gòn",
    due_at=MORNING + dt.timedelta(days=1),
    received_at=MORNING + dt.timedelta(hours=1),
    finished_at=MORNING + dt.timedelta(hours=2),
    returned_at=MORNING + dt.timedelta(hours=3),
    returned_to="Nguyễn Thị Lan",
    receipt_number="12/2026",
    is_identified=True,
    is_paid_online=True,
    papers=(
        PaperFacts("000.00.00.G15-KQ004467", "Giấy chứng sinh", PaperSource.UPLOADED, "f1", "giay-chung-sinh.png"),
        PaperFacts("GT2", "Giấy chứng nhận kết hôn", PaperSource.IN_DATABASE),
        PaperFacts("GT3", "Giấy ủy quyền", PaperSource.BROUGHT),
    ),
    fees=(
        FeeFacts("LP-HT", "Lệ phí hộ tịch", LineKind.FEE, 8000, is_paid_online=True),
        FeeFacts("P-BS", "Phí bản sao", LineKind.CHARGE, 2000),
        FeeFacts("BC", "Cước bưu chính", LineKind.OTHER, 26000),
    ),
    supplements=(
        SupplementFacts(
            "H29.101-261123-0001/1",
            "Trần Văn Minh",
            "Bản chụp bị mờ.",
            MORNING + dt.timedelta(minutes=10),
            ("Giấy chứng sinh",),
            MORNING + dt.timedelta(minutes=40),
            "Nguyễn Thị Lan",
            "Đã chụp lại.",
            MORNING + dt.timedelta(days=1),
            MORNING + dt.timedelta(days=2),
        ),
    ),
    result=ResultFacts("Giấy khai sinh", "d1", "https://dvc.example.vn/xac-minh/ABCD/", "KQ.G15.000031"),
)
STEP = StepFacts(
    code=WHOLE.code,
    actor="Trần Văn Minh",
    role="Công chức tiếp nhận và trả kết quả",
    unit_name="Trung tâm Phục vụ hành chính công phường Sài Gòn",
    at=MORNING,
    content="Tiếp nhận hồ sơ",
    status=Status.RECEIVED,
    began_at=MORNING - dt.timedelta(hours=1),
    due_at=MORNING + dt.timedelta(hours=1),
)

_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
_any_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=1500)
_moments = st.integers(-2_200_000_000, 7_200_000_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))
_maybe = st.none() | _moments
_parties = st.builds(
    PartyFacts,
    full_name=_words,
    kind=st.sampled_from(PartyKind),
    id_number=st.just("") | st.from_regex(r"[0-9]{1,14}|[A-Z][0-9]{7}", fullmatch=True) | _any_words,
    email=_any_words,
    phone=_any_words,
    tech_id=_any_words,
)
_papers = st.builds(PaperFacts, component=_any_words, name=_words, source=st.sampled_from(PaperSource))
_fees = st.builds(
    FeeFacts,
    code=_any_words,
    name=_words,
    kind=st.sampled_from(LineKind),
    amount_dong=st.integers(0, 10**15),
    is_paid_online=st.booleans(),
)
_supplements = st.builds(
    SupplementFacts,
    id=_words,
    asked_by=_words,
    reason=_words,
    asked_at=_moments,
    papers=st.lists(_words, max_size=2).map(tuple),
    answered_at=_maybe,
)
_results = st.builds(ResultFacts, title=_words, document_id=_words, address=_words, code=_any_words)
any_dossier = st.builds(
    DossierFacts,
    code=_words,
    procedure_code=_words,
    procedure_name=_words,
    field_code=_words,
    field_name=_words,
    channel=st.sampled_from(Channel),
    owner=_parties,
    title=_any_words,
    status=st.sampled_from(Status),
    submitted_at=_moments,
    result_delivery=st.sampled_from(ResultDelivery),
    unit_name=_words,
    due_at=_maybe,
    received_at=_maybe,
    finished_at=_maybe,
    returned_at=_maybe,
    refused_at=_maybe,
    is_identified=st.booleans(),
    is_paid_online=st.booleans(),
    is_filed_nationally=st.booleans(),
    code_here=_words,
    papers=st.lists(_papers, max_size=3).map(tuple),
    fees=st.lists(_fees, max_size=3).map(tuple),
    supplements=st.lists(_supplements, max_size=2).map(tuple),
    result=st.none() | _results,
)
any_step = st.builds(
    StepFacts,
    code=_words,
    actor=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200),
    role=_any_words,
    unit_name=_any_words,
    at=_moments,
    content=_words,
    status=st.sampled_from(Status),
    began_at=_maybe,
    due_at=_maybe,
)
