"""The tasks of the revisions of a service while traffic is shifted: each has as many as the service wants."""

from .. import lifecycle, registration
from ..events import note
from ..records import Deployment
from ..store import Service, Task, tasks_of


def scale(service: Service) -> None:
    """Starts and stops tasks of each revision; forgets revisions that are not wanted and have none left."""
    for task in tasks_of(service):
        registration.register(service, task)
    for deployment in service.deployments:
        _scale(service, deployment, service.desired_count if deployment.wanted else 0)
    coming = [each.target for each in service.service_deployments[:1] if not each.is_over]
    service.deployments = [
        each for each in service.deployments if each.wanted or has_tasks(service, each) or each in coming
    ] or service.deployments[:1]


def is_up(service: Service, deployment: Deployment) -> bool:
    """Whether a revision has all its tasks, ready to serve."""
    found = _running(service, deployment)
    return sum(registration.is_ready(service, task) for task in found) == service.desired_count == len(found)


def has_tasks(service: Service, deployment: Deployment) -> bool:
    """Whether tasks of a revision have not stopped yet."""
    return any(task.deployment == deployment.id for task in tasks_of(service))


def _running(service: Service, deployment: Deployment) -> list[Task]:
    mine = [task for task in tasks_of(service) if task.deployment == deployment.id]
    return [task for task in mine if task.desired_status == "RUNNING"]


def _scale(service: Service, deployment: Deployment, count: int) -> None:
    present = _running(service, deployment)
    missing = 0 if service.held_back else count - len(present)
    started = [lifecycle.start_for(service, deployment) for _ in range(missing)]
    ordered = sorted(present, key=lambda task: registration.is_ready(service, task), reverse=True)
    for task in ordered[count:]:
        reason = f"Scaling activity initiated by (deployment {deployment.id})"
        lifecycle.stop(task, reason, "ServiceSchedulerInitiated")
    if started:
        named = " ".join(f"(task {task.id})" for task in started)
        note(service, f"(service {service.name}) has started {len(started)} tasks: {named}.")
    if ordered[count:]:
        named = " ".join(f"(task {task.id})" for task in ordered[count:])
        note(service, f"(service {service.name}) has stopped {len(ordered[count:])} running tasks: {named}.")
    if started or ordered[count:]:
        service.steady = False
