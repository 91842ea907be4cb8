"""A result that somebody chose becomes their paper: its file is fetched by the worker and checked as any upload."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import drafts, supplementing, taking_papers
from dossiers.models import PaperOrigin
from dossiers.paper_checks import component_key
from dossiers.problems import DossierError
from dossiers.statuses import PaperSource, Status
from portal.accounts.models import User
from portal.files import uploads
from portal.files.models import Upload
from portal.files.refusals import UploadRefused
from portal.national.inbound.files import name_of
from portal.national.models import FindState, LookState, StoreFind, StoreLook
from portal.national.results_store import ROUND
from portal.national.results_store.answering import LEASE, LONGEST_PAUSE, MOST_ATTEMPTS
from portal.national.results_store.drivers import registry
from portal.national.results_store.drivers.base import NationalFailure, Rejected
from portal.national.results_store.problems import StoreRefused
from portal.outbox.attempts import pause_before
from portal.outbox.waking import wake_on_commit

if TYPE_CHECKING:
    from dossiers.models import Dossier

log = structlog.get_logger(__name__)


@transaction.atomic
def choose(look: StoreLook, find_id: int, user: User) -> StoreFind:
    """Have the file of a result fetched; chosen twice, it is fetched once. Raises StoreRefused."""
    current = StoreLook.objects.select_for_update().get(pk=look.pk)
    if current.state != LookState.FOUND:
        raise StoreRefused(_("Kết quả tìm kiếm này không còn dùng được. Hãy tìm lại."))
    find = current.finds.filter(pk=find_id).first()
    if find is None:
        raise StoreRefused(_("Hãy chọn một giấy tờ trong danh sách."), "find")
    if find.state == FindState.WANTED:
        return find
    if current.finds.filter(state=FindState.WANTED).exists():
        raise StoreRefused(_("Một giấy tờ khác đang được tải về. Hãy đợi xong."))
    find.state, find.wanted_by, find.attempts, find.problem = FindState.WANTED, user, 0, ""
    find.next_attempt_at = timezone.now()
    find.save(update_fields=["state", "wanted_by", "attempts", "problem", "next_attempt_at"])
    wake_on_commit(ROUND)
    return find


def fetch_due(limit: int = 20) -> Counter[str]:
    """Fetch up to `limit` files that are wanted and due; how many came to which state."""
    outcomes: Counter[str] = Counter()
    for _turn in range(limit):
        find = _claimed()
        if find is None:
            break
        with override("vi"):  # what is kept, and read later by others
            outcomes[_fetch(find)] += 1
    return outcomes


def _claimed() -> StoreFind | None:
    with transaction.atomic():
        due = StoreFind.objects.filter(state=FindState.WANTED, next_attempt_at__lte=timezone.now())
        find = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_attempt_at", "id").first()
        if find is not None:
            find.attempts, find.next_attempt_at = find.attempts + 1, timezone.now() + LEASE
            find.save(update_fields=["attempts", "next_attempt_at"])
        return find


def _fetch(find: StoreFind) -> str:
    try:
        content = registry.current().fetch(find.agency, find.path)
        return _take(find, content)
    except LookupError:
        return _fail(find, "Chưa kết nối với kho kết quả quốc gia.", for_good=True)
    except NationalFailure as failure:
        log.warning("results_store_not_fetched", find=find.pk, attempt=find.attempts, error=type(failure).__name__)
        return _fail(find, str(failure), for_good=isinstance(failure, Rejected))
    except UploadRefused as refusal:
        return _fail(find, refusal.message, for_good=True)
    except (StoreRefused, DossierError) as refusal:
        return _fail(find, str(refusal), for_good=True)


@transaction.atomic
def _take(find: StoreFind, content: bytes) -> str:
    """Within one transaction: still wanted, the file is sound, and it is the paper. Looks are locked before files."""
    look = (
        StoreLook.objects.select_for_update(of=("self",))
        .select_related("component", "dossier", "draft")
        .get(pk=find.look_id)
    )
    wanted = StoreFind.objects.filter(pk=find.pk, state=FindState.WANTED)
    current = wanted.select_related("wanted_by", "upload").first()
    if current is None or look.state != LookState.FOUND or current.wanted_by is None:
        return str(LookState.STOPPED)
    before = current.upload
    upload = uploads.receive(current.wanted_by, ContentFile(content, name=_name(current, content)))
    PaperOrigin.objects.create(
        upload=upload,
        result_code=current.result_code,
        number=current.number,
        title=current.title,
        agency=current.agency,
    )
    _become_paper(look, upload, current.wanted_by)
    current.state, current.upload, current.problem = FindState.TAKEN, upload, ""
    current.save(update_fields=["state", "upload", "problem"])
    if before is not None:
        # Fetched once more: else a consent that is taken back would leave the first file. UploadRefused: it was filed.
        with suppress(UploadRefused):
            uploads.delete_unused(before)
    return str(FindState.TAKEN)


def _become_paper(look: StoreLook, upload: Upload, user: User) -> None:
    if look.dossier is not None and look.dossier.status == Status.SUPPLEMENT:
        # It waits on the page that answers the request, until its owner sends the whole answer.
        supplementing.paper_asked_for(look.dossier, look.component_id, user)
        return
    if look.dossier is not None:
        taking_papers.take(look.dossier, look.component, upload, user, ground=look.ground)
        return
    draft = look.draft
    if draft is None or draft.dossier_id is not None:
        raise StoreRefused(_("Hồ sơ này đã được gửi hoặc đã bỏ."))
    paper = {"source": str(PaperSource.UPLOADED), "upload": str(upload.public_id)}
    drafts.save_section(draft, "papers", {component_key(look.component): paper})


def waiting_for_answer(dossier: Dossier, user: User) -> dict[int, str]:
    """By component, the public id of the person's newest file that was fetched for a dossier and not handed in yet."""
    taken = StoreFind.objects.filter(
        look__dossier=dossier, look__state=LookState.FOUND, state=FindState.TAKEN, upload__owner=user
    )
    found = taken.filter(upload__claimed_at=None).order_by("pk")
    return {pk: str(upload) for pk, upload in found.values_list("look__component_id", "upload__public_id")}


def _name(find: StoreFind, content: bytes) -> str:
    """Under which name it is kept: its own, or what its content is."""
    return find.file_name or name_of(content)


def _fail(find: StoreFind, words: str, *, for_good: bool) -> str:
    is_over = for_good or find.attempts >= MOST_ATTEMPTS
    state = FindState.FAILED if is_over else FindState.WANTED
    pause = pause_before(find.attempts, LONGEST_PAUSE)
    StoreFind.objects.filter(pk=find.pk, state=FindState.WANTED).update(
        state=state, problem=words[:500], next_attempt_at=timezone.now() + pause
    )
    return str(state)
