"""Papers of national records: remarks listed as papers, the same paper twice, counts that are none."""

from __future__ import annotations

import re
from typing import Any

from procedures.choices import ComponentKind
from procedures.models import Component
from procedures.national.doubts import Doubts
from procedures.national.words import clean, without_bullet

_REMARK = re.compile(
    r"(?i)^(?:lưu ý|ghi chú|chú ý|người tiếp nhận|cán bộ tiếp nhận|cơ quan (?:đăng ký|tiếp nhận)|các giấy tờ sau|"
    r"trường hợp .{0,200}(?:không phải nộp|không phải xuất trình|không yêu cầu|thì không)|"
    r"bản sao các giấy tờ .{0,40}là)"
)
_CONDITIONAL = re.compile(r"(?i)^(?:trường hợp|đối với|văn bản ủy quyền|giấy ủy quyền|nếu )")
_REMARK_GROUP = re.compile(r"(?i)lưu ý|ghi chú|chú ý")
VERY_LONG = 500
MOST_COPIES = 100


def components(record: dict[str, Any], doubts: Doubts) -> list[Component]:
    """Every row of every group, remarks as notes. A code or a name met twice is doubted."""
    found: list[Component] = []
    names: set[str] = set()
    codes: set[str] = set()
    for g, group in enumerate(record.get("documents") or []):
        if not isinstance(group, dict):
            doubts.add("docs_unparsed", f"documents[{g}]", group)
            continue
        for i, item in enumerate(group.get("items") or []):
            where = f"documents[{g}].items[{i}]"
            component = _component(item, clean(group.get("group")), where, doubts)
            if component is None:
                continue
            _doubt_twins(component, names, codes, where, doubts)
            found.append(component)
    if not any(component.kind == ComponentKind.PAPER for component in found):
        doubts.add("no_documents", "documents")
    return found


# `kind` is a publisher's word about a row (note or paper), never the national record's.
def _component(item: Any, group: str, where: str, doubts: Doubts) -> Component | None:
    name = without_bullet(clean(item.get("name"))) if isinstance(item, dict) else ""
    if not name:
        doubts.add("docs_unparsed", where, item)
        return None
    originals = _count(item.get("originals"), where, doubts)
    copies = _count(item.get("copies"), where, doubts)
    told = item.get("kind")
    is_note = told == "note" if told in ("note", "paper") else _is_note(name, group, originals + copies, where, doubts)
    if len(name) > VERY_LONG:
        doubts.add("very_long_document_name", where, name)
    return Component(
        code=clean(item.get("component_code"))[:64],
        name=name,
        originals=originals,
        copies=copies,
        required=not is_note and not _CONDITIONAL.match(name),
        kind=ComponentKind.NOTE if is_note else ComponentKind.PAPER,
        group=group,
        form_name=clean(item.get("form")),
    )


def _is_note(name: str, group: str, count: int, where: str, doubts: Doubts) -> bool:
    """Zero originals and zero copies make a remark (domain.md 3.3); so do the words of one."""
    if count == 0:
        doubts.add("note_rows_in_documents", where, name)
        return True
    if _REMARK.match(name) or (_REMARK_GROUP.search(group) and len(group) < 40):
        doubts.add("remark_listed_as_paper", where, name)
        return True
    return False


def _count(value: Any, where: str, doubts: Doubts) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COPIES:
        return value
    if value is not None:
        doubts.add("document_count_not_readable", where, value)
    return 0 if value is None else 1


def _doubt_twins(component: Component, names: set[str], codes: set[str], where: str, doubts: Doubts) -> None:
    plain = component.name.lower()
    if plain in names:
        doubts.add("duplicate_document_names", where, component.name)
    if component.code in codes:
        doubts.add("duplicate_component_code", where, component.code)
        component.code = ""
    names.add(plain)
    codes |= {component.code} - {""}
