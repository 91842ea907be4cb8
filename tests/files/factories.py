"""Uploads and stored files for tests."""

from __future__ import annotations

from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files import store, uploads
from portal.files.models import StoredFile, Upload
from tests.accounts.factories import UserFactory
from tests.files import contents


def sent(content: bytes, name: str = "giay-chung-sinh.pdf") -> SimpleUploadedFile:
    """A file as a form hands it over."""
    return SimpleUploadedFile(name, content)


class StoredFileFactory(factory.Factory[StoredFile]):
    """Content in the store; each has its own bytes unless given."""

    class Meta:
        model = StoredFile

    content = factory.Sequence(lambda number: f"content {number}".encode())
    name = "tep.pdf"
    mime = "application/pdf"

    @classmethod
    def _create(cls, model_class: type[StoredFile], *args: Any, **kwargs: Any) -> StoredFile:
        return store.save(kwargs["content"], kwargs["name"], kwargs["mime"])


class UploadFactory(factory.Factory[Upload]):
    """A finished upload of a citizen."""

    class Meta:
        model = Upload

    owner = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda number: f"Giấy số {number}")

    @classmethod
    def _create(cls, model_class: type[Upload], *args: Any, **kwargs: Any) -> Upload:
        return uploads.receive(kwargs["owner"], sent(contents.pdf(kwargs["text"])))
