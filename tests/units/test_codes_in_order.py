"""What one test makes has ascending codes, however many units other tests made before it in the same process."""

from __future__ import annotations

from tests.units import factories as make


def test_thirty_units_after_any_number_of_others_have_ascending_codes() -> None:
    for before in (0, 25, 26, 58, 59, 119, 350, 379, 399, 850, 879, 899, 1199, 3599, 9999):
        make.CommitteeFactory.reset_sequence(before)
        make.keep_codes_in_order()
        counts = [make.CommitteeFactory._meta.next_sequence() for _unit in range(30)]
        for most in (60, 400, 900):
            codes = [count % most for count in counts]
            assert codes == sorted(codes), (before, most)
        assert counts[0] >= before, "a number is never given again"


def test_all_kinds_of_units_count_together() -> None:
    first = make.CommitteeFactory._meta.next_sequence()
    kinds = (make.DepartmentFactory, make.CommuneCommitteeFactory, make.PartFactory, make.CentreFactory)
    assert [kind._meta.next_sequence() - first for kind in kinds] == [1, 2, 3, 4]
