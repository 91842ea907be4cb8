"""How the demonstration authority comes by keys in tests: a few a process, taken in turn.

Each signer of each unit has a certificate of their own, and units of tests have names of their own: hundreds of keys
of a tenth of a second. Names, issuers and serial numbers stay each certificate's own; neighbours have different keys.
An authority always gets a key of its own: two of one name and one key would be one and the same to whoever trusts it.

pyHanko reads the key of signer and timestamp anew, with a proof that its numbers are primes, for every signature: two
thirds of what a signature of a small paper takes. The same bytes are proved once a process.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from itertools import count
from threading import Lock, local
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.signers import pdf_cms
from pyhanko.sign.timestamps import dummy_client

from portal.documents.signing import demo_ca

#: More than any test has certificates beside one another.
KEYS = 8


def install() -> None:
    """Let this process make no more keys than these."""
    makes_authority = local()
    demo_ca.new_key = _in_turn(demo_ca.new_key, makes_authority)
    vars(demo_ca)["_new_authority"] = _noted(demo_ca._new_authority, makes_authority)
    once = {"load_der_private_key": functools.lru_cache(maxsize=64)(serialization.load_der_private_key)}
    for module in (pdf_cms, dummy_client):
        vars(module)["serialization"] = SimpleNamespace(**(vars(serialization) | once))


def _noted(make: Callable[..., Any], makes_authority: local) -> Callable[..., Any]:
    def made(*given: Any, **named: Any) -> Any:
        makes_authority.now = True
        try:
            return make(*given, **named)
        finally:
            makes_authority.now = False

    return made


def _in_turn(make: Callable[[], rsa.RSAPrivateKey], makes_authority: local) -> Callable[[], rsa.RSAPrivateKey]:
    keys: list[rsa.RSAPrivateKey] = []
    numbers, one_at_a_time = count(), Lock()

    def taken() -> rsa.RSAPrivateKey:
        if getattr(makes_authority, "now", False):
            return make()
        with one_at_a_time:
            number = next(numbers)
            if number < KEYS:
                keys.append(make())
            return keys[number % KEYS]

    return taken
