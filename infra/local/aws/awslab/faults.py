"""Faults that tests put into calls: an error, a delay, or a reply that is lost after the effect."""

import re
from dataclasses import dataclass, field
from typing import Any, Optional

from .operations import Call
from .world import world


@dataclass
class Fault:
    """What goes wrong with calls of one kind.

    `match` is a regular expression on the parameters as JSON; `times` counts down, -1 means always.
    `status` overrides the HTTP status of the model's error.
    `after` lets the call have its effect first, and without an `error` cuts the connection instead of replying.
    """

    service: str
    action: str
    match: str = ""
    error: Optional[str] = None
    status: Optional[int] = None
    times: int = 1
    delay_ms: int = 0
    after: bool = False

    def hits(self, call: Call, params: str) -> bool:
        """Whether the fault is meant for this call and not yet used up."""
        names = call.service == self.service and call.operation == self.action
        return self.times != 0 and names and re.search(self.match, params) is not None


@dataclass
class Faults:
    """The list in force; the first that hits a call is taken."""

    faults: list[Fault] = field(default_factory=list)


def replace(given: list[dict[str, Any]]) -> None:
    """Puts a new list in force. Raises TypeError for a field that a fault does not have."""
    world().part(Faults).faults = [Fault(**fault) for fault in given]


def take(call: Call, params: str) -> Optional[Fault]:
    """The fault that this call shall meet, if any; uses it up by one."""
    with world().lock:
        for fault in world().part(Faults).faults:
            if fault.hits(call, params):
                fault.times -= fault.times > 0
                return fault
    return None
