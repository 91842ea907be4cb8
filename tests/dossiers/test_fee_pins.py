"""Rule proved: a rule on fees that was pinned to a claim reads the same when it is read again."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dossiers.fee_pins import pin, unpin
from procedures.fee_rules import Rule

texts = st.text(max_size=8)
codes = st.lists(texts, max_size=3).map(tuple)
rules = st.builds(
    Rule,
    key=texts,
    text=texts,
    effect=st.sampled_from(["exempt", "percent", "fixed"]),
    valid_from=st.dates(),
    valid_to=st.none() | st.dates(),
    percent_off=st.none() | st.integers(1, 99),
    amount_dong=st.none() | st.integers(0, 10**9),
    fee_codes=codes,
    kinds=codes,
    procedure_codes=codes,
    case_keys=codes,
    answers=st.lists(st.tuples(texts, codes), max_size=2).map(tuple),
    legal_basis=texts,
    group=texts,
)


@given(rules)
def test_a_pinned_rule_reads_the_same(some: Rule) -> None:
    assert unpin(json.loads(json.dumps(pin(some)))) == some
