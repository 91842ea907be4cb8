"""Rules proved for every question there is: the work list gives what a plain reading of it gives, once, in its order.

The reading below is written from what the filters say on the page, over rows in memory; the list asks the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import assigning, work_pages
from dossiers.models import Dossier, Task
from dossiers.statuses import Channel, Status
from dossiers.work_list import View
from dossiers.work_question import NOBODY, DueIn, Order, Question
from portal.accounts.models import User
from portal.ui.paging import Page
from tests.dossiers import filings
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World

NOW = at("2026-12-02 10:00")
RUNNING = (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING)
OVER = (Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED, Status.FINISHED, Status.RETURNED)
#: Around now, midnight, and a week from midnight: where windows meet.
DUE = [
    "2026-11-30 17:00", "2026-12-02 10:00", "2026-12-02 17:00", "2026-12-03 00:00", "2026-12-09 17:00",
    "2026-12-10 00:00", "2026-12-02 17:00", "2026-12-31 17:00",
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A dossier as a person would write it on a card."""

    code: str
    status: int
    channel: str
    due: datetime
    soon: datetime
    filed: datetime
    step: str
    role: str
    unit: str
    person: str


@dataclass(frozen=True)
class Desk:
    """The ward's dossiers on cards, and who asks."""

    rows: list[Row]
    clerk: User
    officer: User
    leader: User


def card(dossier: Dossier) -> Row:
    task = Task.objects.filter(dossier=dossier, finished_at=None).select_related("step", "unit", "assignee").first()
    return Row(
        dossier.code, dossier.status, dossier.channel, dossier.due_at, dossier.due_soon_from, dossier.submitted_at,
        task.step.key if task else "", task.role if task else "", task.unit.code if task else "",
        str(task.assignee.public_id) if task and task.assignee else NOBODY if task else "",
    )  # fmt: skip


@pytest.fixture
def at_desks(world: World, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Eight dossiers at every stage that waits, some given to somebody, two of them due at one moment."""
    filings.submitted(world)
    filings.submitted(world, channel=Channel.DIRECT)
    filings.received(world)
    filings.handed_over(world)
    assigning.claim(filings.handed_over(world), world.ward.officer)
    filings.awaiting_signature(world)
    assigning.claim(filings.submitted(world), world.ward.clerk)
    filings.awaiting_supplement(world)
    for dossier, due in zip(Dossier.objects.order_by("pk"), DUE, strict=True):
        Dossier.objects.filter(pk=dossier.pk).update(due_at=at(due), due_soon_from=at(due) - timedelta(days=2))
    stand_at(monkeypatch, NOW)
    ward = world.ward
    people = [User.objects.get(pk=person.pk) for person in (ward.clerk, ward.officer, ward.leader)]
    return Desk([card(dossier) for dossier in Dossier.objects.order_by("pk")], *people)


VIEWS: dict[str, Callable[[Row, str, str], bool]] = {
    View.TO_DO: lambda row, role, _person: row.role == role,
    View.MINE: lambda row, _role, person: row.person == person,
    # Nobody is away here; `test_delegated_work` is about those days.
    View.DELEGATED: lambda _row, _role, _person: False,
    View.OVERDUE: lambda row, _role, _person: row.status in RUNNING and row.due < NOW,
    View.DUE_SOON: lambda row, _role, _person: row.status in RUNNING and row.soon <= NOW <= row.due,
    View.WAITING: lambda row, _role, _person: row.status == Status.SUPPLEMENT,
    View.UNIT: lambda row, _role, _person: row.status not in OVER,
    View.ALL: lambda _row, _role, _person: True,
}

MIDNIGHT = at("2026-12-03 00:00")
WINDOWS: dict[str, Callable[[datetime], bool]] = {
    DueIn.OVERDUE: lambda due: due < NOW,
    DueIn.TODAY: lambda due: NOW <= due < MIDNIGHT,
    DueIn.WEEK: lambda due: MIDNIGHT <= due < MIDNIGHT + timedelta(days=7),
    DueIn.LATER: lambda due: due >= MIDNIGHT + timedelta(days=7),
}
KEYS: dict[str, Callable[[Row], float]] = {
    Order.DUE: lambda row: row.due.timestamp(),
    Order.DUE_LAST: lambda row: -row.due.timestamp(),
    Order.NEWEST: lambda row: -row.filed.timestamp(),
    Order.OLDEST: lambda row: row.filed.timestamp(),
}


def fits(row: Row, asked: Question) -> bool:
    """Whether the card fits every filter, as the page says them."""
    return all(
        (
            not asked.state or str(row.status) == asked.state,
            not asked.channel or row.channel == asked.channel,
            not asked.due or (row.status in RUNNING and WINDOWS[asked.due](row.due)),
            not asked.person or row.person == asked.person,
            not asked.step or row.step == asked.step,
            not asked.unit or row.unit == asked.unit or row.unit.startswith(asked.unit + "."),
            not asked.text or asked.text in row.code,
        )
    )


def read_plainly(desk: Desk, user: User, role: str, asked: Question) -> list[Row]:
    person = str(user.public_id)
    return [row for row in desk.rows if VIEWS[asked.view](row, role, person) and fits(row, asked)]


questions = st.builds(
    Question,
    view=st.sampled_from(View.values),
    state=st.sampled_from(["", "", "1", "4", "5", "10"]),
    channel=st.sampled_from(["", "", *Channel.values]),
    due=st.sampled_from(["", "", *DueIn.values]),
    person=st.sampled_from(["", "", NOBODY, "clerk", "officer"]),
    step=st.sampled_from(["", "", "receive", "process", "sign", "unknown"]),
    unit=st.sampled_from(["", "", "H29.101", "H29.101.3", "H29.101.9", "H29.10"]),
    text=st.sampled_from(["", "", "", "0003", "H29"]),
    order=st.sampled_from(["", *Order.values]),
)
LENIENT = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@given(asked=questions, role=st.sampled_from(["clerk", "officer", "leader"]))
@LENIENT
def test_every_question_gives_what_its_words_say(at_desks: Desk, asked: Question, role: str) -> None:
    """Each of the three reads the same ward; what waits for them differs by role, what is theirs by name."""
    user: User = getattr(at_desks, role)
    named = {"clerk": str(at_desks.clerk.public_id), "officer": str(at_desks.officer.public_id)}
    asked = replace(asked, person=named.get(asked.person, asked.person))

    found = [dossier.code for dossier in work_pages.all_of(user, asked)]

    plain = read_plainly(at_desks, user, role, asked)
    assert sorted(found) == sorted(row.code for row in plain)
    key = KEYS[asked.ordered_by]
    in_list = {row.code: key(row) for row in plain}
    assert [in_list[code] for code in found] == sorted(in_list.values())


@given(asked=questions, size=st.integers(1, 4))
@settings(LENIENT, max_examples=10)
def test_turned_page_by_page_it_is_the_same_list(at_desks: Desk, asked: Question, size: int) -> None:
    """Forwards by keys, with two dossiers due at one moment: none twice, none left out, and back the same way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work_pages, "PAGE_SIZE", size)
        whole = [dossier.code for dossier in work_pages.all_of(at_desks.clerk, replace(asked, person=""))]
        forward: list[list[str]] = []
        back: list[list[str]] = []
        page = work_pages.page_of(at_desks.clerk, replace(asked, person=""))
        while True:
            forward.append([dossier.code for dossier in page.rows])
            if not page.next:
                break
            page = _at(at_desks.clerk, page.next)
        while True:
            back.insert(0, [dossier.code for dossier in page.rows])
            if not page.previous:
                break
            page = _at(at_desks.clerk, page.previous)

    assert [code for rows in forward for code in rows] == whole
    assert [code for rows in back for code in rows] == whole


def _at(user: User, address: str) -> Page[Dossier]:
    return work_pages.page_of(user, Question.asked_by(user, dict(parse_qsl(address.removeprefix("?")))))
