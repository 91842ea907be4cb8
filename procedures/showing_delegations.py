"""Delegations in words for readers: who settles in whose place, from when until when, and by which decision."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from procedures import delegated
from procedures.choices import DelegationKind
from procedures.competent_unit import holder_of
from procedures.delegated import Holder, Rule
from procedures.showing import ProcedurePage


def lines(page: ProcedurePage, commune: str, day: date) -> list[str]:
    """What passes a procedure on, on a day or later, in whole sentences: of its department, or of the commune asked."""
    start = holder_of(page.competence, page.department, commune)
    if not start.name:
        return []
    way = delegated.book().way(start, page.matter, commune, day)
    holders = [start, *(passage.holder for passage in way)]
    return [say(rule) for rule in rules_of(holders, page, day)]


def rules_of(holders: list[Holder], page: ProcedurePage, day: date) -> list[Rule]:
    """The rules of these holders on a procedure that are not over, each once, in order of their first day."""
    found = [rule for holder in holders for rule in delegated.rules_about(holder, page.matter, day)]
    return sorted(dict.fromkeys(found), key=lambda rule: (rule.valid_from, rule.pk))


def say(rule: Rule) -> str:
    """One delegation: "Từ 01/10/2026 đến hết 31/12/2026, Sở Y tế ủy quyền cho … giải quyết (Quyết định số …)."."""
    told = {
        "giver": rule.giver_name,
        "receiver": say_receiver(rule),
        "first": f"{rule.valid_from:%d/%m/%Y}",
        "last": f"{rule.valid_to - timedelta(days=1):%d/%m/%Y}" if rule.valid_to else "",
        "number": rule.decision_number,
        "date": f"{rule.decision_date:%d/%m/%Y}",
    }
    return _sentence(rule) % told


def say_receiver(rule: Rule) -> str:
    """Who received it."""
    return rule.to_name or _("Ủy ban nhân dân cấp xã")


def _sentence(rule: Rule) -> str:
    if rule.kind == DelegationKind.DELEGATED:
        return _(
            "Từ %(first)s đến hết %(last)s, %(giver)s ủy quyền cho %(receiver)s giải quyết "
            "(Quyết định số %(number)s ngày %(date)s)."
        )
    if rule.valid_to:
        return _(
            "Từ %(first)s đến hết %(last)s, %(giver)s phân cấp cho %(receiver)s giải quyết "
            "(Quyết định số %(number)s ngày %(date)s)."
        )
    return _("Từ %(first)s, %(giver)s phân cấp cho %(receiver)s giải quyết (Quyết định số %(number)s ngày %(date)s).")
