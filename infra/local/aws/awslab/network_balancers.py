"""Network Load Balancers, to whose ARNs moto gives the form of those of application ones."""

from typing import Any

from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer

_create = ELBv2Backend.create_load_balancer


def create(backend: ELBv2Backend, *arguments: Any, **named: Any) -> FakeLoadBalancer:
    """Creates a load balancer under the name that its type has."""
    made = _create(backend, *arguments, **named)
    if made.type == "network":
        before, made.arn = made.arn, made.arn.replace(":loadbalancer/app/", ":loadbalancer/net/")
        backend.load_balancers[made.arn] = backend.load_balancers.pop(before)
        backend.tagging_service.copy_tags(before, made.arn)
        backend.tagging_service.delete_all_tags_for_resource(before)
    return made


ELBv2Backend.create_load_balancer = create
