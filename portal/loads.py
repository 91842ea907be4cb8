"""What fills an empty database before a site opens: at its first start, and each time the sandbox begins anew."""

from __future__ import annotations

#: Management commands that fill the database, in order, with what each of them says it does.
LOADS = {
    "load_units": "Loading provinces, communes and units",
    "load_catalogue": "Loading the starter catalogue",
    "make_demo_ca": "Making the demo certificate authority",
    "load_demo_people": "Making the demo accounts",
    "load_demo_accounts": "Making the demo bank accounts",
    "load_demo_hotline": "Making the demo reports and roster of the hotline",
}
DEMO_ONLY = {"make_demo_ca", "load_demo_people", "load_demo_accounts", "load_demo_hotline"}
