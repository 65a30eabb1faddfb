"""Deployments of a service."""

import secrets

from ..world import now
from .store import Deployment, Service


def new_deployment(task_definition: str) -> Deployment:
    """A deployment that has just begun."""
    made = Deployment(f"ecs-svc/{secrets.randbelow(10**19):019}", task_definition)
    made.rollout_reason = f"ECS deployment {made.id} in progress."
    return made


def replace_primary(service: Service, task_definition: str) -> Deployment:
    """Begins a deployment; the present one becomes one to be drained."""
    service.steady = False
    service.failures_in_a_row = 0
    for deployment in service.deployments:
        deployment.status = "ACTIVE"
        deployment.updated_at = now()
    primary = new_deployment(task_definition)
    service.deployments.insert(0, primary)
    return primary
