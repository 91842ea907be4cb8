"""Two figures of publishing are counted from now on, one says why it is not; room for those of online provision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations, models
from django.db.models import F

SINCE = dt.date(2022, 6, 23)
UNKNOWN_DUTIES = (
    "Hệ thống chỉ biết các quyết định đã soạn tại đây. Văn bản và quyết định của bộ làm phát sinh nghĩa vụ công bố, "
    "cùng hạn của chúng, không được lưu, nên không biết thủ tục nào phải công bố mà chưa có dự thảo."
)
#: The place after which the four figures of online provision go in, which the next round adds.
PROGRESS, NEW = 5, 4


def complete(apps: Any, editor: Any) -> None:
    """What an operator wrote stays; only rows that say nothing yet are completed."""
    rows = apps.get_model("national", "MetricDefinition").objects.using(editor.connection.alias)
    told = rows.filter(valid_from=SINCE, counter="")
    told.filter(code="PUBLIC_UPDATE_ON_TIME").update(counter="shown_on_time")
    told.filter(code="PUBLIC_CONTENT_FULL").update(counter="full_content")
    told.filter(code="PUBLISH_ON_TIME").update(uncounted_because=UNKNOWN_DUTIES)
    rows.filter(position__gt=PROGRESS).update(position=F("position") + NEW)


class Migration(migrations.Migration):
    dependencies = [("national", "0009_results_door")]
    operations = [
        migrations.AddField(
            "metricdefinition",
            "uncounted_because",
            models.TextField(blank=True, db_default="", default="", verbose_name="vì sao không đếm được tại đây"),
        ),
        migrations.RunPython(complete, migrations.RunPython.noop, elidable=True),
    ]
