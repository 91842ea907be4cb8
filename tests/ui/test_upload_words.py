"""`upload.js` speaks the language of the page."""

from __future__ import annotations

import json
import re

import pytest
from django.utils.translation import override

from dossiers.forms.papers import PaperForm
from portal.commands.bootstrap import ROOT
from portal.ui.upload_words import UPLOAD_WORDS

SCRIPT = ROOT / "static" / "src" / "js" / "upload.js"


@pytest.mark.parametrize(("language", "retry"), [("vi", "Thử lại"), ("en", "Try again")])
def test_words_come_in_the_language_of_the_page(language: str, retry: str) -> None:
    with override(language):
        assert json.loads(str(UPLOAD_WORDS))["retry"] == retry


def test_no_word_of_the_script_is_forgotten() -> None:
    words = re.search(r"const WORDS = \{(.*?)\};", SCRIPT.read_text(encoding="utf-8"), re.DOTALL)
    assert words is not None
    own = dict(re.findall(r'(\w+): "([^"]*)"', words.group(1)))
    with override("vi"):
        assert json.loads(str(UPLOAD_WORDS)) == own


def test_the_papers_of_a_dossier_carry_them() -> None:
    with override("en"):
        assert "Try again" in str(PaperForm.base_fields["file"].widget.render("file", None))
