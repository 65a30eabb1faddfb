"""Everything the server knows. A reset replaces it whole."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, timezone
from typing import Any, Callable, Optional, TypeVar

ACCOUNT = "123456789012"
Part = TypeVar("Part")


class World:
    """The state of all services, behind one lock; each service keeps its own part, made on first use."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._parts: dict[type, Any] = {}

    def part(self, kind: type[Part]) -> Part:
        """The part of this kind; there is one per world."""
        with self.lock:
            if kind not in self._parts:
                self._parts[kind] = kind()
            return self._parts[kind]

    def copy(self, kinds: tuple[type, ...], memo: dict[int, Any]) -> "World":
        """A world whose parts of these kinds stay as they are now, and which shares the others."""
        copied = World()
        copied.lock = self.lock
        mine = {kind: part for kind, part in self._parts.items() if kind in kinds}
        copied._parts = {**self._parts, **deepcopy(mine, memo)}
        return copied

    def is_current(self) -> bool:
        """False after a reset: what still runs for this world should end."""
        return self is _current


_current = World()
_seen = threading.local()
_version = 0
_latest: dict[Optional[str], int] = {}
_version_moved = threading.Condition()


def world() -> World:
    """The present world, or the past one that this thread is to see."""
    return getattr(_seen, "world", _current)


@contextmanager
def seeing(past: World) -> Iterator[None]:
    """Shows this thread another world."""
    _seen.world = past
    try:
        yield
    finally:
        del _seen.world


def reset() -> None:
    """Forgets everything but the version, which only grows."""
    global _current
    _current = World()
    changed()


def changed(service: Optional[str] = None) -> None:
    """Notes that something of a service changed, or of any where none is named."""
    global _version
    with _version_moved:
        _version += 1
        _latest[service] = _version
        _version_moved.notify_all()


def version(services: Sequence[str] = ()) -> int:
    """How often something has changed since the server started; with services, until the last change of one of them."""
    return max(_latest.get(each, 0) for each in (None, *services)) if services else _version


def wait_for_change(seen: int, seconds: float, services: Sequence[str] = ()) -> None:
    """Waits until the version is not the one seen, at most so many seconds. Not to be called under the world's lock."""
    with _version_moved:
        _version_moved.wait_for(lambda: version(services) != seen, seconds)


def later(seconds: float, act: Callable[[], None]) -> None:
    """Runs `act` under the lock after so many seconds, unless the world was reset meanwhile."""
    here = world()

    def run() -> None:
        with here.lock:
            if here.is_current():
                act()

    timer = threading.Timer(seconds, run)
    timer.daemon = True
    timer.start()


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(timezone.utc)
