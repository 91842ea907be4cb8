"""What accounts keeps."""

from portal.accounts.models.access_log import AccessLogEntry
from portal.accounts.models.rescue import RescuedPost
from portal.accounts.models.sign_in_lock import SignInFailures
from portal.accounts.models.sign_on import SignOn
from portal.accounts.models.user import AssuranceLevel, Kind, Language, User, UserManager

__all__ = [
    "AccessLogEntry",
    "AssuranceLevel",
    "Kind",
    "Language",
    "RescuedPost",
    "SignInFailures",
    "SignOn",
    "User",
    "UserManager",
]
