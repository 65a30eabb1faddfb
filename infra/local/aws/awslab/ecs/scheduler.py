"""The service scheduler: brings the tasks of a service to the wanted number and version, one small step at a time."""

from math import ceil

from ..knobs import knobs
from ..world import changed, later, now
from . import circuit_breaker, lifecycle, registration
from .events import note
from .progressive import going_on
from .store import Service, Task, tasks_of


def reconcile(service: Service) -> None:
    """Does what can be done now; is called again after every change."""
    if service.status == "DRAINING":
        _drain(service)
    elif service.status == "ACTIVE" and service.service_deployments:
        going_on.reconcile(service)
    elif service.status == "ACTIVE":
        for task in tasks_of(service):
            registration.register(service, task)
        _start_missing(service)
        _stop_old(service)
        _stop_surplus(service)
        _conclude(service)


def task_failed(service: Service, task: Task) -> None:
    """Notes that a task ended by itself or was unhealthy; its replacement comes later the more fail in a row."""
    service.steady = False
    service.failures_in_a_row += 1
    deployment = next((each for each in service.deployments if each.id == task.deployment), None)
    if deployment and deployment.rollout_state == "IN_PROGRESS":
        deployment.failed_tasks += 1
        deployment.updated_at = now()
        # The circuit breaker is for rolling updates alone.
        if not service.service_deployments:
            circuit_breaker.check(service, deployment)
    if service.failures_in_a_row > 1 and not service.held_back:
        _hold_back(service)


def _drain(service: Service) -> None:
    for task in list(tasks_of(service)):
        lifecycle.stop(task, "Scaling activity initiated by service deletion", "ServiceSchedulerInitiated")
    if not any(tasks_of(service)):
        service.status = "INACTIVE"
        service.deployments = []
        service.service_deployments = []
        changed("ecs")


def _wanted(service: Service) -> list[Task]:
    return [task for task in tasks_of(service) if task.desired_status == "RUNNING"]


def _new(service: Service) -> list[Task]:
    return [task for task in _wanted(service) if task.deployment == service.deployments[0].id]


def _old(service: Service) -> list[Task]:
    return [task for task in _wanted(service) if task.deployment != service.deployments[0].id]


def _limit(service: Service, name: str, otherwise: int) -> float:
    return service.desired_count * service.settings["deploymentConfiguration"].get(name, otherwise) / 100


def _missing(service: Service) -> int:
    if service.deployments[0].rollout_state == "FAILED":
        return 0
    return max(0, service.desired_count - len(_new(service)))


def _room(service: Service) -> int:
    return int(_limit(service, "maximumPercent", 200)) - len(_wanted(service))


def _start_missing(service: Service) -> None:
    count = 0 if service.held_back else min(_missing(service), _room(service))
    started = [lifecycle.start_for(service, service.deployments[0]) for _ in range(count)]
    if started:
        service.steady = False
        named = " ".join(f"(task {task.id})" for task in started)
        note(service, f"(service {service.name}) has started {len(started)} tasks: {named}.")


def _stop_old(service: Service) -> None:
    """Old tasks make way when new ones are ready, or before that if there is no room for new ones otherwise."""
    cramped = _missing(service) > max(0, _room(service))
    floor = ceil(_limit(service, "minimumHealthyPercent", 100)) if cramped else service.desired_count
    unready = [task for task in _old(service) if not registration.is_ready(service, task)]
    ready = [task for task in _old(service) if registration.is_ready(service, task)]
    spare = sum(registration.is_ready(service, task) for task in _wanted(service)) - floor
    _stop(service, [task for task in unready + ready[: max(0, spare)] if not task.is_protected])


def _stop_surplus(service: Service) -> None:
    ordered = sorted(
        _new(service), key=lambda task: (task.is_protected, registration.is_ready(service, task)), reverse=True
    )
    _stop(service, [task for task in ordered[service.desired_count :] if not task.is_protected])


def _stop(service: Service, tasks: list[Task]) -> None:
    for task in tasks:
        lifecycle.stop(
            task, f"Scaling activity initiated by (deployment {task.deployment})", "ServiceSchedulerInitiated"
        )
    if tasks:
        service.steady = False
        named = " ".join(f"(task {task.id})" for task in tasks)
        note(service, f"(service {service.name}) has stopped {len(tasks)} running tasks: {named}.")


def _conclude(service: Service) -> None:
    """Forgets old deployments without tasks, and says so when the service has become steady."""
    alive = {task.deployment for task in tasks_of(service)}
    service.deployments = [d for d in service.deployments if d.status == "PRIMARY" or d.id in alive]
    primary = service.deployments[0]
    up = sum(registration.is_ready(service, task) for task in _new(service)) == service.desired_count
    if service.steady or not up or len(service.deployments) > 1 or primary.rollout_state == "FAILED":
        return
    service.steady = True
    service.failures_in_a_row = 0
    if primary.rollout_state == "IN_PROGRESS":
        primary.rollout_state = "COMPLETED"
        primary.rollout_reason = f"ECS deployment {primary.id} completed."
        primary.updated_at = now()
        service.last_completed = primary.task_definition
        note(service, f"(service {service.name}) (deployment {primary.id}) deployment completed.")
    primary.failed_tasks = 0
    note(service, f"(service {service.name}) has reached a steady state.")


def _hold_back(service: Service) -> None:
    """Waits before the next start, doubling from failure to failure, as AWS throttles tasks that fail repeatedly."""
    seconds = min(knobs().ecs_retry_s * 2 ** (service.failures_in_a_row - 2), knobs().ecs_retry_max_s)
    note(service, f"(service {service.name}) is unable to consistently start tasks successfully.")
    service.held_back = True

    def go_on() -> None:
        service.held_back = False
        reconcile(service)

    later(seconds, go_on)
