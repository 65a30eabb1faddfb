"""Which resources name which others, and so cannot do without them."""

from collections.abc import Iterator
from typing import Any

from ..errors import AwsError
from .store import Resource, in_mesh

ROUTES = ("httpRoute", "http2Route", "grpcRoute", "tcpRoute")


def weighted_targets(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The targets of a route's action; AWS allows one kind of route in a spec."""
    for kind in ROUTES:
        if kind in spec:
            return spec[kind]["action"]["weightedTargets"]
    return []


def check(noun: str, mesh: str, spec: dict[str, Any]) -> None:
    """BadRequestException if a route's spec cannot be; NotFoundException if it names a node that is not there."""
    if noun != "Route":
        return
    kinds = [kind for kind in ROUTES if kind in spec]
    if len(kinds) != 1:
        raise AwsError("BadRequestException", f"spec: exactly one of {', '.join(ROUTES)} is needed, not {len(kinds)}")
    targets = weighted_targets(spec)
    total = sum(target["weight"] for target in targets)
    if total > 100:
        raise AwsError("BadRequestException", f"spec: the weights of all targets may add up to 100, not {total}")
    nodes = {node["virtualNodeName"] for node in in_mesh("VirtualNode", mesh)}
    for target in targets:
        if target["virtualNode"] not in nodes:
            raise AwsError("NotFoundException", f"There is no virtualNode named {target['virtualNode']}.")


def check_unused(noun: str, resource: Resource) -> None:
    """ResourceInUseException if another resource lies in this one or names it."""
    for user in _users(noun, resource):
        raise AwsError("ResourceInUseException", f"The resource is in use by {user['metadata']['arn']}.")


def _users(noun: str, resource: Resource) -> Iterator[Resource]:
    mesh = resource["meshName"]
    if noun == "Mesh":
        for inside in ("VirtualRouter", "VirtualNode", "VirtualService", "VirtualGateway"):
            yield from in_mesh(inside, mesh)
    if noun == "VirtualNode":
        name = resource["virtualNodeName"]
        yield from (r for r in in_mesh("Route", mesh) if name in _nodes_of_route(r))
        yield from (s for s in in_mesh("VirtualService", mesh) if _provider(s, "virtualNode") == name)
    if noun == "VirtualRouter":
        name = resource["virtualRouterName"]
        yield from (r for r in in_mesh("Route", mesh) if r["virtualRouterName"] == name)
        yield from (s for s in in_mesh("VirtualService", mesh) if _provider(s, "virtualRouter") == name)
    if noun == "VirtualGateway":
        name = resource["virtualGatewayName"]
        yield from (r for r in in_mesh("GatewayRoute", mesh) if r["virtualGatewayName"] == name)
    if noun == "VirtualService":
        name = resource["virtualServiceName"]
        yield from (r for r in in_mesh("GatewayRoute", mesh) if name in _services_of_gateway_route(r))


def _nodes_of_route(route: Resource) -> list[str]:
    return [target["virtualNode"] for target in weighted_targets(route["spec"])]


def _provider(service: Resource, kind: str) -> Any:
    return service["spec"].get("provider", {}).get(kind, {}).get(f"{kind}Name")


def _services_of_gateway_route(route: Resource) -> list[str]:
    kinds = [spec for name, spec in route["spec"].items() if name.endswith("Route")]
    return [kind["action"]["target"]["virtualService"]["virtualServiceName"] for kind in kinds]
