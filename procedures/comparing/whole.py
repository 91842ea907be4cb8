"""Two versions beside each other."""

from __future__ import annotations

from django.utils.translation import gettext as _

from procedures.comparing.cases import case_entries, fee_entries, paper_entries, stage_entries, time_entries
from procedures.comparing.facts import facts, guide_entries, law_entries, named, question_entries
from procedures.comparing.told import Change, Entries, Entry, Section
from procedures.showing import ProcedurePage


def compare(before: ProcedurePage, after: ProcedurePage) -> list[Section]:
    """All sections in which something changed, in the order of the page."""
    titles = _titles()
    whole = [
        ("facts", _changes(facts(before), facts(after))),
        ("results", _changes(named(before.results), named(after.results))),
        ("guide", _changes(guide_entries(before), guide_entries(after))),
        ("legal_basis", _changes(law_entries(before), law_entries(after))),
        ("questions", _changes(question_entries(before), question_entries(after))),
        ("cases", _changes(case_entries(before), case_entries(after))),
    ]
    sections = [Section(key, titles[key], (), tuple(changes)) for key, changes in whole if changes]
    return [*sections, *_sections_of_cases(before, after)]


def _titles() -> dict[str, str]:
    return {
        "facts": _("Thông tin chung"),
        "results": _("Kết quả nhận được"),
        "guide": _("Các bước bạn làm"),
        "legal_basis": _("Căn cứ pháp lý"),
        "questions": _("Câu hỏi chọn trường hợp"),
        "cases": _("Các trường hợp"),
        "papers": _("Giấy tờ cần có"),
        "fees": _("Phí và lệ phí"),
        "times": _("Thời hạn giải quyết"),
        "stages": _("Các bước cơ quan xử lý"),
    }


_OF_A_CASE = (
    ("papers", paper_entries),
    ("fees", fee_entries),
    ("times", time_entries),
    ("stages", stage_entries),
)


def _sections_of_cases(before: ProcedurePage, after: ProcedurePage) -> list[Section]:
    """Changes within cases that both versions have; what changed alike in several is told once."""
    titles = _titles()
    old = {case.key: case for case in before.cases}
    shared = [(old[case.key], case) for case in after.cases if case.key in old]
    found: dict[tuple[str, tuple[Change, ...]], list[str]] = {}
    for key, entries_of in (
        ("papers", paper_entries),
        ("fees", fee_entries),
        ("times", time_entries),
        ("stages", stage_entries),
    ):
        for old_case, new_case in shared:
            changes = tuple(_changes(entries_of(old_case), entries_of(new_case)))
            if changes:
                found.setdefault((key, changes), []).append(new_case.name)
    return [
        Section(key, titles[key], () if len(names) == len(after.cases) else tuple(names), changes)
        for (key, changes), names in found.items()
    ]


def _changes(before: Entries, after: Entries) -> list[Change]:
    """What went, then what came or changed, in the order of the newer version."""
    gone = [Change("removed", entry.name, before=entry.said()) for key, entry in before.items() if key not in after]
    found: list[Change] = []
    for key, entry in after.items():
        found += _differences(before[key], entry) if key in before else [_arrival(entry)]
    return gone + found


def _arrival(entry: Entry) -> Change:
    return Change("added", entry.name, after=entry.said())


def _differences(before: Entry, after: Entry) -> list[Change]:
    changes = [Change("changed", after.name, _("tên"), before.name, after.name)] if before.name != after.name else []
    old = dict(before.facts)
    for fact, value in after.facts:
        if old.get(fact, "") != value:
            changes.append(Change("changed", after.name, fact, old.get(fact, ""), value))
    return changes
