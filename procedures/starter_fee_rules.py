"""The starter's rules on fees (starter/rules/fees.yaml) into the database; what publishers changed stands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction

from portal.vietnamese import normalise
from procedures import fee_rule_book
from procedures.models import FeeRule
from procedures.starter_catalogue import STARTER, StarterFileError

_LISTS = ("fee_codes", "kinds", "procedure_codes", "case_keys")
_TEXTS = ("text", "province", "group", "group_name", "proof", "legal_basis")
# What the file says; who approved or proposes an end is none of its concern.
_AMOUNTS = ("effect", "percent_off", "amount_dong")
_WRITTEN = (*_LISTS, *_TEXTS, *_AMOUNTS, "key", "channel", "answers", "valid_from", "valid_to")


@transaction.atomic
def load_rules(folder: Path = STARTER) -> int:
    """Store new and changed rules; how many. Raises StarterFileError. A folder without rules has none to load."""
    path = folder / "rules" / "fees.yaml"
    if not path.is_file():
        return 0
    stored = {rule.key: rule for rule in FeeRule.objects.all()}
    changed = [rule for rule in _read(path) if _is_news(rule, stored.get(rule.key))]
    for rule in changed:
        rule.pk = stored[rule.key].pk if rule.key in stored else None
        rule.save(update_fields=_WRITTEN if rule.pk else None)
    if changed:
        fee_rule_book.changed()
    return len(changed)


def _read(path: Path) -> list[FeeRule]:
    try:
        return [_rule(node) for node in yaml.safe_load(path.read_text(encoding="utf-8"))]
    except KeyError as error:
        raise StarterFileError(f"{path.name}: lacks {error}") from error
    except (TypeError, ValueError, AttributeError, ValidationError, yaml.YAMLError) as error:
        raise StarterFileError(f"{path.name}: {error}") from error


def _rule(node: dict[str, Any]) -> FeeRule:
    last_day = node.get("until")
    rule = FeeRule(
        key=node["key"],
        effect=node["effect"],
        percent_off=node.get("percent"),
        amount_dong=node.get("amount_dong"),
        channel=node.get("channel", "any"),
        answers=node.get("answers") or {},
        valid_from=node["from"],
        # Half open, as versions are: not in force from the day after the last.
        valid_to=last_day + timedelta(days=1) if last_day else None,
        **{name: node.get(name) or [] for name in _LISTS},
        **{name: normalise(str(node.get(name) or "")) for name in _TEXTS},
    )
    rule.clean_fields()
    return rule


def _is_news(rule: FeeRule, stored: FeeRule | None) -> bool:
    return stored is None or (not stored.is_local and _content(stored) != _content(rule))


def _content(rule: FeeRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in _WRITTEN}
