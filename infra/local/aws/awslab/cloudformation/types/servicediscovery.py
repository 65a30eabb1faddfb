"""AWS::ServiceDiscovery::*"""

from ...cloudmap.store import store
from ..resource_type import Record, add


def _namespace(made: Record) -> Record:
    """Creating a namespace answers with an operation; its target is the namespace."""
    return store().namespaces[store().operations[made["OperationId"]]["Targets"]["NAMESPACE"]]


for kind in ("PrivateDns", "PublicDns", "Http"):
    add(
        f"AWS::ServiceDiscovery::{kind}Namespace",
        "servicediscovery",
        f"create_{kind.replace('Dns', '_dns').lower()}_namespace",
        "delete_namespace",
        key=lambda made: {"Id": _namespace(made)["Id"]},
        ref=lambda made: _namespace(made)["Id"],
        attributes=lambda made: {
            "Arn": _namespace(made)["Arn"],
            "Id": _namespace(made)["Id"],
            "HostedZoneId": _namespace(made)["Properties"].get("DnsProperties", {}).get("HostedZoneId"),
        },
    )

add(
    "AWS::ServiceDiscovery::Service",
    "servicediscovery",
    "create_service",
    "delete_service",
    named_by="Name",
    key=lambda made: {"Id": made["Id"]},
    ref=lambda made: made["Id"],
    attributes=lambda made: {"Arn": made["Arn"], "Id": made["Id"], "Name": made["Name"]},
)

add(
    "AWS::ServiceDiscovery::Instance",
    "servicediscovery",
    "register_instance",
    "deregister_instance",
    named_by="InstanceId",
    adapt=lambda properties, _: {"Attributes" if k == "InstanceAttributes" else k: v for k, v in properties.items()},
    key=lambda made: _instance_key(made),
    ref=lambda made: _instance_key(made)["InstanceId"],
)


def _instance_key(made: Record) -> Record:
    targets = store().operations[made["OperationId"]]["Targets"]
    return {"ServiceId": targets["SERVICE"], "InstanceId": targets["INSTANCE"]}
