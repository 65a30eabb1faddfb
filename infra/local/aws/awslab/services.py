"""The services written here; importing one registers its operations."""

from . import appmesh, cloudformation, cloudmap, cloudwatch, ecs, targets  # noqa: F401
