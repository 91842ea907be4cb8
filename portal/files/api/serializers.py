"""What REST says about uploads, and what it needs to begin one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from portal.files.models import Upload


class UploadSerializer(serializers.ModelSerializer[Upload]):
    """An upload as its owner sees it; `offset` is the number of bytes received so far."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    url = serializers.SerializerMethodField()
    size = serializers.IntegerField(source="declared_size", read_only=True)
    offset = serializers.IntegerField(source="received_bytes", read_only=True)
    mime = serializers.CharField(source="stored.mime", default="", read_only=True)
    sha256 = serializers.CharField(source="stored.sha256", default="", read_only=True)

    class Meta:
        model = Upload
        fields = ["id", "url", "name", "size", "offset", "state", "problem", "mime", "sha256", "created_at"]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_url(self, upload: Upload) -> str:
        """Return the address that takes the pieces."""
        return str(reverse("api:upload-detail", args=[upload.public_id]))


class BeginSerializer(serializers.Serializer[Any]):
    """The body that opens a resumable upload; `size` in bytes."""

    name = serializers.CharField(max_length=500)
    size = serializers.IntegerField()
    type = serializers.CharField(required=False, allow_blank=True, help_text="Ignored: the content decides.")


class WholeSerializer(serializers.Serializer[Any]):
    """The multipart body that sends a whole file."""

    file = serializers.FileField(allow_empty_file=True, max_length=500)
