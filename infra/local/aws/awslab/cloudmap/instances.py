"""Cloud Map instances."""

from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import changed
from .store import Record, done, service, store


def register(service_reference: str, instance: str, attributes: dict[str, str]) -> None:
    """Puts an instance into a service, or replaces its attributes."""
    found = service(service_reference)["Id"]
    store().instances[found][instance] = {"Id": instance, "Attributes": attributes}
    store().health[found, instance] = attributes.get("AWS_INIT_HEALTH_STATUS", "HEALTHY")
    store().revisions[found] += 1
    changed("servicediscovery")


def deregister(service_reference: str, instance: str) -> None:
    """Takes an instance out of a service; InstanceNotFound if it is not in it."""
    found = service(service_reference)["Id"]
    _instance(found, instance)
    del store().instances[found][instance], store().health[found, instance]
    store().revisions[found] += 1
    changed("servicediscovery")


@operation("servicediscovery", "RegisterInstance")
def register_instance(_: Call, params: dict[str, Any]) -> dict[str, str]:
    """Registers an instance by call."""
    register(params["ServiceId"], params["InstanceId"], params.get("Attributes", {}))
    return done("REGISTER_INSTANCE", {"SERVICE": params["ServiceId"], "INSTANCE": params["InstanceId"]})


@operation("servicediscovery", "DeregisterInstance")
def deregister_instance(_: Call, params: dict[str, Any]) -> dict[str, str]:
    """Deregisters an instance by call."""
    deregister(params["ServiceId"], params["InstanceId"])
    return done("DEREGISTER_INSTANCE", {"SERVICE": params["ServiceId"], "INSTANCE": params["InstanceId"]})


@operation("servicediscovery", "GetInstance")
def get(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Shows an instance."""
    return {"Instance": _instance(service(params["ServiceId"])["Id"], params["InstanceId"])}


@operation("servicediscovery", "ListInstances")
def list_all(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the instances of a service."""
    found = list(store().instances[service(params["ServiceId"])["Id"]].values())
    items, token = page(found, params.get("NextToken"), params.get("MaxResults", 100))
    return {"Instances": items, "NextToken": token}


@operation("servicediscovery", "UpdateInstanceCustomHealthStatus")
def set_health(_: Call, params: dict[str, Any]) -> None:
    """Says how an instance is, where its service has a custom health check."""
    found = service(params["ServiceId"])
    if "HealthCheckCustomConfig" not in found:
        raise AwsError("CustomHealthNotFound", f"Service {found['Id']} has no custom health check.")
    _instance(found["Id"], params["InstanceId"])
    store().health[found["Id"], params["InstanceId"]] = params["Status"]
    store().revisions[found["Id"]] += 1


@operation("servicediscovery", "GetInstancesHealthStatus")
def get_health(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows how the instances of a service are."""
    found = service(params["ServiceId"])["Id"]
    asked = params.get("Instances") or list(store().instances[found])
    return {"Status": {each: store().health[found, _instance(found, each)["Id"]] for each in asked}}


def _instance(service_id: str, instance: str) -> Record:
    found = store().instances[service_id].get(instance)
    if found is None:
        raise AwsError("InstanceNotFound", f"There is no instance {instance} in service {service_id}.")
    return found
