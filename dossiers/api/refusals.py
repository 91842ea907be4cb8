"""What dossiers refuse, said as problem details."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from dossiers.problems import Incomplete, IntakeRefused, NotAllowedNow, NotKnownSurely, NotYours
from portal.rest.problems import Conflict, Problem, Unprocessable, error_at


@contextmanager
def said_as_problems() -> Iterator[None]:
    """Turns every refusal of the domain into its HTTP answer: 422 with each fault, 409, or 403."""
    try:
        yield
    except IntakeRefused as error:
        faults = [error_at(*fault.pointer.strip("/").split("/"), message=fault.message) for fault in error.problems]
        raise Unprocessable(str(error), kind="intake-refused", errors=faults) from error
    except Incomplete as error:
        faults = [error_at(error.field, message=str(error))] if error.field else []
        raise Unprocessable(str(error), kind="incomplete", errors=faults) from error
    except NotAllowedNow as error:
        raise Conflict(str(error), kind="not-allowed-now") from error
    except NotKnownSurely as error:
        asked = {"assurance_level": str(error.version.assurance_level)}
        raise Problem(HTTPStatus.FORBIDDEN, str(error), kind="not-known-surely", more=asked) from error
    except NotYours as error:
        raise Problem(HTTPStatus.FORBIDDEN, str(error), kind="not-yours") from error
