"""Posting to, and fetching from, an address that somebody else chose: never ourselves or our own network.

At each message the name is resolved once, every address it has is judged, and the connection goes to one of those, a
new one or one kept from before (kept_connections.py): a name that answers otherwise a moment later leads nowhere else.
Redirects are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings

from portal.outbox.kept_connections import KeptConnections, Place

PATIENCE_SECONDS = 10
LONGEST_FETCH_SECONDS = 120.0
_MOST_READ = 1024
#: What RFC 3986 lets stand, and what is written as octets already.
_SAFE = "!#$%&'()*+,/:;=?@[]~"
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_connections = KeptConnections[http.client.HTTPConnection]()


class Forbidden(ValueError):
    """The address is none that we send to; the reason says why."""


def require_allowed(address: str, ours: Collection[str] = ()) -> SplitResult:
    """The parts of an address that may be sent to, before anything is resolved. Raises Forbidden."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Forbidden("the address is malformed") from error
    if not parts.hostname or parts.username or parts.password or port == 0:
        raise Forbidden("the address needs a host, and no name or password")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_ours(parts.hostname, ours)):
        raise Forbidden("only https is sent to")
    if not _is_ours(parts.hostname, ours) and _is_inside_by_itself(parts.hostname):
        raise Forbidden("the host is inside our own network")
    return parts


def post(address: str, body: bytes, headers: dict[str, str]) -> int:
    """Send a body; gives the status. Raises Forbidden, or OSError and HTTPException when nobody answers.

    A kept connection that the other side shut meanwhile is no answer: the same body goes once more by a new one. It may
    come twice then, as any message of the outbox may; its id says so.
    """
    parts = require_allowed(address)
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    found, place = _judged(host, port), (parts.scheme, host, port)
    kept = _connections.take(place, found)
    if kept is not None:
        try:
            return _sent(kept.connection, place, kept.ip, _path(parts), body, headers)
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException):
            pass  # shut while it rested
    return _sent(_connection(parts.scheme, host, port, found[0]), place, found[0], _path(parts), body, headers)


def close_kept() -> None:
    """Close the connections that wait for a next message."""
    _connections.close()


def _sent(
    connection: http.client.HTTPConnection, place: Place, ip: str, path: str, body: bytes, headers: dict[str, str]
) -> int:
    """Send by this connection and keep it where its answer was read to the end; else it is closed."""
    try:
        connection.request("POST", path, body, headers)
        reply = connection.getresponse()
        reply.read(_MOST_READ)
        status, is_clean = reply.status, reply.isclosed() and not reply.will_close
    except BaseException:
        connection.close()
        raise
    if is_clean:
        _connections.put(place, connection, ip)
    else:
        connection.close()
    return status


def ask(
    address: str, body: bytes, headers: dict[str, str], most_bytes: int, ours: Collection[str] = ()
) -> tuple[int, bytes]:
    """Send a body and read the answer: status and content, one byte past `most_bytes` where it is longer.

    Raises as `get` does.
    """
    parts = require_allowed(address, ours)
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connection(parts.scheme, host, port, _judged(host, port, ours)[0])
    try:
        connection.request("POST", _path(parts), body, {"Accept-Encoding": "identity", **headers})
        reply = connection.getresponse()
        return reply.status, _content(reply, most_bytes)
    finally:
        connection.close()


def get(address: str, most_bytes: int, ours: Collection[str] = ()) -> tuple[int, bytes]:
    """Fetch; gives the status and the content, one byte past `most_bytes` where it is longer. `ours`: hosts let in.

    Raises Forbidden, or OSError and HTTPException when nobody answers, or not within `LONGEST_FETCH_SECONDS`.
    """
    parts = require_allowed(address, ours)
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connection(parts.scheme, host, port, _judged(host, port, ours)[0])
    try:
        connection.request("GET", _path(parts), headers={"Accept-Encoding": "identity"})
        reply = connection.getresponse()
        return reply.status, _content(reply, most_bytes)
    finally:
        connection.close()


def _path(parts: SplitResult) -> str:
    """What the host is asked for: letters that no request line may hold, as Vietnamese names have, as their octets."""
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)


def _content(reply: http.client.HTTPResponse, most_bytes: int) -> bytes:
    """What was answered, up to one byte too many; TimeoutError for who sends it drop by drop."""
    until, content = time.monotonic() + LONGEST_FETCH_SECONDS, b""
    while len(content) <= most_bytes and (piece := reply.read1(most_bytes + 1 - len(content))):
        content += piece
        if time.monotonic() > until:
            raise TimeoutError("the answer takes too long")
    return content


def _judged(host: str, port: int, ours: Collection[str] = ()) -> list[str]:
    """The network addresses of the host, when all of them are outside. Raises Forbidden, OSError."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not _is_ours(host, ours) and not all(_is_outside(one) for one in found):
        raise Forbidden("the host is inside our own network")
    return found


def _is_inside_by_itself(host: str) -> bool:
    """Whether a host leads inside whatever is resolved: told at once to who writes it, not by a message that died."""
    try:
        return not _is_outside(host)
    except ValueError:  # a name: judged when it is resolved, but for those that are ours everywhere (RFC 6761)
        return host.lower().rstrip(".").endswith(("localhost", ".local", ".internal"))


def _is_outside(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = _led_to(ip)
    # Long withdrawn, and global to Python: ::10.0.0.1 (RFC 4291) and fec0:: (RFC 3879).
    is_withdrawn = isinstance(ip, ipaddress.IPv6Address) and (ip.is_site_local or int(ip) >> 32 == 0)
    return bool(ip.is_global) and not ip.is_multicast and not is_withdrawn


def _led_to(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address behind an address of IPv6 that stands for one: mapped, or translated (NAT64, RFC 6052)."""
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else ip.ipv4_mapped or ip


def _is_ours(host: str, ours: Collection[str] = ()) -> bool:
    """Hosts of our own network that an operator opened by name."""
    return host.lower() in (*settings.WEBHOOK_INTERNAL_HOSTS, *ours)


def _connection(scheme: str, host: str, port: int, ip: str) -> http.client.HTTPConnection:
    """A connection that is made to this very network address, whatever the name says by then."""
    if scheme == "http":
        plain = http.client.HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
        plain.sock = socket.create_connection((ip, port), PATIENCE_SECONDS)
        return plain
    context = ssl.create_default_context()
    secure = http.client.HTTPSConnection(host, port, timeout=PATIENCE_SECONDS, context=context)
    secure.sock = context.wrap_socket(socket.create_connection((ip, port), PATIENCE_SECONDS), server_hostname=host)
    return secure
