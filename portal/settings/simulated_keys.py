"""Public keys of simulators, made of the secret that they share with us: nobody hands keys out there."""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def simulated_key(secret: str) -> str:
    """The Ed25519 public key, in base64, of whoever makes its private key of this secret."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(secret.encode()).digest())
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()
