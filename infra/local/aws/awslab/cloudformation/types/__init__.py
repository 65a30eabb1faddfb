"""The resource types, by service; importing a module makes its types known."""

from . import appmesh, delivery, ec2, ecs, elbv2, iam, scaling, servicediscovery, storage  # noqa: F401
