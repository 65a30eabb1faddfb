"""How a task is, from what its containers report."""

from typing import Any

from .store import Task
from .task_definitions import find


def health(task: Task) -> str:
    """HEALTHY when every essential container with a health check is, UNHEALTHY when one is not, else UNKNOWN."""
    reported = [each.get("healthStatus", "UNKNOWN") for each in _checked(task)]
    if "UNHEALTHY" in reported:
        return "UNHEALTHY"
    return "HEALTHY" if reported and set(reported) == {"HEALTHY"} else "UNKNOWN"


def is_up(task: Task) -> bool:
    """Whether the task runs, and is healthy where it has a health check: only then it can be found."""
    running = task.last_status == "RUNNING" and task.desired_status == "RUNNING"
    return running and (not _checked(task) or health(task) == "HEALTHY")


def _checked(task: Task) -> list[dict[str, Any]]:
    definitions = find(task.task_definition)["containerDefinitions"]
    names = {each["name"] for each in definitions if each["essential"] and "healthCheck" in each}
    return [each for each in task.containers if each["name"] in names]
