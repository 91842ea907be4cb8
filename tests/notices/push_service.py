"""A push service and the browser behind it: it checks who sends, and the browser reads what was meant for it."""

from __future__ import annotations

import json
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.notices.push.devices import Subscription
from portal.notices.push.encryption import from_base64url, raw_public_key, to_base64url
from portal.simulating.serving import Request, Response, Server

CURVE = ec.SECP256R1()


class Browser:
    """The keys that a browser makes when its person consents, and its own way to read (RFC 8291, from the far end)."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"0123456789abcdef") -> None:
        self.key, self.auth = key or ec.generate_private_key(CURVE), auth

    def subscription(self, endpoint: str) -> Subscription:
        """What it hands to the page."""
        return Subscription(endpoint, to_base64url(raw_public_key(self.key)), to_base64url(self.auth))

    def read(self, body: bytes) -> bytes:
        """The message in a body that the service brought; InvalidTag for one that was not meant for it."""
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        info = b"WebPush: info\x00" + raw_public_key(self.key) + theirs
        first = HKDF(hashes.SHA256(), 32, self.auth, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(first)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(first)
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        return padded.rstrip(b"\x00")[:-1]


class PushService:
    """Takes messages for one browser, as those of Google and Mozilla do."""

    def __init__(self) -> None:
        self.status = 201
        self.taken: list[Request] = []
        self.browser = Browser()
        self.server = Server({("POST", "/gui/mot"): self._take, ("POST", "/gui/hai"): self._take})

    def endpoint(self, name: str = "mot") -> str:
        """An address as the service gives one to a browser."""
        return f"{self.server.address}/gui/{name}"

    def subscription(self, name: str = "mot") -> Subscription:
        """What the browser hands to the page."""
        return self.browser.subscription(self.endpoint(name))

    def messages(self) -> list[dict[str, Any]]:
        """What the browser read, in order."""
        return [json.loads(self.browser.read(request.body)) for request in self.taken]

    def _take(self, request: Request) -> Response:
        token, key = (part.partition("=")[2] for part in request.headers["Authorization"][6:].split(", "))
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64url(key))
        # Raises for a token of another key or service, or one past its day: the test sees no answer.
        said = jwt.decode(token, public, algorithms=["ES256"], audience=self.server.address)
        assert said["sub"].startswith("mailto:") and request.headers["Content-Encoding"] == "aes128gcm"
        self.taken.append(request)
        return Response(b"", status=self.status)
