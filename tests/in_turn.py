"""Many cases of one rule in one test: what the test begins with is made once, and each case takes its turn.

`pytest.mark.parametrize` makes each case a test with a world, a sign-in and a first request of its own. Where a case
only looks (an address that is nonsense, a file that is read) or judges without a database, that proves nothing.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from tests import forgetting

Test = Callable[..., None]


def in_turn(names: str, cases: Iterable[Any], *, taken_back: bool = False) -> Callable[[Test], Test]:
    """Call the test for each case, whose values it gets by these names (divided by commas); a failure names its case.

    Each case is to leave things as it found them; with `taken_back` what it wrote and cached is taken back after it.
    """
    keys, each = [name.strip() for name in names.split(",")], list(cases)
    assert each, "a rule without a case proves nothing"

    def decorated(test: Test) -> Test:
        once = _once_taken_back(test) if taken_back else test

        @functools.wraps(test)
        def run(*given: Any, **fixtures: Any) -> None:
            for case in each:
                values = dict(zip(keys, case if len(keys) > 1 else (case,), strict=True))
                try:
                    once(*given, **fixtures, **values)
                except BaseException as error:
                    error.add_note(f"The case was {values!r}")
                    raise

        signature = inspect.signature(test)
        asked = [part for name, part in signature.parameters.items() if name not in keys]
        run.__signature__ = signature.replace(parameters=asked)  # type: ignore[attr-defined]
        return run

    return decorated


def _once_taken_back(test: Test) -> Test:
    def once(*given: Any, **values: Any) -> None:
        with transaction.atomic():
            test(*given, **values)
            transaction.set_rollback(True)
        forgetting.forget()

    return once
