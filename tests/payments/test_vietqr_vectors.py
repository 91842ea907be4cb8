"""The published vectors of VietQR: right ones come back letter by letter, wrong ones are refused (issue 5)."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from payments.vietqr import bank_of, decode, encode
from payments.vietqr.banks import all_banks

pytestmark = pytest.mark.realdata


@pytest.fixture
def vectors(shared_data: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((shared_data / "vietqr" / "vietqr_vectors.json").read_text("utf-8"))
    return loaded


def is_right(vector: dict[str, Any]) -> bool:
    return bool(vector["crc_ok"] and vector["well_formed"])


def test_every_right_vector_says_its_parameters_and_is_written_again_letter_by_letter(
    vectors: list[dict[str, Any]],
) -> None:
    right = [vector for vector in vectors if is_right(vector)]
    assert len(right) == 13
    for vector in right:
        payload = decode(vector["payload"])
        said = payload.parameters()
        said.pop("merchant_category", None)  # the vectors leave it out
        amount = {"amount": str(said["amount"])} if "amount" in said else {}
        additional = {"additional": said["additional"]} if "additional" in said else {}
        assert {**said, **amount, **additional} == vector["params"]
        assert encode(payload) == payload.encode() == vector["payload"]


def test_a_right_transfer_is_built_from_its_parameters_alone(vectors: list[dict[str, Any]]) -> None:
    transfers = [v for v in vectors if is_right(v) and v["params"]["guid"] == "A000000727"]
    assert len(transfers) == 9
    for vector in transfers:
        assert encode(**vector["params"]).upper() == vector["payload"].upper()


def test_every_wrong_vector_is_refused_with_the_reason(vectors: list[dict[str, Any]]) -> None:
    wrong = [vector for vector in vectors if not is_right(vector)]
    assert len(wrong) == 5
    for vector in wrong:
        reason = "Mã kiểm tra không khớp" if not vector["crc_ok"] else "sai độ dài"
        with pytest.raises(ValueError, match=reason):
            decode(vector["payload"])


def test_our_table_names_every_bank_of_the_published_one(shared_data: Path) -> None:
    with (shared_data / "vietqr" / "bank_bins.csv").open(encoding="utf-8", newline="") as lines:
        published = [row for row in csv.DictReader(lines) if row["bin"]]
    assert {row["bin"] for row in published} == set(all_banks())
    for bank in all_banks().values():
        known_as = {(row["code"], row["short_name"], row["name"]) for row in published if row["bin"] == bank.bin}
        assert (bank.code, bank.short_name, bank.name) in known_as


def test_the_receiving_banks_of_the_vectors_have_a_name(vectors: list[dict[str, Any]]) -> None:
    for vector in vectors:
        if is_right(vector) and (bin_ := vector["params"].get("bank_bin")):
            bank = bank_of(bin_)
            assert bank is not None
            assert bank.takes_vietqr
