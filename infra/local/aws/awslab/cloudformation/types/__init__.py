"""The resource types, by service; importing a module makes its types known."""

from . import appmesh, ec2, ecs, elbv2, iam, servicediscovery, storage  # noqa: F401
