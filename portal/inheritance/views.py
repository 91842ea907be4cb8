"""Pages of the import: hand in a package, read what a dry run found, run it for real, take the faulty rows back."""

from __future__ import annotations

from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.access_log import record_look
from portal.accounts.rules import access_rule
from portal.inheritance import fault_files, running
from portal.inheritance.columns import DOSSIERS, TABLES
from portal.inheritance.forms import PackageForm
from portal.inheritance.models import ImportJob, JobState
from portal.outbox.desk.clients import get_or_post

MOST_SHOWN = 100
_FAULTS_SHOWN = 50


@access_rule(SYSTEM_ADMIN)
@require_safe
def list_jobs(request: HttpRequest) -> HttpResponse:
    """The runs, the newest first."""
    jobs = ImportJob.objects.select_related("started_by").order_by("-pk")[:MOST_SHOWN]
    return render(request, "inheritance/jobs.html", {"jobs": jobs})


@access_rule(SYSTEM_ADMIN)
@get_or_post
def add_job(request: HttpRequest) -> HttpResponse:
    """Hand in a package; it is tried out first, always."""
    form = PackageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, system = str(form.cleaned_data["file"].name), form.cleaned_data["system"]
        by = request.user if request.user.is_authenticated else None
        job = running.start(form.stored(), name, system, form.key, by, is_dry_run=True)
        return redirect("inheritance:job", job.pk)
    return render(request, "inheritance/add.html", {"form": form})


@access_rule(SYSTEM_ADMIN)
@require_safe
def show_job(request: HttpRequest, pk: int) -> HttpResponse:
    """One run with its progress, its counts and the first of its faulty rows."""
    job = get_object_or_404(ImportJob.objects.select_related("started_by"), pk=pk)
    faults = list(job.faults.defer("values").order_by("table", "row")[: _FAULTS_SHOWN + 1])
    told = {
        "job": job,
        "counts": [(table, job.counts[table], _agreement(job, table)) for table in TABLES if table in job.counts],
        "faults": faults[:_FAULTS_SHOWN],
        "has_more": len(faults) > _FAULTS_SHOWN,
        "may_run": job.is_dry_run and job.state == "done",
        "may_go_on": job.state == JobState.STOPPED,
    }
    response = render(request, "inheritance/job.html", told)
    if not job.is_over:
        response["Refresh"] = "3"
    return response


def _agreement(job: ImportJob, table: str) -> dict[str, object] | None:
    """What was compared of a table at the end; None where nothing was."""
    told: dict[str, object] | None = job.check_result.get("tables", {}).get(table)
    return (job.check_result or None) if table == DOSSIERS else told


@access_rule(SYSTEM_ADMIN)
@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a run that stopped go on where it was; pressed twice, or one that runs, it changes nothing."""
    running.go_on(get_object_or_404(ImportJob, pk=pk))
    return redirect("inheritance:job", pk)


@access_rule(SYSTEM_ADMIN)
@get_or_post
def run_for_real(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take over what a dry run found sound; pressed twice it runs once."""
    tried = get_object_or_404(ImportJob, pk=pk, is_dry_run=True, state="done")
    if request.method == "POST":
        by = request.user if request.user.is_authenticated else None
        key = uuid5(tried.submission_key, "real")
        job = running.start(tried.stored, tried.file_name, tried.system, key, by, is_dry_run=False)
        return redirect("inheritance:job", job.pk)
    told = {
        "base": "staff/base.html",
        "title": _("Nhập thật gói này?"),
        "text": _(
            "Các dòng không lỗi được ghi vào hệ thống và không rút lại được. Dòng lỗi trả về để sửa và nhập sau."
        ),
        "action": _("Nhập thật"),
        "back_url": redirect("inheritance:job", pk).url,
    }
    return render(request, "components/confirm_page.html", told)


@access_rule(SYSTEM_ADMIN)
@require_safe
def take_faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The faulty rows as a package; they name people, so who took them is logged."""
    job = get_object_or_404(ImportJob, pk=pk)
    record_look(request.user, job, "took the faulty rows of an import", request)
    response = HttpResponse(fault_files.package_of_faults(job), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="dong-loi-{job.system}-{job.pk}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
