"""The services written here; importing one registers its operations."""

from . import appmesh, cloudformation, cloudmap, cloudwatch, ecs, simulate_policy, targets  # noqa: F401
