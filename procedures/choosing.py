"""What the page of a procedure asks: which case is yours, how and where you file. Answers are the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures import case_questions
from procedures.case_questions import Walk
from procedures.choices import WAYS, Channel, OnlineLevel
from procedures.places import asks_for_commune
from procedures.showing import CasePage, ProcedurePage
from units.fields import CommuneField

#: Answers stand in the address under this and the key of their question.
ANSWER = "q_"


@dataclass(frozen=True)
class Answered:
    """A question that was answered, and the address on which to answer it anew."""

    ask: str
    say: str
    change: str


@dataclass(frozen=True)
class Choice:
    """What the reader told so far. ``case`` is shown; ``is_found`` says whether it is surely theirs."""

    case: CasePage | None
    is_found: bool
    channel: str
    commune: str
    walk: Walk
    answers: dict[str, str]
    day: str = ""
    is_named: bool = False

    @property
    def case_key(self) -> str:
        """The case that is surely the reader's; "" lets the filing ask."""
        return self.case.key if self.case and self.is_found else ""

    def address(self, **changed: str) -> str:
        """The query string of this choice, with changes: what is "" is left out; "" when nothing is left."""
        kept = {f"{ANSWER}{key}": value for key, value in self.answers.items()}
        kept |= {"case": self.case_key} if not kept and self.is_named else {}
        told = {**kept, "channel": self.channel, "commune": self.commune, "on": self.day, **changed}
        query = urlencode({name: value for name, value in told.items() if value})
        return f"?{query}" if query else ""

    def answered(self) -> list[Answered]:
        """The questions behind the reader; to change one asks it and all that followed again."""
        gone: dict[str, str] = {}
        rows = []
        for question, answer in reversed(self.walk.answered):
            gone[f"{ANSWER}{question.key}"] = ""
            rows.append(Answered(question.ask, answer.say, self.address(**gone) or "?"))
        return rows[::-1]


def read_choice(page: ProcedurePage, query: Mapping[str, str]) -> Choice:
    """What an address tells; whatever nobody offered is as if it were not there."""
    named = query.get("case", "") if any(case.key == query.get("case") for case in page.cases) else ""
    given = {question.key: query.get(f"{ANSWER}{question.key}", "") for question in page.questions}
    walked = case_questions.walk(page.questions, given)
    if named and not walked.answered:
        walked = case_questions.walk(page.questions, case_questions.way_to(page.questions, named))
    # A link may name the case alone; answers, where there are any, are what the reader said.
    found = walked.case or ("" if walked.answered else named)
    commune = query.get("commune", "")
    return Choice(
        case=page.case(found),
        is_found=bool(found) or len(page.cases) < 2,
        channel=query.get("channel", "") if query.get("channel") in offered_channels(page) else "",
        commune=commune if commune.isascii() and commune.isdigit() and len(commune) == 5 else "",
        walk=walked,
        answers={question.key: answer.key for question, answer in walked.answered},
        day=query.get("on", ""),
        is_named=bool(named),
    )


def offered_channels(page: ProcedurePage) -> list[str]:
    """Ways of filing: online unless the procedure is not online at all."""
    return [str(way) for way in WAYS if way != Channel.ONLINE or page.online_level != OnlineLevel.NONE]


class ChoiceForm(forms.Form):
    """A GET form: one question of the tree at a time (or the cases themselves), the way of filing, the place."""

    says_optional = False
    case = forms.ChoiceField(label=_("Trường hợp nào là của bạn?"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("Bạn sẽ nộp bằng cách nào?"), widget=forms.RadioSelect, required=False)
    commune = CommuneField(label=_("Bạn muốn nộp ở đâu?"), required=False)

    def __init__(self, page: ProcedurePage, choice: Choice, **options: Any) -> None:
        super().__init__(initial=_initial(choice), **options)
        self._ask_for_case(page, choice)
        offered = self._radios("channel")
        offered.choices = [("", _("Tôi chưa biết")), *((way, Channel(way).label) for way in offered_channels(page))]
        could_be = [choice.case] if choice.case and choice.is_found else page.cases
        if not any(case.depends_on_channel for case in could_be):
            del self.fields["channel"]
        if not page.is_filed_here or not asks_for_commune(page):
            del self.fields["commune"]

    @property
    def asked(self) -> forms.BoundField | None:
        """The field that leads to the case, None when nothing is left to ask."""
        names = [name for name in self.fields if name == "case" or name.startswith(ANSWER)]
        return self[names[0]] if names else None

    def _ask_for_case(self, page: ProcedurePage, choice: Choice) -> None:
        offered = self._radios("case")
        offered.choices = [(case.key, case.answer) for case in page.cases]
        if page.questions or len(page.cases) < 2:
            del self.fields["case"]
        if choice.walk.asks is not None:
            asks = choice.walk.asks
            self.fields[f"{ANSWER}{asks.key}"] = forms.ChoiceField(
                label=asks.ask,
                help_text=asks.hint,
                choices=[(answer.key, answer.say) for answer in asks.answers],
                widget=forms.RadioSelect,
            )
            self.fields[f"{ANSWER}{asks.key}"].widget.is_small = True

    def _radios(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.widget.is_small = True
        return field


def _initial(choice: Choice) -> dict[str, str]:
    shown = choice.case.key if choice.case and choice.is_found else ""
    return {"case": shown, "channel": choice.channel, "commune": choice.commune}
