"""The calls about service deployments."""

from datetime import timezone
from typing import Any

from ...errors import AwsError
from ...operations import Call, operation
from ...paging import page
from ..records import ServiceDeployment
from ..store import Record, Service, cluster_name, find_service, store
from . import going_back, going_on
from .views import brief, view

# A deployment that is stopped in one of these goes on going back.
STOPPABLE = ("PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")


@operation("ecs", "ListServiceDeployments")
def list_all(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists a service's deployments by status and time, the newest first."""
    service = find_service(cluster_name(params.get("cluster")), params["service"])
    if service is None:
        raise AwsError("ServiceNotFoundException", "Service not found.")
    found = [brief(service, each) for each in service.service_deployments if _is_asked_for(each, params)]
    items, token = page(found, params.get("nextToken"), params.get("maxResults", 20))
    return {"serviceDeployments": items, "nextToken": token}


@operation("ecs", "DescribeServiceDeployments")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows deployments by their ARNs."""
    asked = params["serviceDeploymentArns"]
    known = {each.arn: (service, each) for service, each in _all()}
    return {
        "serviceDeployments": [view(*known[arn]) for arn in asked if arn in known],
        "failures": [{"arn": arn, "reason": "MISSING"} for arn in asked if arn not in known],
    }


@operation("ecs", "ContinueServiceDeployment")
def go_on(_: Call, params: dict[str, Any]) -> Record:
    """Lets a deployment that pauses at a hook go on, or go back."""
    service, deployment = _find(params["serviceDeploymentArn"])
    if deployment.status != "IN_PROGRESS":
        problem = f"The service deployment is {deployment.status}, and must be IN_PROGRESS."
        raise AwsError("InvalidParameterException", problem)
    pause = next((each for each in deployment.pauses if each.hook_id == params["hookId"]), None)
    if pause is None or pause.status != "AWAITING_ACTION":
        problem = f"The lifecycle hook {params['hookId']} is not in the AWAITING_ACTION status."
        raise AwsError("InvalidParameterException", problem)
    pause.status = "SUCCEEDED"
    if params.get("action", "CONTINUE") == "ROLLBACK":
        going_back.request(service, deployment, f"The lifecycle hook {pause.hook_id} was answered with ROLLBACK.")
    going_on.reconcile(service)
    return {"serviceDeploymentArn": deployment.arn}


@operation("ecs", "StopServiceDeployment")
def stop(_: Call, params: dict[str, Any]) -> Record:
    """Rolls a deployment back that is under way."""
    if params.get("stopType", "ROLLBACK") != "ROLLBACK":
        raise AwsError("InvalidParameterException", "The valid stopType is ROLLBACK.")
    service, deployment = _find(params["serviceDeploymentArn"])
    if deployment.status not in STOPPABLE:
        raise AwsError("ConflictException", f"The service deployment is {deployment.status}, and cannot be stopped.")
    going_back.request(service, deployment, "The service deployment was stopped by a user.")
    going_on.reconcile(service)
    return {"serviceDeploymentArn": deployment.arn}


def _all() -> list[tuple[Service, ServiceDeployment]]:
    return [(service, each) for service in store().services.values() for each in service.service_deployments]


def _find(arn: str) -> tuple[Service, ServiceDeployment]:
    for service, each in _all():
        if each.arn == arn:
            return service, each
    raise AwsError("ServiceDeploymentNotFoundException", "Service deployment not found.")


def _is_asked_for(deployment: ServiceDeployment, params: dict[str, Any]) -> bool:
    # The times in a request come without their zone.
    created = {name: moment.replace(tzinfo=timezone.utc) for name, moment in params.get("createdAt", {}).items()}
    return (
        deployment.status in params.get("status", [deployment.status])
        and deployment.created_at <= created.get("before", deployment.created_at)
        and deployment.created_at >= created.get("after", deployment.created_at)
    )
