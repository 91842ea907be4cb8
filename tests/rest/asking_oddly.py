"""What tests of many lists share: the rest of a list after a page, and methods that only ask about an address."""

from __future__ import annotations

from typing import Any

from tests.rest.walking import read


def rest_of(client: Any, page: dict[str, Any]) -> list[Any]:
    """The rows of the pages that follow one."""
    rows: list[Any] = []
    while page["next"]:
        page = read(client, page["next"])
        rows += page["results"]
    return rows


def assert_only_asked_about(client: Any, address: str, **headers: str) -> None:
    """HEAD says what GET would, without the answer; OPTIONS says how to ask, and nothing of what is there."""
    whole, head, asked = (getattr(client, method)(address, headers=headers) for method in ("get", "head", "options"))
    assert (head.status_code, head.content) == (whole.status_code, b""), address
    assert head["Content-Type"] == whole["Content-Type"]
    assert asked.status_code in {200, whole.status_code}, (address, asked.content)
    if asked.status_code == 200:
        assert "GET" in asked["Allow"] and "results" not in asked.json(), address


def said_in_both(client: Any, address: str, **asked: str) -> tuple[str, str]:
    """What is wrong, in Vietnamese and in English; the same status and places in both."""
    told = [client.get(address, asked, headers={"Accept-Language": language}) for language in ("vi", "en")]
    bodies = [answer.json() for answer in told]
    assert told[0].status_code == told[1].status_code >= 400, [answer.content for answer in told]
    assert [body["type"] for body in bodies] == [bodies[0]["type"]] * 2
    pointers = [[error["pointer"] for error in body.get("errors", ())] for body in bodies]
    assert pointers[0] == pointers[1]
    vietnamese, english = (str(body["detail"]) for body in bodies)
    assert vietnamese != english, vietnamese
    return vietnamese, english
