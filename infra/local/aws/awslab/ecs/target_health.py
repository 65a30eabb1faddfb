"""What ECS does about the health of its tasks behind a load balancer."""

from ..world import later, now
from . import lifecycle, registration, scheduler
from .store import Service, Task, store, tasks_of


def noticed() -> None:
    """Stops the tasks that their load balancer finds unhealthy, and goes on with services whose tasks it finds healthy."""
    for service in list(store().services.values()):
        if service.status == "ACTIVE" and service.settings.get("loadBalancers"):
            for task in list(tasks_of(service)):
                _judge(service, task)
            scheduler.reconcile(service)


def _judge(service: Service, task: Task) -> None:
    group = registration.unhealthy_group(service, task)
    if group is None or task.desired_status != "RUNNING":
        return
    patience = _patience_seconds(service, task)
    if patience > 0:
        later(patience, noticed)
        return
    lifecycle.stop(task, f"Task failed ELB health checks in (target-group {group})", "ServiceSchedulerInitiated")
    scheduler.task_failed(service, task)


def _patience_seconds(service: Service, task: Task) -> float:
    """How long the service's grace period for health checks still lasts."""
    grace = service.settings.get("healthCheckGracePeriodSeconds", 0)
    age = (now() - (task.started_at or now())).total_seconds()
    return float(grace - age)
