"""Rules proved: an answer of REST is marked by what it says, and who has it is told so; nothing else is touched."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.rest.conditional import ConditionalAnswers, names

REST, PAGE = "/api/v1/units/", "/can-bo/ho-so/"
_marks = st.text("abcdefghij0123456789-", min_size=1, max_size=12).map(lambda text: f'"{text}"')


def ask(
    made: HttpResponse | None = None, given_mark: str = "", path: str = REST, method: str = "get", **headers: str
) -> HttpResponseBase:
    """The answer as it leaves."""
    sent = headers | ({"If-None-Match": given_mark} if given_mark else {})
    request = getattr(RequestFactory(), method)(path, headers=sent)
    response = JsonResponse({"name": "Phường Sài Gòn"}) if made is None else made
    answer: Any = ConditionalAnswers(lambda _request: response)(request)
    return answer  # type: ignore[no-any-return]


def mark_of(**changes: Any) -> str:
    return str(ask(**changes)["ETag"])


def test_the_same_answer_has_the_same_mark_and_another_one_another() -> None:
    first = ask()
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    assert mark_of() == first["ETag"] != mark_of(made=JsonResponse({"name": "Phường Bến Thành"}))


def test_who_has_the_answer_gets_an_empty_one_with_its_mark() -> None:
    mark = mark_of()
    for known in (mark, f'"khac", {mark}', f"W/{mark}", "*"):
        again: Any = ask(given_mark=known)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark), known
        assert again["Cache-Control"] == "private, no-cache"
    for unknown in ('"khac"', "no mark at all", mark[:-2] + '"', f'"{mark}"'):
        assert ask(given_mark=unknown).status_code == 200, unknown


def test_pages_are_left_alone() -> None:
    """They carry keys of forms, and differ each time."""
    for path in (PAGE, "/api/schema/", "/api/v2/units/", "/x/api/v1/units/"):
        page = ask(path=path, given_mark="*")
        assert (page.status_code, page.has_header("ETag"), page.has_header("Cache-Control")) == (200, False, False)


def test_what_is_written_is_answered_in_full() -> None:
    for method in ("post", "put", "patch", "delete", "options"):
        answer = ask(method=method, given_mark="*")
        assert (answer.status_code, answer.has_header("Cache-Control")) == (200, False), method


def test_a_mark_and_a_word_on_keeping_of_the_view_itself_stand() -> None:
    def made() -> HttpResponse:
        return JsonResponse({}, headers={"ETag": '"7-abc"', "Cache-Control": "public, max-age=60"})

    answer = ask(made())
    assert (answer["ETag"], answer["Cache-Control"]) == ('"7-abc"', "public, max-age=60")
    assert ask(made(), given_mark='"7-abc"').status_code == 304
    assert ask(made(), given_mark='"8-abc"').status_code == 200


def test_what_nobody_may_keep_has_no_mark() -> None:
    answer = ask(JsonResponse({"secret": "whsec_"}, headers={"Cache-Control": "no-store"}), given_mark='"a"')
    assert (answer.status_code, answer.has_header("ETag"), answer["Cache-Control"]) == (200, False, "no-store")


def test_a_refusal_is_never_what_one_has_already() -> None:
    for status in (400, 401, 403, 404, 409, 412, 429, 500, 503):
        answer: Any = ask(JsonResponse({"status": status}, status=status), given_mark="*")
        assert (answer.status_code, answer.has_header("Cache-Control")) == (status, False)
        assert answer.content, "the problem is told"


@given(_marks, st.lists(_marks, max_size=4))
def test_if_match_names_a_mark_among_several_or_any_and_never_a_weak_one(mark: str, others: list[str]) -> None:
    """RFC 9110 13.1.1: by strong comparison."""
    assert names(", ".join([*others, mark]), mark)
    assert names("*", mark)
    assert names(", ".join(others), mark) == (mark in others)
    assert not names(f"W/{mark}", mark)
    assert not names("", mark)


@given(st.text(max_size=60))
def test_no_header_breaks_the_comparison(given_mark: str) -> None:
    assert names(given_mark, '"1-abc"') in (True, False)
    if '"1-abc"' not in given_mark and given_mark.strip() != "*":
        assert not names(given_mark, '"1-abc"')
