"""How the National Public Service Portal is reached. Without an address nothing is told to it."""

from __future__ import annotations

from portal.settings.environment import address, matching, one_of, secrets, switch, text, whole_number

__all__ = [
    "NATIONAL_FIGURES_DEPARTMENT",
    "NATIONAL_FIGURES_PER_SECOND",
    "NATIONAL_FIGURES_URL",
    "NATIONAL_INBOUND_SECRETS",
    "NATIONAL_PORTAL_CALLS_PER_SECOND",
    "NATIONAL_PORTAL_DESTINATION",
    "NATIONAL_PORTAL_DRIVER",
    "NATIONAL_PORTAL_PASSWORD",
    "NATIONAL_PORTAL_TOGETHER",
    "NATIONAL_PORTAL_UNIT",
    "NATIONAL_PORTAL_URL",
    "NATIONAL_PORTAL_USERNAME",
    "RESULTS_DOOR_SECRET",
    "RESULTS_STORE_DRIVER",
    "RESULTS_STORE_GIVES",
    "RESULTS_STORE_KEY",
    "RESULTS_STORE_TOKEN",
    "RESULTS_STORE_URL",
]

NATIONAL_PORTAL_URL = address("NATIONAL_PORTAL_URL", "", "https", "http") if text("NATIONAL_PORTAL_URL") else ""
NATIONAL_PORTAL_DRIVER = one_of("NATIONAL_PORTAL_DRIVER", "CLASSIC", ("CLASSIC", "API_2026"))
NATIONAL_PORTAL_USERNAME = text("NATIONAL_PORTAL_USERNAME")
NATIONAL_PORTAL_PASSWORD = text("NATIONAL_PORTAL_PASSWORD")
#: `madonvi`: our code at the national portal; `dstcode`: the code of the system on the axis that it is sent to.
NATIONAL_PORTAL_UNIT = text("NATIONAL_PORTAL_UNIT")
NATIONAL_PORTAL_DESTINATION = text("NATIONAL_PORTAL_DESTINATION")
#: As many dossiers as one call may carry (`data` is a list); 1 for a national portal that takes them singly.
NATIONAL_PORTAL_TOGETHER = whole_number("NATIONAL_PORTAL_TOGETHER", 20, at_least=1)
#: As many calls in a second as it takes from all workers together; 0: as many as there are.
NATIONAL_PORTAL_CALLS_PER_SECOND = whole_number("NATIONAL_PORTAL_CALLS_PER_SECOND", 0)

#: The national portal signs with it what it hands in; without one the door is shut. A new one stands beside the old one
#: while they are exchanged.
NATIONAL_INBOUND_SECRETS = secrets("NATIONAL_INBOUND_SECRETS")

#: Where the national store of results listens, the token it gave us, and its public key (32 bytes in base64) by which
#: its answers are told from forged ones; without address or key nothing is asked of it.
RESULTS_STORE_URL = address("RESULTS_STORE_URL", "", "https", "http") if text("RESULTS_STORE_URL") else ""
RESULTS_STORE_DRIVER = one_of("RESULTS_STORE_DRIVER", "CLASSIC", ("CLASSIC",))
RESULTS_STORE_TOKEN = text("RESULTS_STORE_TOKEN")
RESULTS_STORE_KEY = matching("RESULTS_STORE_KEY", "", r"([A-Za-z0-9+/]{43}=)?", "32 bytes in base64")
#: Whether our own results are given to it: no public text names the service that takes them.
RESULTS_STORE_GIVES = switch("RESULTS_STORE_GIVES", default=False)

#: Of this our key is made that signs what other agencies ask of us; without one that door is shut.
RESULTS_DOOR_SECRET = next(iter(secrets("RESULTS_DOOR_SECRET")), "")

#: Where the national portal publishes the figures of agencies, for everybody; empty: ours are shown alone. We are the
#: department of this id there, which is that of Hồ Chí Minh City unless set. It takes two calls a second.
NATIONAL_FIGURES_URL = address("NATIONAL_FIGURES_URL", "", "https", "http") if text("NATIONAL_FIGURES_URL") else ""
NATIONAL_FIGURES_DEPARTMENT = text("NATIONAL_FIGURES_DEPARTMENT", "019d2be3-6a87-7317-855a-9a81af57b106")
NATIONAL_FIGURES_PER_SECOND = whole_number("NATIONAL_FIGURES_PER_SECOND", 2)
