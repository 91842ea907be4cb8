"""The check of a large decision as the drafter sees it: offered, on its way with progress, and told, on both widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from procedures import decision_changes, decision_check_runs, tasks
from procedures.models import ChangeKind, ImportRun, RunState
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import make_deciders
from tests.procedures.decision_walk import Look, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_large_decision_is_checked_while_the_drafter_watches(
    sit_down: Callable[[User], Page], check_widths: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision_check_runs, "MOST_AT_ONCE", 4)
    people = make_deciders()
    draft = world.begun(people)
    decision_changes.add(draft, people.drafter, ChangeKind.AMEND, world.many(6))
    page = sit_down(people.drafter)

    page.goto(f"/cong-khai/quyet-dinh/{draft.pk}/kiem-tra/")
    check_widths(page)
    press(page, "Bắt đầu kiểm tra")
    expect(page.get_by_text("Đang chờ đến lượt.")).to_be_visible()
    check_widths(page)
    ImportRun.objects.update(state=RunState.RUNNING, done=3)
    expect(page.get_by_text("Đã kiểm tra 3 trên 6 thủ tục.")).to_be_visible()

    ImportRun.objects.update(state=RunState.WAITING, done=0)
    tasks.run_imports()

    expect(page.get_by_text("Đã kiểm tra tự động 6 thủ tục")).to_be_visible()
    check_widths(page)
