"""The services written here; importing one registers its operations."""

# ruff: noqa: F401
from . import (
    appmesh,
    balancer_pages,
    builds,
    cloudformation,
    cloudmap,
    cloudwatch,
    ecs,
    forwarding,
    network_balancers,
    policies,
    scaling,
    simulate_policy,
    targets,
)
