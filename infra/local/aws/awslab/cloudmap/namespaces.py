"""Cloud Map namespaces."""

from functools import partial
from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import now
from .filters import matches
from .store import Record, done, namespace, new_id, store


def create(kind: str, call: Call, params: dict[str, Any]) -> dict[str, str]:
    """Makes a namespace of a kind; of the same name and kind there can be one (per VPC, where it has one)."""
    place = params.get("Vpc")
    for other in store().namespaces.values():
        if other["Name"] == params["Name"] and other["Type"] == kind and other["Vpc"] == place:
            raise AwsError("NamespaceAlreadyExists", f"There is already a namespace named {params['Name']}.")
    made = _record(kind, call, params)
    store().namespaces[made["Id"]] = {**made, "Vpc": place}
    return done("CREATE_NAMESPACE", {"NAMESPACE": made["Id"]})


def _record(kind: str, call: Call, params: dict[str, Any]) -> Record:
    made = new_id("ns-")
    properties: Record = {"HttpProperties": {"HttpName": params["Name"]}}
    if kind.startswith("DNS"):
        properties["DnsProperties"] = {"HostedZoneId": new_id("Z").upper(), "SOA": {"TTL": 15}}
    return {
        "Id": made,
        "Arn": call.arn(f"namespace/{made}"),
        "Name": params["Name"],
        "Type": kind,
        "Description": params.get("Description", ""),
        "Properties": properties,
        "CreateDate": now(),
    }


for name, created in (
    ("CreatePrivateDnsNamespace", "DNS_PRIVATE"),
    ("CreatePublicDnsNamespace", "DNS_PUBLIC"),
    ("CreateHttpNamespace", "HTTP"),
):
    operation("servicediscovery", name)(partial(create, created))


@operation("servicediscovery", "GetNamespace")
def get(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Shows a namespace."""
    return {"Namespace": _view(namespace(params["Id"]))}


@operation("servicediscovery", "ListNamespaces")
def list_all(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists namespaces, filtered by type, name or HTTP name."""
    found = [_view(each) for each in store().namespaces.values() if _passes(each, params.get("Filters", []))]
    items, token = page(found, params.get("NextToken"), params.get("MaxResults", 100))
    return {"Namespaces": items, "NextToken": token}


@operation("servicediscovery", "DeleteNamespace")
def delete(_: Call, params: dict[str, Any]) -> dict[str, str]:
    """Removes a namespace that has no services."""
    found = namespace(params["Id"])
    if any(each["NamespaceId"] == found["Id"] for each in store().services.values()):
        raise AwsError("ResourceInUse", f"Namespace {found['Id']} contains services.")
    del store().namespaces[found["Id"]]
    return done("DELETE_NAMESPACE", {"NAMESPACE": found["Id"]})


@operation("servicediscovery", "GetOperation")
def get_operation(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Shows an operation."""
    if params["OperationId"] not in store().operations:
        raise AwsError("OperationNotFound", f"There is no operation {params['OperationId']}.")
    return {"Operation": store().operations[params["OperationId"]]}


def _passes(record: Record, filters: list[dict[str, Any]]) -> bool:
    names = {"TYPE": record["Type"], "NAME": record["Name"], "HTTP_NAME": record["Name"]}
    return matches(filters, lambda name: names.get(name))


def _view(record: Record) -> Record:
    count = sum(each["NamespaceId"] == record["Id"] for each in store().services.values())
    return {**record, "ServiceCount": count}
