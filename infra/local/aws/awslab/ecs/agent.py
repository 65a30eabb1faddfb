"""What the ECS agent reports about tasks."""

from typing import Any, Optional

from ..errors import AwsError
from ..operations import Call, operation
from ..world import now
from . import registration, scheduler, simulated
from .health import health
from .lifecycle import service_of, stop
from .store import Task, cluster_name, find_task

HEALTH = ("HEALTHY", "UNHEALTHY")


@operation("ecs", "SubmitTaskStateChange")
def submit(_: Call, params: dict[str, Any]) -> dict[str, str]:
    """Takes an agent's report; a container's health comes in its `reason`, for which the call has no field."""
    task = find_task(cluster_name(params.get("cluster")), params.get("task", ""))
    if task is None:
        raise AwsError("InvalidParameterException", f"There is no task {params.get('task')}.")
    report(task, params.get("status"), params.get("reason"), params.get("containers", []))
    return {"acknowledgment": "ok"}


def report(task: Task, status: Optional[str], reason: Optional[str], containers: list[dict[str, Any]]) -> None:
    """Brings a task to the state reported. A task that has stopped stays so."""
    if task.last_status == "STOPPED":
        return
    task.version += 1
    for change in containers:
        _update_container(task, change)
    if status == "STOPPED":
        _stopped(task, reason)
    elif status and task.desired_status == "RUNNING":
        task.last_status = status
        task.started_at = task.started_at or (now() if status == "RUNNING" else None)
    elif status in ("DEACTIVATING", "STOPPING", "DEPROVISIONING"):
        task.last_status = status
    _tell_scheduler(task)


def _update_container(task: Task, change: dict[str, Any]) -> None:
    for container in task.containers:
        if container["name"] == change.get("containerName"):
            named = {
                "status": "lastStatus",
                "exitCode": "exitCode",
                "runtimeId": "runtimeId",
                "imageDigest": "imageDigest",
            }
            container.update({to: change[name] for name, to in named.items() if name in change})
            if change.get("networkBindings"):
                container["networkBindings"] = change["networkBindings"]
            if change.get("reason"):
                container["healthStatus" if change["reason"] in HEALTH else "reason"] = change["reason"]


def _stopped(task: Task, reason: Optional[str]) -> None:
    """A reason given earlier, by who told the task to stop, is kept."""
    by_itself = task.desired_status == "RUNNING"
    service = service_of(task)
    if service:
        registration.deregister(service, task)
    if by_itself:
        task.stop_code = "EssentialContainerExited" if task.started_at else "TaskFailedToStart"
        task.stopped_reason = reason or "Essential container in task exited"
    task.last_status = task.desired_status = "STOPPED"
    task.stopped_at = now()
    for container in task.containers:
        container["lastStatus"] = "STOPPED"
    if service and by_itself:
        scheduler.task_failed(service, task)


def _tell_scheduler(task: Task) -> None:
    service = service_of(task)
    if service is None:
        return
    if task.desired_status == "RUNNING" and health(task) == "UNHEALTHY":
        stop(task, "Task failed container health checks", "ServiceSchedulerInitiated")
        scheduler.task_failed(service, task)
    scheduler.reconcile(service)


simulated.report_to(report)
