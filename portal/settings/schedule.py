"""What the worker does by the clock (Celery beat). Every task can run again; rows, not messages, hold the work."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # Normally woken at once after a commit; these rounds find what a dead broker or worker left.
    "deliver the outbox": {"task": "outbox.deliver", "schedule": 5.0, "options": {"expires": 5}},
    "make paperwork": {"task": "dossiers.make_paperwork", "schedule": 5.0, "options": {"expires": 5}},
    "carry bulk acts": {"task": "dossiers.carry_bulk_acts", "schedule": 5.0, "options": {"expires": 5}},
    "run imports": {"task": "procedures.run_imports", "schedule": 10.0, "options": {"expires": 10}},
    "move work of the absent": {
        "task": "dossiers.move_work_of_the_absent",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "apply calendar changes": {
        "task": "units.apply_calendar_changes",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "extend calendars": {"task": "units.extend_calendars", "schedule": crontab(hour="2", minute="10")},
    "watch deadlines": {"task": "dossiers.watch_deadlines", "schedule": 60.0, "options": {"expires": 60}},
    # In the morning and after lunch, never at night: one letter a person and round.
    "mail alerts": {"task": "dossiers.mail_alerts", "schedule": crontab(hour="8,14", minute="3")},
    "watch consultations": {"task": "dossiers.watch_consultations", "schedule": 60.0, "options": {"expires": 60}},
    "hotline ladder": {"task": "hotline.climb", "schedule": 60.0, "options": {"expires": 60}},
    "publish decisions": {"task": "procedures.publish_due", "schedule": 60.0, "options": {"expires": 60}},
    "make bulk files": {"task": "procedures.make_bulk_files", "schedule": 60.0, "options": {"expires": 60}},
    "reorganise units": {"task": "units.carry_out_reorganisations", "schedule": 60.0, "options": {"expires": 60}},
    "scan uploads": {"task": "files.scan_waiting", "schedule": 30.0, "options": {"expires": 30}},
    "seal yesterday": {"task": "dossiers.seal_yesterday", "schedule": crontab(hour="0", minute="20")},
    # Makes last month's list on the first morning that the worker runs, and publishes what is due.
    "keep late lists": {"task": "dossiers.keep_late_lists", "schedule": crontab(hour="6", minute="15")},
    "count popularity": {"task": "procedures.count_popularity", "schedule": crontab(hour="1", minute="40")},
    "remove abandoned uploads": {"task": "files.remove_abandoned", "schedule": crontab(minute="7")},
    "ask the payment platform": {"task": "payments.ask_platform", "schedule": 60.0, "options": {"expires": 60}},
    "draw receipts": {"task": "payments.draw_receipts", "schedule": 5.0, "options": {"expires": 5}},
    "check the books": {"task": "payments.check_books", "schedule": crontab(hour="1", minute="20")},
    "forget expired rescues": {"task": "accounts.forget_what_expired", "schedule": crontab(minute="17")},
    "forget exports": {"task": "procedures.forget_exports", "schedule": crontab(minute="37")},
    "forget printed papers": {"task": "procedures.forget_printed", "schedule": crontab(hour="2", minute="47")},
    "purge idempotency keys": {"task": "rest.purge_idempotent_requests", "schedule": crontab(minute="27")},
}
