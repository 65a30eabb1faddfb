"""ECS services."""

from typing import Any

from .. import targets
from ..cloudmap.store import service as cloud_map_service
from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from .deployments import new_deployment, replace_primary
from .progressive import beginning, checks
from .scheduler import reconcile
from .store import Record, Service, cluster_name, find_service, store
from .task_definitions import find_active
from .views import service_view

NOT_REPEATED = (
    "cluster",
    "serviceName",
    "taskDefinition",
    "desiredCount",
    "clientToken",
    "tags",
    "forceNewDeployment",
)
DEFAULT_DEPLOYMENT = {
    "deploymentCircuitBreaker": {"enable": False, "rollback": False},
    "maximumPercent": 200,
    "minimumHealthyPercent": 100,
}


@operation("ecs", "CreateService")
def create(call: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Makes a service; its tasks follow. A client token makes the call repeatable."""
    cluster = cluster_name(params.get("cluster"))
    existing = find_service(cluster, params["serviceName"])
    if existing and existing.status == "DRAINING":
        raise AwsError("InvalidParameterException", "Unable to Start a service that is still Draining.")
    if existing and existing.status == "ACTIVE":
        if params.get("clientToken") and existing.settings.get("clientToken") == params["clientToken"]:
            return {"service": service_view(existing)}
        raise AwsError("InvalidParameterException", "Creation of service was not idempotent.")
    _check_registries(params)
    for balancer in params.get("loadBalancers", []):
        targets.check_attached(call, balancer["targetGroupArn"])
    settings = _settings(params)
    checks.check(call, settings)
    definition = find_active(params.get("taskDefinition", ""))["taskDefinitionArn"]
    arn = call.arn(f"service/{cluster}/{params['serviceName']}")
    count = params.get("desiredCount", 0)
    service = Service(params["serviceName"], arn, cluster, call.region, settings, count, [])
    store().services[arn] = service
    store().tags[arn] = params.get("tags", [])
    if checks.shifts_traffic(settings):
        beginning.begin(service, definition)
    else:
        service.deployments = [new_deployment(definition)]
    reconcile(service)
    return {"service": service_view(service)}


@operation("ecs", "UpdateService")
def update(call: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Changes a service; a new task definition, network or forceNewDeployment begins a deployment."""
    service = _active(params)
    old = service.deployments[0].task_definition
    new = find_active(params["taskDefinition"])["taskDefinitionArn"] if "taskDefinition" in params else old
    changes = {name: value for name, value in params.items() if name not in (*NOT_REPEATED, "service")}
    moved = any(service.settings.get(name) != changes[name] for name in ("networkConfiguration",) if name in changes)
    limits = _limits(service.settings["deploymentConfiguration"], changes.pop("deploymentConfiguration", {}))
    settings = {**service.settings, **changes, "deploymentConfiguration": limits}
    if service.service_deployments and not checks.shifts_traffic(settings):
        raise AwsError("UnsupportedFeatureException", "the local AWS does not go back to rolling updates")
    checks.check(call, settings)
    service.settings = settings
    service.desired_count = params.get("desiredCount", service.desired_count)
    if new != old or moved or params.get("forceNewDeployment"):
        if checks.shifts_traffic(settings):
            beginning.begin(service, new)
        else:
            replace_primary(service, new)
    service.steady = False
    reconcile(service)
    return {"service": service_view(service)}


@operation("ecs", "DescribeServices")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows services, deleted ones too."""
    cluster = cluster_name(params.get("cluster"))
    found = {each: find_service(cluster, each) for each in params["services"]}
    tagged = "TAGS" in params.get("include", [])
    shown = [{**service_view(s), **({"tags": store().tags[s.arn]} if tagged else {})} for s in found.values() if s]
    missing = [{"arn": name, "reason": "MISSING"} for name, service in found.items() if service is None]
    return {"services": shown, "failures": missing}


@operation("ecs", "ListServices")
def list_all(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the ARNs of a cluster's services; those gone are left out."""
    cluster = cluster_name(params.get("cluster"))
    arns = [each.arn for each in store().services.values() if each.cluster == cluster and each.status != "INACTIVE"]
    items, token = page(arns, params.get("nextToken"), params.get("maxResults", 10))
    return {"serviceArns": items, "nextToken": token}


@operation("ecs", "DeleteService")
def delete(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Begins to drain a service: INACTIVE when its last task has stopped."""
    service = _active(params)
    if service.desired_count > 0 and not params.get("force"):
        message = "The service cannot be stopped while it is scaled above 0."
        raise AwsError("InvalidParameterException", message)
    service.desired_count = 0
    service.status = "DRAINING"
    shown = service_view(service)
    reconcile(service)
    return {"service": shown}


def _limits(present: Record, given: Record) -> Record:
    """A deployment configuration as it is changed. Another strategy takes the settings of the present one away."""
    gone = ("linearConfiguration", "canaryConfiguration", "bakeTimeInMinutes") if "strategy" in given else ()
    changed = {**{name: value for name, value in present.items() if name not in gone}, **given}
    return {name: value for name, value in changed.items() if value != []}


def _active(params: dict[str, Any]) -> Service:
    service = find_service(cluster_name(params.get("cluster")), params["service"])
    if service is None:
        raise AwsError("ServiceNotFoundException", "Service not found.")
    if service.status != "ACTIVE":
        raise AwsError("ServiceNotActiveException", "Service was not ACTIVE.")
    return service


def _settings(params: dict[str, Any]) -> Record:
    kept = {name: value for name, value in params.items() if name not in NOT_REPEATED}
    limits = {**DEFAULT_DEPLOYMENT, **params.get("deploymentConfiguration", {})}
    defaults = {"launchType": "EC2", "schedulingStrategy": "REPLICA", "deploymentController": {"type": "ECS"}}
    token = {"clientToken": params["clientToken"]} if "clientToken" in params else {}
    return {**defaults, **kept, **token, "deploymentConfiguration": limits}


def _check_registries(params: dict[str, Any]) -> None:
    for registry in params.get("serviceRegistries", []):
        try:
            cloud_map_service(registry["registryArn"])
        except AwsError:
            message = f"Service registry {registry['registryArn']} was not found."
            raise AwsError("InvalidParameterException", message) from None
