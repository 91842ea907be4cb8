"""What changed between two versions of a procedure: field by field, paper by paper, in the reader's words.

Compares pages as they are shown (showing.py), so a change that no reader can see is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.process_words import ToldStep
from procedures.showing import CasePage, Money, Paper, ProcedurePage
from procedures.word_changes import Piece, pieces


@dataclass(frozen=True)
class Change:
    """One thing that came, went, or reads differently. ``fact`` says what about it; "" when all of it."""

    kind: str
    what: str
    fact: str = ""
    before: str = ""
    after: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """The two wordings word by word."""
        return pieces(self.before, self.after)


@dataclass(frozen=True)
class Section:
    """Changes of one kind of content; ``cases`` names the cases they belong to, none for the whole procedure."""

    key: str
    title: str
    cases: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Entry:
    """Something with a name that can be compared fact by fact."""

    name: str
    facts: tuple[tuple[str, str], ...] = ()

    def said(self) -> str:
        """Its facts in one line."""
        return "; ".join(value for _name, value in self.facts if value)


Entries = Mapping[str, Entry]


def compare(before: ProcedurePage, after: ProcedurePage) -> list[Section]:
    """All sections in which something changed, in the order of the page."""
    titles = _titles()
    whole = [
        ("facts", _changes(_facts(before), _facts(after))),
        ("results", _changes(_named(before.results), _named(after.results))),
        ("guide", _changes(_guide(before), _guide(after))),
        ("legal_basis", _changes(_laws(before), _laws(after))),
        ("questions", _changes(_questions(before), _questions(after))),
        ("cases", _changes(_case_entries(before), _case_entries(after))),
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


def _sections_of_cases(before: ProcedurePage, after: ProcedurePage) -> list[Section]:
    """Changes within cases that both versions have; what changed alike in several is told once."""
    titles = _titles()
    old = {case.key: case for case in before.cases}
    shared = [(old[case.key], case) for case in after.cases if case.key in old]
    found: dict[tuple[str, tuple[Change, ...]], list[str]] = {}
    for key, entries_of in (("papers", _papers), ("fees", _fees), ("times", _times), ("stages", _stages)):
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


def _keyed(entries: Iterable[tuple[str, Entry]]) -> Entries:
    """By key; a key that comes twice is counted, so that nothing is lost."""
    seen: Counter[str] = Counter()
    found: dict[str, Entry] = {}
    for key, entry in entries:
        seen[key] += 1
        found[f"{key}#{seen[key]}"] = entry
    return found


def _facts(page: ProcedurePage) -> Entries:
    told = {
        "name": (_("Tên thủ tục"), page.name),
        "field": (_("Lĩnh vực"), page.field_name),
        "levels": (_("Cấp giải quyết"), ", ".join(page.levels)),
        "targets": (_("Dành cho"), ", ".join(page.targets)),
        "online": (_("Nộp trực tuyến"), page.online),
        "online_reason": (_("Lý do chưa trực tuyến toàn trình"), page.online_reason),
        "non_territorial": (_("Phi địa giới hành chính"), _non_territorial(page)),
        "filed_at": (_("Nơi nộp trực tuyến"), _filed_at(page)),
        "clock_on_supplement": (_("Thời hạn sau khi bổ sung hồ sơ"), page.clock_on_supplement),
        "competence": (_("Cơ quan có thẩm quyền theo"), page.competence_name),
        "agency": (_("Cơ quan thực hiện"), page.agency),
        "decision": (_("Quyết định công bố"), page.decision),
        "requirements": (_("Điều kiện"), page.requirements),
    }
    return {key: Entry(name, (("", value),)) for key, (name, value) in told.items()}


def _non_territorial(page: ProcedurePage) -> str:
    if page.non_territorial and page.non_territorial_from:
        return _("Có, từ ngày %(day)s") % {"day": f"{page.non_territorial_from:%d/%m/%Y}"}
    return _("Có") if page.non_territorial else _("Không")


def _filed_at(page: ProcedurePage) -> str:
    if page.is_filed_nationally:
        return _("Cổng Dịch vụ công quốc gia: %(reason)s") % {"reason": page.filed_at_reason}
    return _("Cổng này")


def _named(names: list[str]) -> Entries:
    return _keyed((name, Entry(name)) for name in names)


def _guide(page: ProcedurePage) -> Entries:
    steps = [(str(step.get("title", "")), str(step.get("text", ""))) for step in page.guide]
    return _keyed((title, Entry(title, (("", text),))) for title, text in steps)


def _laws(page: ProcedurePage) -> Entries:
    return _keyed((code or name, Entry(code or name, ((_("tên"), name),))) for code, name in page.legal_basis)


def _questions(page: ProcedurePage) -> Entries:
    return {
        question.key: Entry(question.ask, ((_("câu trả lời"), "; ".join(a.say for a in question.answers)),))
        for question in page.questions
    }


def _case_entries(page: ProcedurePage) -> Entries:
    return {case.key: Entry(case.name, ((_("áp dụng khi"), case.answer),)) for case in page.cases}


def _papers(case: CasePage) -> Entries:
    remarks = _keyed((f"note:{note}", Entry(note)) for note in case.notes)
    return {**_keyed((paper.code or paper.name, _paper(paper)) for paper in case.papers), **remarks}


def _paper(paper: Paper) -> Entry:
    must = _("bắt buộc") if paper.is_required else _("nếu thuộc trường hợp này")
    return Entry(
        paper.name,
        (
            (_("số lượng"), paper.count),
            (_("yêu cầu"), must),
            (_("mẫu"), paper.form),
            (_("lưu ý"), paper.note),
        ),
    )


def _fees(case: CasePage) -> Entries:
    return _keyed((f"{fee.kind}:{fee.code or fee.name}:{fee.channel}", _fee(fee)) for fee in case.fees)


def _fee(fee: Money) -> Entry:
    return Entry(
        fee.name,
        (
            (_("số tiền"), fee.amount),
            (_("cách nộp"), fee.channel or _("Mọi cách nộp")),
            (_("căn cứ"), fee.basis),
            (_("lưu ý"), fee.note),
        ),
    )


def _times(case: CasePage) -> Entries:
    return {
        limit.channel: Entry(
            limit.channel_name or _("Mọi cách nộp"), ((_("thời hạn"), limit.said), (_("lưu ý"), limit.note))
        )
        for limit in case.times
    }


def _stages(case: CasePage) -> Entries:
    approval = Entry(_("Phê duyệt quy trình nội bộ"), ((_("theo"), case.approval),))
    return {**_keyed((stage.key, _stage(stage)) for stage in case.stages), ":approval": approval}


def _stage(stage: ToldStep) -> Entry:
    return Entry(
        stage.name,
        (
            (_("nơi làm"), stage.where),
            (_("người làm"), stage.who),
            (_("thời gian"), stage.time),
            (_("lấy ý kiến"), ", ".join(stage.asked)),
            (_("có thể xảy ra"), " ".join(stage.can_happen)),
        ),
    )
