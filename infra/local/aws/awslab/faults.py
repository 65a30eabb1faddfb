"""Faults that tests put into calls: an error, a delay, a reply that is lost after the effect, or an effect long after the reply."""

import re
from dataclasses import dataclass, field
from typing import Any, Optional

from .operations import Call
from .world import world


@dataclass
class Fault:
    """What goes wrong with calls of one kind.

    `match` is a regular expression on the parameters as JSON, `caller` one on the user agent.
    `since` names a call: the fault is in force once the caller has made it, and it went well.
    `times` counts down, -1 means always.
    `status` and `message` override the HTTP status of the model's error, and its text.
    `after` lets the call have its effect first, and without an `error` cuts the connection instead of replying.
    `late_ms` answers at once, with nothing or the `error`, and lets the call have its effect so much later.
    """

    service: str
    action: str
    match: str = ""
    caller: str = ""
    since: str = ""
    error: Optional[str] = None
    message: Optional[str] = None
    status: Optional[int] = None
    times: int = 1
    delay_ms: int = 0
    after: bool = False
    late_ms: int = 0

    def hits(self, call: Call, params: str) -> bool:
        """Whether the fault is meant for this call, in force and not yet used up."""
        names = call.service == self.service and call.operation == self.action
        in_force = self.times != 0 and not self.since
        return names and in_force and self._is_from(call) and re.search(self.match, params) is not None

    def text(self) -> str:
        """What the error says."""
        return self.message or f"{self.error} (injected fault)"

    def arm(self, call: Call) -> None:
        """Puts the fault in force when this is the call that it waits for."""
        if call.operation == self.since and self._is_from(call):
            self.since = ""

    def _is_from(self, call: Call) -> bool:
        return re.search(self.caller, call.user_agent) is not None


@dataclass
class Faults:
    """The list; the first that hits a call is taken."""

    faults: list[Fault] = field(default_factory=list)


def replace(given: list[dict[str, Any]], caller: str = "") -> None:
    """Replaces the list, or one caller's part of it. Raises TypeError for a field that a fault does not have."""
    new = [Fault(**{"caller": caller, **fault}) for fault in given]
    others = [fault for fault in world().part(Faults).faults if caller and fault.caller != caller]
    world().part(Faults).faults = others + new


def in_list() -> list[Fault]:
    """All faults with what is left of them, those that are used up, too."""
    return world().part(Faults).faults


def take(call: Call, params: str) -> Optional[Fault]:
    """The fault that this call shall meet, if any; uses it up by one."""
    with world().lock:
        for fault in world().part(Faults).faults:
            if fault.hits(call, params):
                fault.times -= fault.times > 0
                return fault
    return None


def went_well(call: Call) -> None:
    """Puts the faults in force that waited for this call."""
    with world().lock:
        for fault in world().part(Faults).faults:
            fault.arm(call)
