"""Pages that everybody sees, warm, against an empty view behind the same middleware (aim: 0.5 of its rate)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.test.utils import override_settings
from django.utils.http import urlencode

from benchmarks._wsgi_client import WsgiClient, rates
from portal.commands.measurement import Measurement

PAGES = {
    "procedure page": ("/thu-tuc/1.001193/", ""),
    "search page": ("/thu-tuc/", urlencode({"q": "giấy khai sinh"})),
    "home page": ("/", ""),
}


def run() -> Iterator[Measurement]:
    """Rates of the pages in one process, best of five rounds, as a share of hello's."""
    hosts = [*settings.ALLOWED_HOSTS, "localhost"]
    with override_settings(ROOT_URLCONF="benchmarks._hello_urls", ALLOWED_HOSTS=hosts):
        client = WsgiClient()
        contenders = {"hello": partial(client.get, "/bench/hello")}
        contenders |= {name: partial(client.get, path, query) for name, (path, query) in PAGES.items()}
        for name, call in contenders.items():
            status = call()
            if status != 200:
                raise RuntimeError(f"{name} answers {status}, so there is nothing to measure")
        found = rates(contenders)
    yield Measurement("hello: empty view", round(found["hello"], 1), "requests/s")
    for name in PAGES:
        ratio = round(found[name] / found["hello"], 3)
        yield Measurement(f"hello: {name}", round(found[name], 1), "requests/s", ratio, "empty view")
