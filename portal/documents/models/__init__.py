"""Issued documents and the counters their numbers come from."""

from portal.documents.models.issued import IssuedDocument
from portal.documents.models.kinds import CODE_PATTERN, DocumentState, Kind
from portal.documents.models.series import NumberSeries

__all__ = ["CODE_PATTERN", "DocumentState", "IssuedDocument", "Kind", "NumberSeries"]
