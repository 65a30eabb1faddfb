"""The deployment circuit breaker."""

from math import ceil

from ..world import now
from .deployments import replace_primary
from .events import note
from .store import Deployment, Service


def check(service: Service, deployment: Deployment) -> None:
    """Fails a deployment after too many failed tasks, and rolls back to the last completed one where asked.

    The threshold is AWS's: half the desired count, at least 3, at most 200.
    """
    breaker = service.settings["deploymentConfiguration"].get("deploymentCircuitBreaker", {})
    threshold = min(200, max(3, ceil(service.desired_count / 2)))
    if not breaker.get("enable") or deployment.failed_tasks < threshold:
        return
    deployment.rollout_state = "FAILED"
    deployment.rollout_reason = "ECS deployment circuit breaker: tasks failed to start."
    deployment.updated_at = now()
    note(
        service,
        f"(service {service.name}) (deployment {deployment.id}) deployment failed: tasks failed to start.",
    )
    if breaker.get("rollback") and service.last_completed:
        rollback = replace_primary(service, service.last_completed)
        rollback.rollout_reason = f"ECS deployment circuit breaker: rolling back to deploymentId {rollback.id}."
        note(service, f"(service {service.name}) rolling back to (deployment {rollback.id}).")
