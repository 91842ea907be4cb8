"""The decisions of a workbench: which forms stand there, which of them a pressed button judges, and what it does.

Whatever was typed comes back: the pressed decision's forms with their errors, the others as they were left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers import (
    handing_on,
    processing,
    result_content,
    returning,
    supplement_rules,
    supplementing,
)
from dossiers.fee_claims import Finding
from dossiers.forms.checking import LooksForm
from dossiers.forms.deciding import (
    ForwardForm,
    HandOutForm,
    OpinionForm,
    OpinionsInForm,
    PickPapersForm,
    RefuseForm,
    SendBackForm,
    SupplementForm,
)
from dossiers.forms.fee_claims import ClaimFindingsForm
from dossiers.models import Dossier, Paper, Result
from dossiers.problems import Incomplete
from dossiers.statuses import Action
from portal.documents.signing import registry
from procedures import eforms

if TYPE_CHECKING:
    from portal.accounts.models import User

SAVE = "save_looks"
"""The one button that decides nothing: it keeps what the clerk found so far."""

Forms = dict[str, forms.Form]

DONE: dict[str, str | Promise] = {
    SAVE: _("Đã lưu kết quả kiểm tra."),
    Action.RECEIVE: _("Đã tiếp nhận hồ sơ %(code)s. Giấy tiếp nhận đang được lập."),
    Action.REQUEST_SUPPLEMENT: _("Đã gửi yêu cầu bổ sung hồ sơ %(code)s. Thời hạn tạm dừng cho đến khi có trả lời."),
    Action.REFUSE: _("Đã từ chối hồ sơ %(code)s. Phiếu từ chối đang được lập."),
    Action.HAND_OVER: _("Đã chuyển hồ sơ %(code)s đi xử lý."),
    Action.FORWARD: _("Đã chuyển hồ sơ %(code)s sang bước tiếp theo."),
    Action.OPINIONS_IN: _("Đã kết thúc lấy ý kiến về hồ sơ %(code)s."),
    Action.SUBMIT_FOR_SIGNATURE: _("Đã trình ký kết quả hồ sơ %(code)s."),
    Action.SEND_BACK: _("Đã trả lại hồ sơ %(code)s cho người xử lý."),
    Action.APPROVE: _("Đã phê duyệt kết quả hồ sơ %(code)s. Kết quả đang được ký số."),
    Action.RETURN_RESULT: _("Đã ghi nhận việc trả kết quả hồ sơ %(code)s."),
}
"""What is said when it is done."""

_DONE_UNSIGNED = _("Đã phê duyệt kết quả hồ sơ %(code)s. Kết quả được ban hành không có chữ ký số.")


def done(action: str, code: str) -> str:
    """What is said when the action on the dossier of `code` is done; a signature is promised only where one is made."""
    is_unsigned = action == Action.APPROVE and not registry.is_signing()
    return str(_DONE_UNSIGNED if is_unsigned else DONE[action]) % {"code": code}


def forms_for(
    dossier: Dossier, actions: Sequence[str], language: str, data: QueryDict | None = None, pressed: str = ""
) -> Forms:
    """The forms of the actions open now. Those that `pressed` judges are bound to `data`, the others keep its text."""
    judged = _judged(actions, pressed)
    made: Forms = {}
    for name, maker in makers_of(dossier, actions, language).items():
        form = maker(data) if data is not None and name in judged else maker(None)
        if data is not None and name not in judged:
            _keep_typed(form, data)
        made[name] = form
    return made


def judge(pressed: str, made: Forms) -> bool:
    """Whether everything that the pressed decision needs is there; errors stand on the forms."""
    sound = [form.is_valid() for form in made.values() if form.is_bound]
    looks = made.get("looks")
    if isinstance(looks, LooksForm) and looks.is_bound and looks.is_valid():
        # All faults are told at once, so that nobody mends one to be shown the next.
        sound.append(_papers_fit(pressed, looks, _picked(made)))
    claims = made.get("claims")
    if pressed == Action.RECEIVE and isinstance(claims, ClaimFindingsForm) and claims.is_valid():
        sound.append(claims.require_decided())
    return all(sound)


def _papers_fit(pressed: str, looks: LooksForm, picked: dict[int, str]) -> bool:
    if pressed == Action.RECEIVE:
        return looks.require_accepted()
    return looks.require_rejected(or_else=bool(picked)) if pressed == Action.REQUEST_SUPPLEMENT else True


def _picked(made: Forms) -> dict[int, str]:
    """Component id and remark of the papers ticked in a list; empty where there is none or it has errors."""
    pick = made.get("pick")
    return pick.picked() if isinstance(pick, PickPapersForm) and pick.is_bound and pick.is_valid() else {}


def carry_out(pressed: str, dossier: Dossier, user: User, made: Forms) -> None:
    """Does what was pressed. Raises DossierError."""
    _ACTS[pressed](dossier, user, made)


def place(error: Incomplete, made: Forms) -> bool:
    """Puts what an act lacked beside the field that it names; False where none of the judged forms has it."""
    for form in made.values():
        if form.is_bound and error.field in form.fields:
            form.add_error(error.field, str(error))
            return True
    return False


def is_known(pressed: str) -> bool:
    """Whether the address names a decision of staff."""
    return pressed in _ACTS


def makers_of(dossier: Dossier, actions: Sequence[str], language: str) -> dict[str, Callable[[Any], forms.Form]]:
    """What makes each form of the actions, from what was sent or from nothing."""
    makers: dict[str, Callable[[Any], forms.Form]] = {}
    if Action.RECEIVE in actions:
        makers |= _clerk(dossier)
    if Action.SUBMIT_FOR_SIGNATURE in actions:
        makers |= _officer(dossier, language)
    if Action.REQUEST_SUPPLEMENT in actions:
        if Action.RECEIVE not in actions:
            makers["pick"] = lambda data: PickPapersForm(data, components=dossier.case.papers())
        is_held = bool(supplement_rules.held_in_database(dossier))
        makers["supplement"] = lambda data: SupplementForm(data, has_papers_in_database=is_held)
    if Action.FORWARD in actions:
        makers["forward"] = ForwardForm
    if Action.OPINIONS_IN in actions:
        makers["opinions_in"] = OpinionsInForm
    if Action.SEND_BACK in actions:
        makers["send_back"] = SendBackForm
    if Action.RETURN_RESULT in actions:
        recipient = dossier.owner.full_name
        makers["hand_out"] = lambda data: HandOutForm(data, initial={"recipient": recipient})
    return makers


def _clerk(dossier: Dossier) -> dict[str, Callable[[Any], forms.Form]]:
    """What was found on each paper, and which of those never handed in are asked for."""
    papers = current_papers(dossier)
    handed_in = {paper.component_id for paper in papers}
    missing = [component for component in dossier.case.papers() if component.pk not in handed_in]
    makers: dict[str, Callable[[Any], forms.Form]] = {
        "looks": lambda data: LooksForm(data, papers=papers),
        "refuse": RefuseForm,
    }
    if claims := list(dossier.fee_claims.select_related("upload__stored")):
        makers["claims"] = lambda data: ClaimFindingsForm(data, claims=claims)
    if missing:
        makers["pick"] = lambda data: PickPapersForm(data, components=missing, must=False)
    return makers


def _officer(dossier: Dossier, language: str) -> dict[str, Callable[[Any], forms.Form]]:
    """Draft and opinion begin with what the officer wrote before, where the leader sent it back."""
    before = Result.objects.filter(dossier=dossier).first()
    content = before.content if before and not before.is_refusal else {}
    opinion = before.officer_opinion if before else ""
    draft = eforms.form_class(result_content.officer_schema(dossier), "result", language)
    return {
        "draft": lambda data: draft(data, initial=content),
        "opinion": lambda data: OpinionForm(data, initial={"opinion": opinion}),
    }


def current_papers(dossier: Dossier) -> list[Paper]:
    """The papers that count now, in their order."""
    return list(dossier.papers.filter(replaced_by=None).select_related("component", "upload__stored"))


def _judged(actions: Sequence[str], pressed: str) -> tuple[str, ...]:
    if pressed == Action.REQUEST_SUPPLEMENT:
        return ("looks", "claims", "pick", "supplement") if Action.RECEIVE in actions else ("pick", "supplement")
    return _JUDGED.get(pressed, ())


_JUDGED: dict[str, tuple[str, ...]] = {
    SAVE: ("looks", "claims"),
    Action.RECEIVE: ("looks", "claims"),
    Action.REFUSE: ("refuse",),
    Action.SUBMIT_FOR_SIGNATURE: ("draft", "opinion"),
    Action.FORWARD: ("forward",),
    Action.OPINIONS_IN: ("opinions_in",),
    Action.SEND_BACK: ("send_back",),
    Action.RETURN_RESULT: ("hand_out",),
}


def _keep_typed(form: forms.Form, data: QueryDict) -> None:
    for name, field in form.fields.items():
        typed = field.widget.value_from_datadict(data, cast(Any, {}), form.add_prefix(name))
        if typed not in (None, ""):
            form.initial[name] = typed


def _text(made: Forms, form: str, field: str) -> str:
    return str(made[form].cleaned_data.get(field) or "")


def _looks(made: Forms) -> LooksForm:
    return cast(LooksForm, made["looks"])


def _findings(made: Forms) -> dict[int, Finding]:
    """What was found on the claims on fees; empty where there is none."""
    return cast(ClaimFindingsForm, made["claims"]).found() if "claims" in made else {}


def _save(dossier: Dossier, user: User, made: Forms) -> None:
    processing.save_looks(dossier, user, _looks(made).looks(), _findings(made))


def _receive(dossier: Dossier, user: User, made: Forms) -> None:
    processing.receive(dossier, user, _looks(made).looks(), _findings(made))


def _request_supplement(dossier: Dossier, user: User, made: Forms) -> None:
    remarks = _picked(made)
    if "looks" in made:
        _save(dossier, user, made)
        remarks |= _looks(made).rejected()
    reason, basis = _text(made, "supplement", "reason"), _text(made, "supplement", "legal_basis")
    exception = _text(made, "supplement", "database_exception")
    supplementing.request(dossier, user, reason=reason, remarks=remarks, legal_basis=basis, exception=exception)


def _refuse(dossier: Dossier, user: User, made: Forms) -> None:
    reason, ground = _text(made, "refuse", "reason"), _text(made, "refuse", "legal_ground")
    processing.refuse(dossier, user, reason=reason, legal_ground=ground)


def _hand_over(dossier: Dossier, user: User, made: Forms) -> None:
    processing.hand_over(dossier, user)


def _submit(dossier: Dossier, user: User, made: Forms) -> None:
    content = cast(eforms.EFormPage, made["draft"]).answers()
    processing.submit_for_signature(dossier, user, content=content, opinion=_text(made, "opinion", "opinion"))


def _forward(dossier: Dossier, user: User, made: Forms) -> None:
    handing_on.forward(dossier, user, note=_text(made, "forward", "note"))


def _opinions_in(dossier: Dossier, user: User, made: Forms) -> None:
    handing_on.opinions_in(dossier, user, note=_text(made, "opinions_in", "note"))


def _approve(dossier: Dossier, user: User, made: Forms) -> None:
    processing.approve(dossier, user)


def _send_back(dossier: Dossier, user: User, made: Forms) -> None:
    processing.send_back(dossier, user, reason=_text(made, "send_back", "reason"))


def _hand_out(dossier: Dossier, user: User, made: Forms) -> None:
    returning.hand_out(dossier, user, recipient=_text(made, "hand_out", "recipient"))


_ACTS: dict[str, Callable[[Dossier, User, Forms], None]] = {
    SAVE: _save,
    Action.RECEIVE: _receive,
    Action.REQUEST_SUPPLEMENT: _request_supplement,
    Action.REFUSE: _refuse,
    Action.HAND_OVER: _hand_over,
    Action.SUBMIT_FOR_SIGNATURE: _submit,
    Action.FORWARD: _forward,
    Action.OPINIONS_IN: _opinions_in,
    Action.APPROVE: _approve,
    Action.SEND_BACK: _send_back,
    Action.RETURN_RESULT: _hand_out,
}
