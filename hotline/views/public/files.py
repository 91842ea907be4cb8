"""The reporter opens a file that they sent. Not logged: a log of who reads there would tell who the reporter is."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from hotline.attachments import showing
from hotline.views.public.following import OwnTicketView
from portal.accounts.rules import PUBLIC, access_rule
from portal.files.serve import file_response


@access_rule(PUBLIC)
class OwnFileView(OwnTicketView):
    """One file of one's own ticket; 404 for what others added to it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, file: UUID) -> HttpResponse:
        """Hand it back, also while it still waits for the virus scan."""
        found = get_object_or_404(showing.for_reporter(self.ticket), public_id=file)
        if found.upload.stored is None:
            raise Http404
        return file_response(found.upload.stored, found.upload.name, to_owner=True)
