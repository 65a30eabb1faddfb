"""The tags of what a policy may bind to them, by ARN."""

from collections.abc import Iterable

from moto.elbv2.models import elbv2_backends

from .cloudformation.stack import living, stacks
from .cloudmap.store import store as cloud_map
from .ecs.store import store
from .world import ACCOUNT


def tags_of(arn: str) -> dict[str, str]:
    """The tags of an ECS service, a stack, what a load balancer has, or a Cloud Map service; none of anything else."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return {}
    _, _, service, region, _, resource = parts
    if service == "ecs":
        return _map((each["key"], each.get("value", "")) for each in store().tags.get(arn, []))
    if service == "cloudformation" and resource.startswith("stack/"):
        stack = living(arn) or stacks().get(arn) or living(resource.split("/")[1])
        return _map((each["Key"], each["Value"]) for each in (stack.settings.get("Tags", []) if stack else []))
    if service == "elasticloadbalancing":
        return dict(elbv2_backends[ACCOUNT][region].tagging_service.get_tag_dict_for_resource(arn))
    if service == "servicediscovery":
        return _map((each["Key"], each["Value"]) for each in cloud_map().tags.get(arn, []))
    return {}


def _map(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(pairs)
