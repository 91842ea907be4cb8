"""Which driver serves which channel; apps register their own in `AppConfig.ready`."""

from __future__ import annotations

from portal.outbox.drivers.base import Driver

_drivers: dict[str, Driver] = {}


class UnknownChannel(LookupError):
    """No driver is registered for the channel: a mistake of the caller, raised before anything is written."""


def register(driver: Driver) -> None:
    """Let a driver serve its channel; the last one registered counts."""
    _drivers[driver.channel] = driver


def driver_of(channel: str) -> Driver:
    """Give the driver of a channel; UnknownChannel when there is none."""
    try:
        return _drivers[channel]
    except KeyError:
        raise UnknownChannel(channel) from None


def channels_where_dead_block() -> list[str]:
    """Name the channels in which a dead message holds back the later ones of its key."""
    return [name for name, driver in _drivers.items() if driver.dead_blocks_key]
