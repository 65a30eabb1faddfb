"""Cloud Map services: the names under which instances register."""

from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import now
from .filters import matches
from .store import Record, done, namespace, new_id, service, store


@operation("servicediscovery", "CreateService")
def create(call: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Makes a service; its namespace may be named at the top or, as templates do, in the DNS settings."""
    dns = params.get("DnsConfig", {})
    place = namespace(params.get("NamespaceId") or dns.get("NamespaceId") or "")["Id"]
    for other in store().services.values():
        if other["NamespaceId"] == place and other["Name"].lower() == params["Name"].lower():
            if params.get("CreatorRequestId") and other["CreatorRequestId"] == params["CreatorRequestId"]:
                return {"Service": _view(other)}
            raise AwsError("ServiceAlreadyExists", f"There is already a service named {params['Name']}.")
    made = new_id("srv-")
    settings: Record = {
        name: params[name] for name in ("HealthCheckConfig", "HealthCheckCustomConfig") if name in params
    }
    store().services[made] = {
        "Id": made,
        "Arn": call.arn(f"service/{made}"),
        "Name": params["Name"],
        "NamespaceId": place,
        "Description": params.get("Description", ""),
        "DnsConfig": {"RoutingPolicy": "MULTIVALUE", **dns, "NamespaceId": place} if dns else {},
        "Type": "DNS_HTTP" if dns else "HTTP",
        "CreateDate": now(),
        "CreatorRequestId": params.get("CreatorRequestId", new_id("")),
        **settings,
    }
    store().tags[store().services[made]["Arn"]] = params.get("Tags", [])
    store().instances[made] = {}
    store().revisions[made] = 1
    return {"Service": _view(store().services[made])}


@operation("servicediscovery", "GetService")
def get(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Shows a service."""
    return {"Service": _view(service(params["Id"]))}


@operation("servicediscovery", "ListServices")
def list_all(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists services, filtered by namespace."""
    filters = params.get("Filters", [])
    found = [_view(each) for each in store().services.values() if _is_in(each, filters)]
    items, token = page(found, params.get("NextToken"), params.get("MaxResults", 100))
    return {"Services": items, "NextToken": token}


@operation("servicediscovery", "UpdateService")
def update(_: Call, params: dict[str, Any]) -> dict[str, str]:
    """Changes the description or the DNS records."""
    found = service(params["Id"])
    change = params["Service"]
    found["Description"] = change.get("Description", found["Description"])
    found["DnsConfig"] = {**found["DnsConfig"], **change.get("DnsConfig", {})}
    return done("UPDATE_SERVICE", {"SERVICE": found["Id"]})


@operation("servicediscovery", "DeleteService")
def delete(_: Call, params: dict[str, Any]) -> None:
    """Removes a service that has no instances."""
    found = service(params["Id"])
    if store().instances[found["Id"]]:
        raise AwsError("ResourceInUse", f"Service {found['Id']} contains registered instances; deregister them first.")
    del store().services[found["Id"]], store().instances[found["Id"]], store().revisions[found["Id"]]


def _is_in(record: Record, filters: list[Record]) -> bool:
    return matches(filters, lambda _: record["NamespaceId"])


def _view(record: Record) -> Record:
    return {**record, "InstanceCount": len(store().instances[record["Id"]])}
