"""Rules proved: a broken download goes on where it stopped, and never mixes two files (RFC 9110, 13 and 14)."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.rest import ranges

MOMENT = datetime(2026, 11, 22, 8, tzinfo=UTC)
SAID = "Sun, 22 Nov 2026 08:00:00 GMT"
CONTENT = bytes(range(100))


def ask(content: bytes = CONTENT, **headers: str) -> tuple[HttpResponseBase, bytes]:
    """The answer and its body."""
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    file = BytesIO(content)
    response = ranges.serve(
        request, file, size=len(content), etag='"a"', modified=MOMENT, content_type="application/x-ndjson"
    )
    if isinstance(response, StreamingHttpResponse):
        body = b"".join(response)
    else:
        assert isinstance(response, HttpResponse)
        body = response.content
    assert file.closed
    return response, body


def test_without_a_range_it_is_the_whole() -> None:
    response, body = ask()

    assert (response.status_code, body) == (200, CONTENT)
    assert (response["ETag"], response["Last-Modified"], response["Accept-Ranges"]) == ('"a"', SAID, "bytes")
    assert response["Content-Length"] == "100"


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=90-", 90, 99),
        ("bytes=-10", 90, 99),
        ("bytes=90-9999", 90, 99),
        ("bytes=99-99", 99, 99),
    ],
)
def test_a_range_is_given_as_asked(said: str, first: int, last: int) -> None:
    response, body = ask(range=said)

    assert (response.status_code, body) == (206, CONTENT[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/100"
    assert response["Content-Length"] == str(len(body))


@pytest.mark.parametrize(
    "said",
    [
        "bytes=5-2",
        "bytes=0-1,5-6",
        "bytes=-",
        "lines=1-2",
        "bytes=a-b",
        "bytes",
        "",
        "bytes=٠-١",
        "bytes=" + "9" * 30 + "-",
    ],
)
def test_a_range_that_cannot_be_read_gets_the_whole(said: str) -> None:
    response, body = ask(range=said)

    assert (response.status_code, body) == (200, CONTENT)


@pytest.mark.parametrize("said", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_outside_of_the_file_is_refused_with_its_size(said: str) -> None:
    response, body = ask(range=said)

    assert (response.status_code, body) == (416, b"")
    assert response["Content-Range"] == "bytes */100"


@pytest.mark.parametrize(
    ("condition", "status"),
    [('"a"', 206), ('"b"', 200), (SAID, 206), ("Sat, 21 Nov 2026 08:00:00 GMT", 200), ("x", 200)],
)
def test_the_rest_of_another_file_is_never_given(condition: str, status: int) -> None:
    response, _body = ask(range="bytes=10-19", if_range=condition)

    assert response.status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"a"'}, 304),
        ({"if_none_match": '"b"'}, 200),
        ({"if_none_match": "*"}, 304),
        ({"if_modified_since": SAID}, 304),
        ({"if_modified_since": "Sat, 21 Nov 2026 08:00:00 GMT"}, 200),
        ({"if_match": '"b"'}, 412),
        ({"if_none_match": '"a"', "range": "bytes=0-5"}, 304),
    ],
)
def test_who_has_the_file_is_told_so(headers: dict[str, Any], status: int) -> None:
    response, body = ask(**headers)

    assert response.status_code == status
    assert (body == b"") == (status != 200)
    assert response["ETag"] == '"a"'


@pytest.mark.parametrize(("said", "status"), [("", 200), ("bytes=0-", 416), ("bytes=-5", 416)])
def test_an_empty_file_has_no_ranges(said: str, status: int) -> None:
    response, body = ask(b"", range=said)

    assert (response.status_code, body) == (status, b"")


@given(size=st.integers(1, 300_000), cuts=st.lists(st.integers(0, 300_000), max_size=4))
def test_the_pieces_of_a_file_make_the_file(size: int, cuts: list[int]) -> None:
    content = b"0123456789abcdef" * (size // 16 + 1)
    content = content[:size]
    edges = sorted({0, size, *(cut for cut in cuts if cut < size)})

    pieces = [ask(content, range=f"bytes={start}-{end - 1}")[1] for start, end in pairwise(edges)]

    assert b"".join(pieces) == content
