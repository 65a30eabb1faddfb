"""Discovery: which instances stand behind a name."""

from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from .store import Record, store


@operation("servicediscovery", "DiscoverInstances")
def discover(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """The instances of a service by names, healthy ones unless none is (HEALTHY_OR_ELSE_ALL is the default)."""
    namespace, service = _named(params)
    found = [_view(namespace, service, each) for each in store().instances[service["Id"]].values()]
    required = params.get("QueryParameters", {})
    found = [each for each in found if required.items() <= each["Attributes"].items()]
    optional = params.get("OptionalParameters", {})
    preferred = [each for each in found if optional.items() <= each["Attributes"].items()]
    chosen = _by_health(preferred or found, params.get("HealthStatus", "HEALTHY_OR_ELSE_ALL"))
    return {
        "Instances": chosen[: params.get("MaxResults", 100)],
        "InstancesRevision": store().revisions[service["Id"]],
    }


@operation("servicediscovery", "DiscoverInstancesRevision")
def revision(_: Call, params: dict[str, Any]) -> dict[str, int]:
    """A number that grows when the instances of a service change."""
    return {"InstancesRevision": store().revisions[_named(params)[1]["Id"]]}


def _named(params: dict[str, Any]) -> tuple[Record, Record]:
    spaces = [each for each in store().namespaces.values() if each["Name"] == params["NamespaceName"]]
    if not spaces:
        raise AwsError("NamespaceNotFound", f"There is no namespace named {params['NamespaceName']}.")
    for service in store().services.values():
        for space in spaces:
            if service["NamespaceId"] == space["Id"] and service["Name"] == params["ServiceName"]:
                return space, service
    raise AwsError("ServiceNotFound", f"There is no service named {params['ServiceName']}.")


def _view(namespace: Record, service: Record, instance: Record) -> Record:
    return {
        "InstanceId": instance["Id"],
        "NamespaceName": namespace["Name"],
        "ServiceName": service["Name"],
        "HealthStatus": store().health[service["Id"], instance["Id"]],
        "Attributes": instance["Attributes"],
    }


def _by_health(found: list[Record], wanted: str) -> list[Record]:
    if wanted == "ALL":
        return found
    if wanted == "HEALTHY_OR_ELSE_ALL":
        return [each for each in found if each["HealthStatus"] == "HEALTHY"] or found
    return [each for each in found if each["HealthStatus"] == wanted]
