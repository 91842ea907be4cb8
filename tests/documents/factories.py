"""Issued documents for tests."""

# factory_boy's declarations have no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from typing import Any

from factory.base import Factory
from factory.declarations import Sequence

from portal.documents import forms, issuing
from portal.documents.models import IssuedDocument, Kind
from portal.documents.rendering import render_pdf
from tests.documents import samples


class IssuedDocumentFactory(Factory[IssuedDocument]):
    """A receipt, issued without a signature; `sign=True` signs it."""

    class Meta:
        model = IssuedDocument

    kind = Kind.RECEIPT
    number = Sequence(lambda number: f"{number}/TNHS")
    sign = False

    @classmethod
    def _create(cls, model_class: type[IssuedDocument], *args: Any, **kwargs: Any) -> IssuedDocument:
        code = issuing.reserve_code()
        context = {"head": samples.head(number=kwargs["number"])}
        pdf = render_pdf("documents/base.html", context, title="Giấy thử", paper="A5", verification_code=code)
        return issuing.issue(
            kwargs["kind"],
            kwargs["number"],
            "Giấy thử",
            samples.CODE,
            samples.WARD,
            pdf,
            signer_name="Phạm Thị Hoàng Oanh" if kwargs["sign"] else "",
            sign=kwargs["sign"],
            verification_code=code,
        )


def make_document(**fields: Any) -> IssuedDocument:
    """Issue a receipt; `sign=True` signs it."""
    made: IssuedDocument = IssuedDocumentFactory.create(**fields)
    return made


def signed_birth_certificate() -> IssuedDocument:
    """A birth certificate as a leader signs it."""
    code, result = issuing.reserve_code(), samples.birth_certificate()
    return issuing.issue(
        Kind.RESULT,
        result.head.number,
        "Giấy khai sinh",
        samples.CODE,
        samples.WARD,
        forms.render_result(result, code),
        result.signer_name,
        sign=True,
        verification_code=code,
    )
