"""What the owner does: withdraw, rate, answer a supplement request; each once, each with its words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, Rating
from dossiers.statuses import PaperCheck, Status
from portal.files.models import Upload
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World

pytestmark = pytest.mark.usefixtures("undrawn")


def url(name: str, dossier: Dossier) -> str:
    return reverse(f"dossiers:{name}", args=[dossier.code])


def test_withdrawing_asks_first(world: World) -> None:
    dossier = filings.submitted(world)
    client = signed_in(world.mother)

    assert "Rút hồ sơ" in words(client.get(url("withdraw", dossier)))
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED

    client.post(url("withdraw", dossier), {"reason": "Nộp nhầm."})
    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN
    assert dossier.events.last().note == "Nộp nhầm."  # type: ignore[union-attr]


def test_withdrawing_too_late_says_who_was_faster_and_changes_nothing(world: World) -> None:
    dossier = filings.finished(world)
    client = signed_in(world.mother)

    assert client.get(url("withdraw", dossier))["Location"] == url("detail", dossier)
    page = words(client.post(url("withdraw", dossier), follow=True))

    assert "Không thể thực hiện «Rút hồ sơ»" in page
    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED


def test_rating_keeps_score_and_words(world: World) -> None:
    dossier = filings.finished(world)

    response = signed_in(world.mother).post(url("rate", dossier), {"score": "3", "comment": "Nhanh."})

    assert response["Location"] == url("detail", dossier)
    assert (Rating.objects.get().score, Rating.objects.get().comment) == (3, "Nhanh.")


def test_a_bad_score_needs_its_reason(world: World) -> None:
    response = signed_in(world.mother).post(url("rate", filings.finished(world)), {"score": "1", "comment": "  "})

    assert response.status_code == 422
    assert "Hãy cho biết điều gì làm bạn chưa hài lòng." in words(response)
    assert not Rating.objects.exists()


def test_a_score_out_of_the_three_is_refused(world: World) -> None:
    dossier = filings.finished(world)
    client = signed_in(world.mother)

    assert {client.post(url("rate", dossier), {"score": score}).status_code for score in ("", "0", "4", "x")} == {422}
    assert not Rating.objects.exists()


def test_rating_twice_keeps_the_first(world: World) -> None:
    dossier = filings.finished(world)
    client = signed_in(world.mother)
    client.post(url("rate", dossier), {"score": "3"})

    client.post(url("rate", dossier), {"score": "1", "comment": "Đổi ý."})

    assert Rating.objects.get().score == 3
    assert client.get(url("rate", dossier))["Location"] == url("detail", dossier)


def test_rating_before_the_end_is_not_possible(world: World) -> None:
    dossier = filings.submitted(world)

    assert signed_in(world.mother).get(url("rate", dossier)).status_code == 302


def field(dossier: Dossier, name: str) -> str:
    return f"paper-{dossier.papers.get(replaced_by=None).component_id}-{name}"


def answer(client: Client, dossier: Dossier, **typed: Any) -> Any:
    return client.post(url("supplement", dossier), {field(dossier, name): value for name, value in typed.items()})


def test_the_request_names_each_paper_with_its_remark(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    page = words(signed_in(world.mother).get(url("supplement", dossier)))

    assert "Bản chụp bị mờ." in page
    assert "Chụp lại cho rõ dấu và chữ ký." in page
    assert "Giấy chứng sinh" in page


def test_the_box_on_top_of_the_dossier_leads_to_the_answer(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    page = words(signed_in(world.mother).get(url("detail", dossier)))

    assert "Bạn cần bổ sung giấy tờ" in page
    assert url("supplement", dossier) in page


def test_a_new_file_answers_and_the_dossier_goes_back_to_the_clerk(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    clearer = SimpleUploadedFile("ro-hon.png", filings.png(), "image/png")

    response = answer(signed_in(world.mother), dossier, file=clearer)

    assert response["Location"] == url("detail", dossier)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    current = dossier.papers.get(replaced_by=None)
    assert current.upload is not None
    assert (current.upload.name, current.check_state) == ("ro-hon.png", PaperCheck.UNCHECKED)
    assert dossier.papers.count() == 2


def test_an_answer_without_the_paper_is_asked_again_and_changes_nothing(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    response = answer(signed_in(world.mother), dossier)

    assert response.status_code == 422
    assert "Hãy cho biết bạn nộp «Giấy chứng sinh» bằng cách nào." in words(response)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENT


def test_a_sound_file_survives_a_failed_try(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    client = signed_in(world.mother)
    upload = filings.upload_for(world.mother, "ro-hon.png")
    typed = {f"{field(dossier, 'file')}_upload": str(upload), "note": "x" * 2001}

    response = client.post(url("supplement", dossier), typed)
    assert response.status_code == 422
    assert f'name="{field(dossier, "kept")}_upload" value="{upload}"' in words(response)

    again = client.post(
        url("supplement", dossier),
        {f"{field(dossier, 'kept')}_upload": str(upload), field(dossier, "source"): "uploaded"},
    )
    assert again.status_code == 302
    assert Upload.objects.get(public_id=upload).claimed_at is not None


def test_answering_twice_counts_once(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    client = signed_in(world.mother)
    answer(client, dossier, source="brought")
    events = dossier.events.count()

    response = client.post(url("supplement", dossier), {})

    assert response["Location"] == url("detail", dossier)
    assert dossier.events.count() == events
