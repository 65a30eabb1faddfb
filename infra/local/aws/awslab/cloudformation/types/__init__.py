"""The resource types, by service; importing a module makes its types known."""

from . import (  # noqa: F401
    appmesh,
    delivery,
    ec2,
    ecs,
    elbv2,
    functions,
    iam,
    scaling,
    secrets,
    servicediscovery,
    storage,
)
