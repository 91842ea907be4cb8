"""What can go wrong with a dossier, in words that its reader can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from procedures.models import ProcedureVersion


@dataclass(frozen=True)
class Problem:
    """One fault of a filing: `pointer` names the place (JSON pointer of the API's body), `message` how to mend it."""

    pointer: str
    message: str


class DossierError(Exception):
    """Base of everything that dossiers refuse; `str()` is a whole sentence for the person who asked."""


class IntakeRefused(DossierError):
    """The filing has faults; nothing was stored."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


class NotKnownSurely(DossierError):
    """The procedure asks for a surer account than the filer's session has; nothing was stored."""

    def __init__(self, version: ProcedureVersion) -> None:
        told = {"level": version.assurance_level}
        super().__init__(_("Thủ tục này chỉ nộp được bằng tài khoản định danh mức độ %(level)s.") % told)
        self.version = version


class NotAllowedNow(DossierError):
    """The dossier is in a state in which this act is not possible, often because somebody was faster."""


class NotYours(DossierError):
    """The person has no role for this act at the unit where the dossier stands."""


class Incomplete(DossierError):
    """The act lacks something that the law asks for (a reason, a ground, a checked paper)."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
