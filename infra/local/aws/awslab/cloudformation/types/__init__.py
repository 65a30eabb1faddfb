"""The resource types, by service; importing a module makes its types known."""

from . import appmesh, delivery, ec2, ecs, elbv2, functions, iam, scaling, servicediscovery, storage  # noqa: F401
