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


def name_of(channel: str) -> str:
    """What a channel is called in the reader's language; its code where nobody serves it any more."""
    return str(_drivers[channel].name or channel) if channel in _drivers else channel


def named_channels() -> list[tuple[str, str]]:
    """The channels that somebody serves, each with its name, by name."""
    return sorted(((channel, name_of(channel)) for channel in _drivers), key=lambda one: one[1])


def opens_after(circuit: str) -> int:
    """After how many unanswered calls the circuit of a channel or receiver opens; 0 for one that nobody serves."""
    channel = circuit.partition("/")[0]
    return _drivers[channel].opens_after if channel in _drivers else 0


def circuit_of(channel: str, key: str) -> str:
    """The circuit through which a message leaves: its channel's, or that of its receiver."""
    has_own = channel in _drivers and _drivers[channel].has_receivers and key
    return f"{channel}/{key.partition('/')[0]}" if has_own else channel


def most_lanes(channel: str) -> int:
    """How many messages of a channel one worker may send side by side; one of a channel that nobody serves."""
    return _drivers[channel].most_lanes if channel in _drivers else 1


def most_together(channel: str) -> int:
    """How many messages of a channel one call may carry."""
    return _drivers[channel].most_together() if notes_tries(channel) else 1


def notes_tries(channel: str) -> bool:
    """Whether a channel wants each try noted before it is made; one that nobody serves wants nothing."""
    return channel in _drivers and _drivers[channel].notes_tries


def channels_where_dead_block() -> list[str]:
    """Name the channels in which a dead message holds back the later ones of its key."""
    return [name for name, driver in _drivers.items() if driver.dead_blocks_key]
