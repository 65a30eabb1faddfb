"""The kinds of App Mesh resources, and how they are named in calls and ARNs."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One kind; `path` alternates ARN segments and the parameters that fill them, from the mesh down."""

    noun: str
    plural: str
    path: tuple[tuple[str, str], ...]

    @property
    def data(self) -> str:
        """The output member that holds the resource, such as ``virtualNode``."""
        return self.noun[0].lower() + self.noun[1:]

    @property
    def name(self) -> str:
        """The parameter that names the resource, such as ``virtualNodeName``."""
        return self.path[-1][1]

    def names(self, params: dict[str, Any]) -> dict[str, str]:
        """The names that identify one resource: its own and those of what it lies in."""
        return {name: params[name] for _, name in self.path}

    def parents(self) -> tuple[str, ...]:
        """The parameters that name what the resource lies in."""
        return tuple(name for _, name in self.path[:-1])

    def resource(self, params: dict[str, Any]) -> str:
        """The resource part of the ARN."""
        return "/".join(f"{segment}/{params[name]}" for segment, name in self.path)


MESH = ("mesh", "meshName")
ROUTER = ("virtualRouter", "virtualRouterName")
GATEWAY = ("virtualGateway", "virtualGatewayName")

KINDS = {
    kind.noun: kind
    for kind in (
        Kind("Mesh", "Meshes", (MESH,)),
        Kind("VirtualRouter", "VirtualRouters", (MESH, ROUTER)),
        Kind("Route", "Routes", (MESH, ROUTER, ("route", "routeName"))),
        Kind("VirtualNode", "VirtualNodes", (MESH, ("virtualNode", "virtualNodeName"))),
        Kind("VirtualService", "VirtualServices", (MESH, ("virtualService", "virtualServiceName"))),
        Kind("VirtualGateway", "VirtualGateways", (MESH, GATEWAY)),
        Kind("GatewayRoute", "GatewayRoutes", (MESH, GATEWAY, ("gatewayRoute", "gatewayRouteName"))),
    )
}
