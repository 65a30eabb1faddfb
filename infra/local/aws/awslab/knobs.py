"""Settings of the simulation, changed over HTTP."""

from dataclasses import dataclass, field, fields
from typing import Any, Optional

from .world import world


@dataclass
class Knobs:
    """Defaults are AWS's own behaviour, except where that would only cost time.

    `agent`: ``attached`` waits for SubmitTaskStateChange; ``simulated`` starts and stops tasks by itself, after
    `ecs_start_ms` and `ecs_stop_ms`, or as an entry of `tasks` says.
    `ecs_retry_s`, `ecs_retry_max_s`: the pause before a service's next task after two failures in a row, and its limit.
    `ecs_minute_s`: how long a minute of a service deployment lasts: of its bakes, and of the patience of its hooks.
    `cfn_service_timeout_s`, `cfn_failed_tasks`: when a stack gives up on a service; None is never for failed tasks.
    `eventual_ms`: for how long after a write reads may answer as before it.
    `page_size`: the most that any list answers at once.
    `targets`: the health of load balancer targets by ``address:port``, address, or the name of their target group.
    """

    agent: str = "attached"
    ecs_start_ms: int = 100
    ecs_stop_ms: int = 50
    tasks: list[dict[str, Any]] = field(default_factory=list)
    ecs_retry_s: float = 1.0
    ecs_retry_max_s: float = 60.0
    ecs_minute_s: float = 60.0
    cfn_service_timeout_s: float = 3 * 3600
    cfn_failed_tasks: Optional[int] = None
    eventual_ms: int = 0
    page_size: int = 1000
    targets: dict[str, str] = field(default_factory=dict)


def knobs() -> Knobs:
    """The settings in force."""
    return world().part(Knobs)


def turn(given: dict[str, Any]) -> None:
    """Changes the named settings, leaves the others. Raises ValueError for an unknown name."""
    unknown = set(given) - {f.name for f in fields(Knobs)}
    if unknown:
        raise ValueError(f"unknown knobs: {', '.join(sorted(unknown))}")
    for name, value in given.items():
        setattr(knobs(), name, value)
