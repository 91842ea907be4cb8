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
    # Once after the release that brought the feed; from then on one look.
    "take in older changes": {
        "task": "dossiers.take_in_older_changes",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "watch deadlines": {"task": "dossiers.watch_deadlines", "schedule": 60.0, "options": {"expires": 60}},
    # In the morning and after lunch, never at night: one letter a person and round.
    "mail alerts": {"task": "dossiers.mail_alerts", "schedule": crontab(hour="8,14", minute="3")},
    "watch consultations": {"task": "dossiers.watch_consultations", "schedule": 60.0, "options": {"expires": 60}},
    "fetch the hotline's mail": {"task": "hotline.fetch_mail", "schedule": 60.0, "options": {"expires": 60}},
    "hotline ladder": {"task": "hotline.climb", "schedule": 60.0, "options": {"expires": 60}},
    "pass on the unanswered": {"task": "hotline.pass_on", "schedule": 30.0, "options": {"expires": 30}},
    "look for rises": {"task": "hotline.look_for_rises", "schedule": crontab(minute="4,34")},
    "watch rosters": {"task": "hotline.watch_rosters", "schedule": crontab(hour="7-17", minute="23")},
    "tell of broadcasts": {"task": "hotline.tell_of_broadcasts", "schedule": 60.0, "options": {"expires": 60}},
    "answer together": {"task": "hotline.answer_together", "schedule": 60.0, "options": {"expires": 60}},
    "answer duplicates": {"task": "hotline.answer_duplicates", "schedule": 60.0, "options": {"expires": 60}},
    "keep the hotline's monthly report": {
        "task": "hotline.keep_monthly_report",
        "schedule": crontab(hour="6", minute="25"),
    },
    # On Mondays the week before; on other days what a worker that was away has left.
    "draw samples of answers": {"task": "hotline.draw_samples", "schedule": crontab(hour="5", minute="40")},
    "publish decisions": {"task": "procedures.publish_due", "schedule": 60.0, "options": {"expires": 60}},
    "make bulk files": {"task": "procedures.make_bulk_files", "schedule": 60.0, "options": {"expires": 60}},
    "reorganise units": {"task": "units.carry_out_reorganisations", "schedule": 60.0, "options": {"expires": 60}},
    "scan uploads": {"task": "files.scan_waiting", "schedule": 30.0, "options": {"expires": 30}},
    "seal yesterday": {"task": "dossiers.seal_yesterday", "schedule": crontab(hour="0", minute="20")},
    # Makes last month's list on the first morning that the worker runs, and publishes what is due.
    "keep late lists": {"task": "dossiers.keep_late_lists", "schedule": crontab(hour="6", minute="15")},
    "count popularity": {"task": "procedures.count_popularity", "schedule": crontab(hour="1", minute="40")},
    "remove abandoned uploads": {"task": "files.remove_abandoned", "schedule": crontab(minute="7")},
    # By the clock, not by an interval that drifts: what is due in a minute is asked for in that minute.
    "ask the payment platform": {
        "task": "payments.ask_platform",
        "schedule": crontab(minute="*"),
        "options": {"expires": 60},
    },
    "begin on the payment platform": {
        "task": "payments.begin_on_platform",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "fetch receipts of the payment platform": {
        "task": "payments.fetch_platform_receipts",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "draw receipts": {"task": "payments.draw_receipts", "schedule": 5.0, "options": {"expires": 5}},
    "take statements": {"task": "payments.take_statements", "schedule": 10.0, "options": {"expires": 10}},
    "reconcile": {"task": "payments.reconcile", "schedule": crontab(hour="1", minute="50")},
    # Again in the morning: a platform that did not answer at night does by then, and comparing again is safe.
    "reconcile the platform": {"task": "payments.reconcile_platform", "schedule": crontab(hour="2,6", minute="5")},
    "check the books": {"task": "payments.check_books", "schedule": crontab(hour="1", minute="20")},
    # At 23:10 the day itself, since the tax office is told within the day; at 0:10 what came after; later, what failed.
    "tell the tax office": {"task": "payments.tell_tax_office", "schedule": crontab(minute="10")},
    "forget expired rescues": {"task": "accounts.forget_what_expired", "schedule": crontab(minute="17")},
    "forget exports": {"task": "procedures.forget_exports", "schedule": crontab(minute="37")},
    "forget printed papers": {"task": "procedures.forget_printed", "schedule": crontab(hour="2", minute="47")},
    "fetch the national catalogue": {
        "task": "national.fetch_catalogue",
        "schedule": crontab(hour="22", minute="17", day_of_week="saturday"),
    },
    "go on fetching the national catalogue": {
        "task": "national.go_on_fetching",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "take in from the national portal": {"task": "national.take_in", "schedule": 10.0, "options": {"expires": 10}},
    "ask what people asked on the national portal": {
        "task": "national.ask_questions",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "compare public answers with the national portal": {
        "task": "national.compare_questions",
        "schedule": crontab(hour="2", minute="17"),
    },
    "ask the results store": {"task": "national.ask_results_store", "schedule": 10.0, "options": {"expires": 10}},
    "ask for the figures of both sides": {
        "task": "national.ask_for_figures",
        "schedule": crontab(hour="4", minute="23"),
    },
    "bring the figures of both sides together": {
        "task": "national.bring_figures_together",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "compare with the national portal": {"task": "national.reconcile", "schedule": crontab(hour="2", minute="31")},
    "compare all with the national portal": {
        "task": "national.reconcile_all",
        "schedule": crontab(hour="4", minute="5", day_of_week="sunday"),
    },
    "take in from other systems": {"task": "peers.take_in", "schedule": 10.0, "options": {"expires": 10}},
    "ask after silent parcels": {"task": "peers.ask_silent", "schedule": crontab(minute="41")},
    "print manifests of parcels": {"task": "peers.print_manifests", "schedule": 60.0, "options": {"expires": 60}},
    "run imports of old systems": {"task": "inheritance.run", "schedule": 60.0, "options": {"expires": 60}},
    "forget sent messages": {"task": "outbox.forget_sent", "schedule": crontab(hour="3", minute="23")},
    "forget text messages": {"task": "notices.forget_texts", "schedule": crontab(hour="3", minute="37")},
    "forget national proofs": {"task": "national.forget_proofs", "schedule": crontab(hour="3", minute="11")},
    "purge idempotency keys": {"task": "rest.purge_idempotent_requests", "schedule": crontab(minute="27")},
}
