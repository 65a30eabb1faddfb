"""An agent that only pretends, for tests of others that need tasks but no processes. Off by default."""

import re
from dataclasses import dataclass
from typing import Any, Callable, Optional

from ..knobs import knobs
from ..world import later, world
from .store import Record, Task
from .task_definitions import find


@dataclass
class Ports:
    """The host ports that tasks pretend to have, each for one task."""

    last: int = 20_000


# How the agent takes reports: they lead back here when the scheduler starts the next task, so it names itself.
_take_report: Callable[[Task, Optional[str], Optional[str], list[Record]], None]


def report_to(take_report: Callable[[Task, Optional[str], Optional[str], list[Record]], None]) -> None:
    """Names who takes the reports of tasks that only pretend to run."""
    global _take_report
    _take_report = take_report


def start(task: Task) -> None:
    """Lets the task run after a while, or fail as the knobs say."""
    if knobs().agent != "simulated":
        return
    fate = _fate(task)
    later(fate.get("start_ms", knobs().ecs_start_ms) / 1000, lambda: _come_up(task, fate))


def stop(task: Task) -> None:
    """Lets the task end after a while."""
    if knobs().agent == "simulated":
        later(knobs().ecs_stop_ms / 1000, lambda: _report(task, "STOPPED", None))


def _fate(task: Task) -> dict[str, Any]:
    about = " ".join([task.settings.get("group", ""), *(each["image"] for each in task.containers)])
    return next((each for each in knobs().tasks if re.search(each["match"], about)), {})


def _come_up(task: Task, fate: dict[str, Any]) -> None:
    if fate.get("fail"):
        _report(task, "STOPPED", fate.get("reason"))
        return
    _report(task, "RUNNING", None)
    if "crash_ms" in fate:
        later(fate["crash_ms"] / 1000, lambda: _report(task, "STOPPED", fate.get("reason")))


def _report(task: Task, status: str, reason: Any) -> None:
    containers = [{"containerName": each["name"], "status": status, **_running(task, each)} for each in task.containers]
    _take_report(task, status, reason, containers if status == "RUNNING" else [])


def _running(task: Task, container: Record) -> Record:
    health = {"reason": "HEALTHY"} if "healthStatus" in container else {}
    return {**health, "networkBindings": container["networkBindings"] or _bindings(task, container["name"])}


def _bindings(task: Task, name: str) -> list[Record]:
    definitions = find(task.task_definition)["containerDefinitions"]
    mapped = [port for each in definitions if each["name"] == name for port in each.get("portMappings", [])]
    return [{"containerPort": port["containerPort"], "hostPort": _next(), "bindIP": "127.0.0.1"} for port in mapped]


def _next() -> int:
    ports = world().part(Ports)
    ports.last += 1
    return ports.last
