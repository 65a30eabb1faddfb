"""AWS App Mesh: meshes, virtual routers, nodes, services, gateways, and both kinds of routes."""

from . import api, tags  # noqa: F401
