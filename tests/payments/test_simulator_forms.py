"""Forms that carry files to the simulators: what was written and chosen arrives as it was; nonsense breaks nothing."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import requests  # noqa: TID251 - a browser at a simulator sends here
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.simulating.serving import Request, Response, Server, as_json

NAMES = st.text(alphabet="abcdefghijklmnop-_", min_size=1, max_size=12)
WORDS = st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40)


def mirror(request: Request) -> Response:
    """What arrived."""
    files = {name: [sent.name, sent.content.hex()] for name, sent in request.files.items()}
    return as_json({"values": dict(request.values), "files": files})


def test_words_and_files_arrive_as_they_were() -> None:
    with Server({("POST", "/nop"): mirror}) as server:

        @settings(max_examples=40, deadline=None)
        @given(
            values=st.dictionaries(NAMES, WORDS, min_size=1, max_size=4),
            content=st.binary(min_size=1, max_size=3_000),
            name=st.sampled_from(["a.png", "giấy chứng sinh.pdf", 'x"y.txt']),
        )
        def arrives(values: dict[str, str], content: bytes, name: str) -> None:
            files = {"tep": (name, content, "application/octet-stream")}
            told = requests.post(f"{server.address}/nop?ma=1", values, files=files, timeout=20).json()
            assert told["values"] == {"ma": "1"} | values
            assert bytes.fromhex(told["files"]["tep"][1]) == content

        arrives()


def test_a_file_that_nobody_chose_is_none_and_plain_forms_still_work() -> None:
    with Server({("POST", "/nop"): mirror}) as server:
        empty = requests.post(f"{server.address}/nop", {"a": "1"}, files={"tep": ("", b"", "")}, timeout=20).json()
        assert empty == {"values": {"a": "1"}, "files": {}}
        plain = requests.post(f"{server.address}/nop", {"a": "Nguyễn"}, timeout=20).json()
        assert plain == {"values": {"a": "Nguyễn"}, "files": {}}


def test_a_broken_form_is_answered_all_the_same() -> None:
    bodies = [b"", b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--", b"\xff" * 50]
    with Server({("POST", "/nop"): mirror}) as server:
        connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=20)
        for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
            for body in bodies:
                connection.request("POST", "/nop", body, {"Content-Type": kind})
                answer = connection.getresponse()
                answer.read()
                assert answer.status in (200, 400), (kind, body)
        connection.close()
