"""Protection of tasks from being stopped by a scale-in or a deployment."""

from datetime import timedelta
from typing import Any

from ..operations import Call, operation
from ..world import changed, later, now
from .lifecycle import service_of
from .scheduler import reconcile
from .store import Record, Task, cluster_name, find_task

USUAL_MINUTES = 120


@operation("ecs", "UpdateTaskProtection")
def update(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Protects tasks for some minutes, or no longer; what has waited for that comes at once."""
    cluster = cluster_name(params.get("cluster"))
    minutes = params.get("expiresInMinutes", USUAL_MINUTES)
    found, failures = _find(cluster, params["tasks"])
    for task in found:
        task.protected_until = now() + timedelta(minutes=minutes) if params["protectionEnabled"] else None
        later(minutes * 60 if params["protectionEnabled"] else 0, lambda task=task: _go_on(task))
    changed("ecs")
    return {"protectedTasks": [_view(task) for task in found], "failures": failures}


@operation("ecs", "GetTaskProtection")
def get(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows which tasks are protected, and until when."""
    found, failures = _find(cluster_name(params.get("cluster")), params.get("tasks", []))
    return {"protectedTasks": [_view(task) for task in found], "failures": failures}


def _find(cluster: str, names: list[str]) -> tuple[list[Task], list[Record]]:
    tasks = {name: find_task(cluster, name) for name in names}
    found = [task for task in tasks.values() if task and service_of(task)]
    failures = [
        {"arn": name, "reason": "TASK_NOT_VALID" if task else "MISSING"}
        for name, task in tasks.items()
        if task is None or service_of(task) is None
    ]
    return found, failures


def _view(task: Task) -> Record:
    until = {"expirationDate": task.protected_until} if task.is_protected else {}
    return {"taskArn": task.arn, "protectionEnabled": task.is_protected, **until}


def _go_on(task: Task) -> None:
    service = service_of(task)
    if service:
        reconcile(service)
