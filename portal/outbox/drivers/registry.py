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


def channels() -> list[str]:
    """Name the channels that somebody serves."""
    return sorted(_drivers)


def opens_after(channel: str) -> int:
    """After how many unanswered calls the circuit of a channel opens; 0 for one that nobody serves."""
    return _drivers[channel].opens_after if channel in _drivers else 0


def notes_tries(channel: str) -> bool:
    """Whether a channel wants each try noted before it is made; one that nobody serves wants nothing."""
    return channel in _drivers and _drivers[channel].notes_tries


def channels_where_dead_block() -> list[str]:
    """Name the channels in which a dead message holds back the later ones of its key."""
    return [name for name, driver in _drivers.items() if driver.dead_blocks_key]
