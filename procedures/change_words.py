"""The log of changes in words: a headline for each, and what an amendment changed, for many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures import catalogue, page_cache
from procedures.comparing.told import Change, Section
from procedures.comparing.whole import compare
from procedures.models import CatalogueChange, CatalogueChangeKind, ProcedureVersion
from procedures.showing import page_of


def headline(change: CatalogueChange) -> str:
    """What happened to which procedure, in one line."""
    told = {"name": change.version.name, "code": change.procedure.code}
    if change.kind == CatalogueChangeKind.ANNOUNCED:
        return _("Công bố: %(name)s (%(code)s)") % told
    if change.kind == CatalogueChangeKind.AMENDED:
        return _("Sửa đổi, bổ sung: %(name)s (%(code)s)") % told
    return _("Bãi bỏ: %(name)s (%(code)s)") % told


def when(change: CatalogueChange) -> str:
    """From which day, by which decision, and what took its place; a sentence each."""
    told = {"day": f"{change.effective_on:%d/%m/%Y}", "number": change.decision_number}
    ends = change.kind == CatalogueChangeKind.ABOLISHED
    said = [(_("Không còn áp dụng từ %(day)s.") if ends else _("Áp dụng từ %(day)s.")) % told]
    if change.decision_number:
        said.append(_("Theo Quyết định số %(number)s.") % told)
    if change.replaced_by:
        said.append(_("Được thay thế bằng thủ tục %(code)s.") % {"code": change.replaced_by.code})
    return " ".join(said)


def say(change: Change) -> str:
    """One difference as one line of plain text."""
    told = {"what": change.what, "fact": change.fact, "before": change.before, "after": change.after}
    if change.kind == "added":
        return (_("Thêm: %(what)s (%(after)s)") if change.after else _("Thêm: %(what)s")) % told
    if change.kind == "removed":
        return (_("Bỏ: %(what)s (%(before)s)") if change.before else _("Bỏ: %(what)s")) % told
    told["what"] = _("%(what)s, %(fact)s") % told if change.fact else change.what
    if not change.before:
        return _("Sửa: %(what)s: nay thêm “%(after)s”") % told
    if not change.after:
        return _("Sửa: %(what)s: nay bỏ “%(before)s”") % told
    return _("Sửa: %(what)s: “%(before)s” thay bằng “%(after)s”") % told


def key_of(older_id: int, newer_id: int) -> str:
    """Under what the differences of two versions are kept: neither can change any more."""
    return f"changes:{older_id}:{newer_id}:{get_language()}"


def sections_of(changes: Iterable[CatalogueChange]) -> dict[int, list[Section]]:
    """What each amendment changed, by its number; a fixed number of queries for all, none when all are kept."""
    pairs = {c.number: (c.before_id, c.version_id) for c in changes if c.number and c.before_id}
    by_key = {key_of(*pair): pair for pair in pairs.values()}
    found = page_cache.kept_many(by_key, lambda keys: _compared({key: by_key[key] for key in keys}))
    return {number: found[key_of(*pair)] for number, pair in pairs.items()}


def _compared(pairs: dict[str, tuple[int, int]]) -> dict[str, list[Section]]:
    versions = _versions({version_id for pair in pairs.values() for version_id in pair})
    pages = {version_id: page_of(version) for version_id, version in versions.items()}
    return {key: compare(pages[older], pages[newer]) for key, (older, newer) in pairs.items()}


def _versions(ids: Collection[int]) -> dict[int, ProcedureVersion]:
    found = catalogue.with_content(ProcedureVersion.objects.filter(pk__in=ids))
    return {version.pk: version for version in found}
