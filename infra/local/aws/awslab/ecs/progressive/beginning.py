"""How a deployment that shifts traffic begins."""

import secrets

from ...world import now
from ..deployments import new_deployment
from ..records import Deployment, ServiceDeployment
from ..store import Service
from . import going_on, pauses
from .stages import first_stages, stages_of
from .weights import rule_of


def begin(service: Service, task_definition: str) -> None:
    """Begins a deployment of a task definition, in place of one that is under way."""
    target = new_deployment(task_definition)
    service.revisions[target.id] = target
    sources = _replace_present(service)
    # Its tasks start when it is known where they are to be registered.
    target.wanted = False
    for each in service.deployments:
        each.status, each.updated_at = "ACTIVE", now()
    service.deployments.insert(0, target)
    service.steady, service.failures_in_a_row = False, 0
    configuration = service.settings["deploymentConfiguration"]
    has_test_rule = rule_of(service, "testListenerRule") is not None
    stages = stages_of(configuration, len(sources) > 1, has_test_rule) if sources else first_stages()
    made = ServiceDeployment(_arn(service), sources, target, configuration, stages)
    service.service_deployments.insert(0, made)
    going_on.start(service, made)


def _replace_present(service: Service) -> list[Deployment]:
    """The revisions that run, the one that has completed last first; a deployment that is under way stops where it is."""
    present = service.service_deployments[0] if service.service_deployments else None
    if present is None or present.is_over:
        return [each for each in service.deployments if each.wanted][:1]
    pauses.give_up(present)
    present.status, present.reason = "STOPPED", "A new deployment has replaced this one."
    present.stopped_at = present.finished_at = present.updated_at = now()
    return [*present.sources[:1], present.target]


def _arn(service: Service) -> str:
    return f"{service.arn.replace(':service/', ':service-deployment/')}/{secrets.token_urlsafe(16)}"
