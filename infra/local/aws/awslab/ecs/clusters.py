"""ECS clusters."""

from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from .store import Record, cluster_name, store

KEPT = (
    "settings",
    "configuration",
    "capacityProviders",
    "defaultCapacityProviderStrategy",
    "serviceConnectDefaults",
)


@operation("ecs", "CreateCluster")
def create(call: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Makes a cluster, or answers with the one of that name."""
    name = params.get("clusterName", "default")
    existing = store().clusters.get(name)
    if existing is None or existing["status"] != "ACTIVE":
        arn = call.arn(f"cluster/{name}")
        settings = {key: params[key] for key in KEPT if key in params}
        store().clusters[name] = {"clusterArn": arn, "clusterName": name, "status": "ACTIVE", **settings}
        store().tags[arn] = params.get("tags", [])
    return {"cluster": _view(store().clusters[name])}


@operation("ecs", "UpdateCluster")
def update(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Changes a cluster's settings."""
    cluster = store().clusters[cluster_name(params["cluster"])]
    cluster.update({key: params[key] for key in KEPT if key in params})
    return {"cluster": _view(cluster)}


@operation("ecs", "DescribeClusters")
def describe(_: Call, params: dict[str, Any]) -> dict[str, list[Record]]:
    """Shows clusters, deleted ones too."""
    names = [each.split("/")[-1] for each in params.get("clusters", ["default"])]
    found = [_view(store().clusters[name]) for name in names if name in store().clusters]
    missing = [{"arn": name, "reason": "MISSING"} for name in names if name not in store().clusters]
    return {"clusters": found, "failures": missing}


@operation("ecs", "ListClusters")
def list_all(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the ARNs of the clusters."""
    arns = [each["clusterArn"] for each in store().clusters.values() if each["status"] == "ACTIVE"]
    items, token = page(arns, params.get("nextToken"), params.get("maxResults", 100))
    return {"clusterArns": items, "nextToken": token}


@operation("ecs", "DeleteCluster")
def delete(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Removes a cluster that is empty."""
    cluster = store().clusters[cluster_name(params["cluster"])]
    view = _view(cluster)
    if view["activeServicesCount"]:
        raise AwsError("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.")
    if view["runningTasksCount"] or view["pendingTasksCount"]:
        raise AwsError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.")
    cluster["status"] = "INACTIVE"
    return {"cluster": _view(cluster)}


def _view(cluster: Record) -> Record:
    name = cluster["clusterName"]
    statuses = [task.last_status for task in store().tasks.values() if task.cluster == name]
    services = [each for each in store().services.values() if each.cluster == name and each.status != "INACTIVE"]
    return {
        **cluster,
        "registeredContainerInstancesCount": 0,
        "runningTasksCount": statuses.count("RUNNING"),
        "pendingTasksCount": statuses.count("PENDING") + statuses.count("PROVISIONING"),
        "activeServicesCount": len(services),
        "tags": store().tags[cluster["clusterArn"]],
    }
