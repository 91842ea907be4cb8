"""Uploads and stored files for tests."""

# factory_boy's declarations have no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from factory.base import Factory
from factory.declarations import LazyFunction, Sequence

from portal.files import store, uploads
from portal.files.models import StoredFile, Upload
from tests.accounts.factories import make_user
from tests.files import contents


def sent(content: bytes, name: str = "giay-chung-sinh.pdf") -> SimpleUploadedFile:
    """A file as a form hands it over."""
    return SimpleUploadedFile(name, content)


class StoredFileFactory(Factory[StoredFile]):
    """Content in the store; each has its own bytes unless given."""

    class Meta:
        model = StoredFile

    content = Sequence(lambda number: f"content {number}".encode())
    name = "tep.pdf"
    mime = "application/pdf"

    @classmethod
    def _create(cls, model_class: type[StoredFile], *args: Any, **kwargs: Any) -> StoredFile:
        return store.save(kwargs["content"], kwargs["name"], kwargs["mime"])


class UploadFactory(Factory[Upload]):
    """A finished upload of a citizen."""

    class Meta:
        model = Upload

    owner = LazyFunction(make_user)
    text = Sequence(lambda number: f"Giấy số {number}")

    @classmethod
    def _create(cls, model_class: type[Upload], *args: Any, **kwargs: Any) -> Upload:
        return uploads.receive(kwargs["owner"], sent(contents.pdf(kwargs["text"])))


def make_stored(**fields: Any) -> StoredFile:
    """Store some content."""
    made: StoredFile = StoredFileFactory.create(**fields)
    return made


def make_upload(**fields: Any) -> Upload:
    """Hand in a PDF."""
    made: Upload = UploadFactory.create(**fields)
    return made
