"""What is written about a late dossier: by whoever held it, and by the head who judges that."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text


class ExplainForm(forms.Form):
    """Why it came late."""

    use_required_attribute = False
    text = long_text(
        _("Vì sao hồ sơ bị chậm"),
        _("Hãy ghi vì sao hồ sơ bị chậm."),
        rows=5,
        hint=_("Nêu việc đã xảy ra và việc bạn đã làm. Không ghi thông tin cá nhân của người dân."),
    )


class SendBackForm(forms.Form):
    """Why an explanation does not do."""

    use_required_attribute = False
    answer = long_text(
        _("Lý do trả lại"),
        _("Hãy ghi vì sao giải trình bị trả lại."),
        hint=_("Người giải trình đọc được câu này và có thể giải trình lại trong thời hạn."),
    )
