"""The services written here; importing one registers its operations."""

from . import appmesh, builds, cloudformation, cloudmap, cloudwatch, ecs, scaling, simulate_policy, targets  # noqa: F401
