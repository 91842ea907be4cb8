"""The owners of invented dossiers: few of them file often, most of them now and then."""

from __future__ import annotations

from typing import NamedTuple

from dossiers.loading.copying import Hole, Table
from dossiers.models import Party
from dossiers.statuses import PartyRole
from portal.accounts.identity import blind_index

PEOPLE = 20_000
FAMILY, MIDDLE = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi"), ("Văn", "Thị", "Minh", "Ngọc", "Quốc")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Hạnh", "Khoa", "Lan", "Mai", "Nam", "Phúc", "Quỳnh", "Sơn", "Thảo", "Vy")


class Person(NamedTuple):
    """An owner: the name, and the row of the party without its dossier."""

    name: str
    shape: str


class People:
    """Makes each person once: encrypting a number for every dossier would cost more than all the rest of it."""

    def __init__(self, table: Table) -> None:
        self._known: dict[int, Person] = {}
        self._table = table

    def person(self, number: int) -> Person:
        """The person of a number, the same each time."""
        if number not in self._known:
            self._known[number] = self._made(number)
        return self._known[number]

    def _made(self, number: int) -> Person:
        name = f"{FAMILY[number % 7]} {MIDDLE[number // 7 % 5]} {GIVEN[number // 35 % 14]}"
        id_number = f"0791{number:08}"
        values = {
            "dossier_id": Hole("id"),
            "role": PartyRole.OWNER.value,
            "full_name": name,
            "id_number": Party._meta.get_field("id_number").get_prep_value(id_number),
            "id_number_index": blind_index(id_number),
            "phone": f"+8490{number:07}",
        }
        return Person(name, self._table.shape(values))
