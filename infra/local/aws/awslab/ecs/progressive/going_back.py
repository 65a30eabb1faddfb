"""The way back of a deployment that shifts traffic: all traffic to the source revision, then the target's tasks stop."""

from ...world import changed, now
from .. import service_connect
from ..events import note
from ..records import Deployment, ServiceDeployment
from ..store import Service
from . import pauses, rules, tasks, weights


def request(service: Service, deployment: ServiceDeployment, reason: str) -> None:
    """Asks for the way back; it begins as soon as no call to the load balancer is under way."""
    if deployment.status not in ("PENDING", "IN_PROGRESS"):
        return
    deployment.status, deployment.reason = "ROLLBACK_REQUESTED", reason
    deployment.updated_at = now()
    source = deployment.source
    deployment.rollback = {"reason": reason, "startedAt": now(), "revision": source.id if source else None}
    pauses.give_up(deployment)
    note(service, f"(service {service.name}) (deployment {deployment.target.id}) rolling back: {reason}")
    changed()


def go_back(service: Service, deployment: ServiceDeployment) -> None:
    """Does what can be done now; is called again after every change."""
    if deployment.busy:
        return
    if deployment.status == "ROLLBACK_REQUESTED":
        _begin(service, deployment)
    elif deployment.status == "ROLLBACK_IN_PROGRESS" and not tasks.has_tasks(service, deployment.target):
        _end(service, deployment, "ROLLBACK_SUCCESSFUL")


def _begin(service: Service, deployment: ServiceDeployment) -> None:
    if deployment.source is None:
        _end(service, deployment, "STOPPED")
        return
    if not _can_serve(service, deployment, deployment.source):
        return
    deployment.status = "ROLLBACK_IN_PROGRESS"
    weights.ask(service, deployment, 0)
    if deployment.target.target_group is None and not service_connect.offers(service):
        _given_back(service, deployment)
        return
    deployment.busy = True

    def write() -> None:
        weights.shift(service, deployment, "productionListenerRule", 0, expected=None)
        weights.shift(service, deployment, "testListenerRule", 0, expected=None)

    rules.aside(
        write,
        lambda _: rules.when_spread(lambda: _given_back(service, deployment)),
        lambda problem: _end(service, deployment, "ROLLBACK_FAILED", problem),
    )


def _can_serve(service: Service, deployment: ServiceDeployment, source: Deployment) -> bool:
    """Whether the source has tasks for the traffic; in CLEAN_UP, when they stop already, others start in their place."""
    if deployment.stage is None or deployment.stage.name != "CLEAN_UP":
        return True
    source.wanted = True
    tasks.scale(service)
    return tasks.is_up(service, source)


def _given_back(service: Service, deployment: ServiceDeployment) -> None:
    """The source is the service's revision again, and the target's tasks stop."""
    deployment.busy = False
    if deployment.is_over or deployment.source is None:
        return
    deployment.production = deployment.test = 0
    deployment.target.wanted = False
    deployment.target.status, deployment.target.rollout_state = "ACTIVE", "FAILED"
    deployment.target.rollout_reason = deployment.reason or ""
    source = deployment.source
    source.wanted, source.status = True, "PRIMARY"
    service.deployments = [source, *(each for each in service.deployments if each is not source)]
    tasks.scale(service)
    go_back(service, deployment)
    changed()


def _end(service: Service, deployment: ServiceDeployment, status: str, problem: str = "") -> None:
    deployment.busy = False
    if deployment.is_over:
        return
    deployment.status = status
    deployment.finished_at = deployment.updated_at = now()
    if problem:
        deployment.reason = problem
    tasks.scale(service)
    note(service, f"(service {service.name}) (deployment {deployment.target.id}) {status.lower().replace('_', ' ')}.")
    changed()
