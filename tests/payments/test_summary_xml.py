"""Rules proved: the tax office's file says what happened, sums add up, words stay words, and no person is named.

Pure: receipts and summaries are values here, nothing is stored.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from payments.models import Receipt, SummaryEntry, TaxSummary
from payments.models.tax_summaries import Act
from payments.receipts import TEMPLATE_SYMBOLS
from payments.tax_office import summary_xml
from payments.vocabulary import LineKind
from portal.vietnamese import normalise
from units.models import Unit

DAY = dt.date(2026, 11, 20)
#: 20 November in Viet Nam, though the day before in Greenwich.
EARLY = dt.datetime(2026, 11, 19, 17, 30, tzinfo=dt.UTC)
SIGNS = {Act.ISSUED: "0", Act.CANCELLED: "1", Act.REPLACED: "2"}
KINDS = {LineKind.CHARGE: "1", LineKind.FEE: "2"}
ROWS = st.lists(
    st.tuples(st.sampled_from(list(KINDS)), st.sampled_from(list(Act)), st.integers(0, 10**12)), min_size=1, max_size=12
)
#: What forms leave of anything that somebody types.
WRITTEN = st.text(min_size=1, max_size=60).map(normalise).filter(bool)
Row = tuple[LineKind, Act, int]


def receipt(number: int, kind: LineKind = LineKind.FEE, amount: int = 50_000, **fields: Any) -> Receipt:
    told: dict[str, Any] = {
        "pk": number, "number": number, "kind": kind, "amount_dong": amount, "issued_at": EARLY, "year": 2026,
        "template_symbol": TEMPLATE_SYMBOLS[kind], "symbol": "AA-26E", "payer_name": "Nguyễn Thị Hoa",
    }  # fmt: skip
    return Receipt(**(told | fields))


def summary(**fields: Any) -> TaxSummary:
    counts = dict.fromkeys(("issued", "replaced", "cancelled", "fee_dong", "charge_dong", "ended_dong"), 0)
    unit = fields.pop("unit", Unit(code="H29.151", name="UBND phường Sài Gòn"))
    told: dict[str, Any] = {"unit": unit, "day": DAY, "made_at": EARLY, **counts}
    return TaxSummary(**(told | fields))


def written(*acts: tuple[Receipt, Act], of: TaxSummary | None = None) -> Any:
    """The file as the tax office reads it."""
    about = of or summary(issued=1)
    entries = [SummaryEntry(summary=about, receipt=one, act=act) for one, act in acts]
    return etree.fromstring(summary_xml.write(about, entries, "0301234567"))


def values(element: Any) -> dict[str, str]:
    return {part.tag: part.text or "" for part in element}


def of_rows(rows: list[Row]) -> TaxSummary:
    """The summary of some rows, counted the plain way."""
    return summary(
        issued=sum(act == Act.ISSUED for _, act, _ in rows),
        replaced=sum(act == Act.REPLACED for _, act, _ in rows),
        cancelled=sum(act == Act.CANCELLED for _, act, _ in rows),
        fee_dong=sum(dong for kind, act, dong in rows if (kind, act) == (LineKind.FEE, Act.ISSUED)),
        charge_dong=sum(dong for kind, act, dong in rows if (kind, act) == (LineKind.CHARGE, Act.ISSUED)),
        ended_dong=sum(dong for _, act, dong in rows if act != Act.ISSUED),
    )


@given(ROWS)
def test_every_receipt_has_its_row_and_the_series_add_up_to_the_totals(rows: list[Row]) -> None:
    acts = [(receipt(n, kind, dong, end_reason="Sai"), act) for n, (kind, act, dong) in enumerate(rows, start=1)]
    file = written(*acts, of=of_rows(rows))

    told = [values(row) for row in file.iterfind(".//DLieu")]
    assert [row["STT"] for row in told] == [str(n) for n in range(1, len(rows) + 1)]
    assert [(row["LKThu"], row["TThai"], int(row["TgTTToan"])) for row in told] == [
        (KINDS[kind], SIGNS[act], dong) for kind, act, dong in rows
    ]
    series, totals = [values(each) for each in file.iterfind(".//KHieu")], values(file.find(".//TToan"))
    assert len(series) == len({kind for kind, _, _ in rows}), "fees and charges are series of their own"
    for name in ("SLLap", "SLTThe", "SLHuy", "TgHGTri"):
        assert sum(int(each[name]) for each in series) == int(totals[name]), name
    assert sum(int(each["TgLap"]) for each in series) == int(totals["TgLPhi"]) + int(totals["TgPhi"])
    for each in series:
        numbers = [n for n, (kind, act, _) in enumerate(rows, 1) if (KINDS[kind], act) == (each["LKThu"], Act.ISSUED)]
        ends = [str(min(numbers)), str(max(numbers))] if numbers else [None, None]
        assert [each.get("TSo"), each.get("DSo")] == ends


@given(WRITTEN, WRITTEN)
@example("UBND </TNNT><MST>9999999999</MST>", "]]> & <!DOCTYPE x SYSTEM 'file:///etc/passwd'> %x; \"'")
@example("Phường\nSài\tGòn", "&amp;lt;")
def test_what_people_wrote_comes_back_letter_by_letter_and_adds_no_element(name: str, reason: str) -> None:
    about = summary(cancelled=1, unit=Unit(code="H29.151", name=name))
    file = written((receipt(1, end_reason=reason), Act.CANCELLED), of=about)
    plain = written((receipt(1, end_reason="Sai"), Act.CANCELLED), of=summary(cancelled=1))

    assert file.findtext(".//TNNT") == name
    assert file.findtext(".//DLieu/LDo") == reason
    assert [part.tag for part in file.iter()] == [part.tag for part in plain.iter()]
    assert file.findtext(".//MST") == "0301234567"


def test_no_payer_is_named() -> None:
    """The office is told of receipts, not of people."""
    new = receipt(2, replaces=receipt(1, end_reason="Sai dấu"), payer_name="Trần Văn Bình")
    text = etree.tostring(written((new, Act.ISSUED)), encoding="unicode")
    assert "Sài Gòn" in text and "Bình" not in text and "Hoa" not in text


@pytest.mark.parametrize(("edition", "first", "which"), [(1, "1", None), (2, "0", "1"), (11, "0", "10")])
def test_the_first_file_of_a_day_says_so_and_a_supplement_says_which_it_is(
    edition: int, first: str, which: str | None
) -> None:
    common = values(written((receipt(1), Act.ISSUED), of=summary(issued=1, edition=edition)).find(".//TTChung"))
    assert (common["LDau"], common.get("BSLThu")) == (first, which)
    assert common["SBTHDLieu"] == f"H29.151-20261120-{edition}"
    assert (common["KDLieu"], common["LKDLieu"], common["DVTTe"]) == ("2026-11-20", "N", "VND")


def test_each_thing_that_happens_to_a_receipt_has_its_sign_and_its_reason() -> None:
    old, gone = receipt(1, end_reason="Sai dấu"), receipt(3, end_reason="Lập nhầm")
    new = receipt(2, replaces=old)
    rows = written((new, Act.ISSUED), (receipt(4), Act.ISSUED), (old, Act.REPLACED), (gone, Act.CANCELLED))
    told = [values(row) for row in rows.iterfind(".//DLieu")]

    assert [(row["SBLai"], row["TThai"], row.get("LDo")) for row in told] == [
        ("2", "3", "Sai dấu"),
        ("4", "0", None),
        ("1", "2", "Sai dấu"),
        ("3", "1", "Lập nhầm"),
    ]
    assert [row.get("BLCLQuan") for row in told] == ["AA-26E 00000001", None, None, None]


def test_a_replacement_that_ended_later_tells_its_own_reason() -> None:
    new = receipt(2, replaces=receipt(1, end_reason="Sai dấu"), end_reason="Sai nữa")
    row = values(written((new, Act.CANCELLED)).find(".//DLieu"))
    assert (row["TThai"], row["LDo"], row.get("BLCLQuan")) == ("1", "Sai nữa", None)


@pytest.mark.parametrize(("moment", "day"), [(EARLY, "2026-11-20"), (EARLY - dt.timedelta(minutes=31), "2026-11-19")])
def test_the_days_in_the_file_are_viet_nams(moment: dt.datetime, day: str) -> None:
    file = written((receipt(1, issued_at=moment), Act.ISSUED), of=summary(issued=1, made_at=moment))
    assert [each.text for each in file.iterfind(".//NLap")] == [day, day]


def test_series_of_two_years_stand_apart_around_new_year() -> None:
    file = written((receipt(900), Act.ISSUED), (receipt(1, symbol="AA-27E", year=2027), Act.ISSUED))
    told = [values(each) for each in file.iterfind(".//KHieu")]
    assert [(each["KHBLai"], each["TSo"], each["DSo"]) for each in told] == [
        ("AA-26E", "900", "900"),
        ("AA-27E", "1", "1"),
    ]


def test_a_receipt_of_nothing_still_has_its_amount() -> None:
    """Who was freed of a fee has a receipt of 0 đồng, and the office reads the 0."""
    row = values(written((receipt(1, amount=0), Act.ISSUED)).find(".//DLieu"))
    assert row["TgTTToan"] == "0"


def test_the_same_is_written_alike_each_time() -> None:
    """A file that is written again has the same letters, or its signature would be another's."""
    about = summary(issued=1)
    entries = [SummaryEntry(summary=about, receipt=receipt(1), act=Act.ISSUED)]
    once = summary_xml.write(about, entries, "0301234567")
    assert once == summary_xml.write(about, entries, "0301234567")
    assert once.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert "Bảng tổng hợp dữ liệu biên lai điện tử".encode() in once
