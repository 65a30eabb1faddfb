"""Service events."""

from uuid import uuid4

from ..world import changed, now
from .store import Service


def note(service: Service, message: str) -> None:
    """Adds an event; the newest comes first."""
    service.events.insert(0, {"id": str(uuid4()), "createdAt": now(), "message": message})
    del service.events[100:]
    changed("ecs")
