"""How many of a kind one call takes, and how many tags a resource, where AWS's documentation says so and botocore's models do not."""

from collections.abc import Collection

from moto.elbv2.exceptions import TooManyTagsError
from moto.elbv2.models import ELBv2Backend

from .errors import AwsError
from .operations import Call

MOST_TAGS = 50

AT_MOST = {
    ("ecs", "DescribeServices"): {"services": 10},
    ("ecs", "DescribeTasks"): {"tasks": 100},
    ("ecs", "DescribeClusters"): {"clusters": 100},
    ("ecs", "DescribeServiceRevisions"): {"serviceRevisionArns": 20},
    ("ecs", "DescribeServiceDeployments"): {"serviceDeploymentArns": 20},
    ("elasticloadbalancing", "DescribeTags"): {"ResourceArns": 20},
    ("elasticloadbalancing", "DescribeRules"): {"RuleArns": 20},
    ("elasticloadbalancing", "DescribeListeners"): {"ListenerArns": 20},
    ("elasticloadbalancing", "DescribeLoadBalancers"): {"LoadBalancerArns": 20, "Names": 20},
    ("elasticloadbalancing", "DescribeTargetGroups"): {"TargetGroupArns": 100, "Names": 100},
    ("monitoring", "GetMetricData"): {"MetricDataQueries": 500},
}


def too_many(call: Call) -> list[str]:
    """What a call names more of than AWS takes at once."""
    limits = AT_MOST.get((call.service, call.operation), {})
    given = {name: len(call.params.get(name) or []) for name in limits}
    return [
        f"{name} cannot have more than {most} elements, and has {given[name]}"
        for name, most in limits.items()
        if given[name] > most
    ]


def check_tags(code: str, keys: Collection[str]) -> None:
    """Refuses more tags than a resource takes; each service by a code of its own."""
    if len(set(keys)) > MOST_TAGS:
        raise AwsError(code, f"a resource has {MOST_TAGS} tags at most, and would have {len(set(keys))}")


def _add_tags(self: ELBv2Backend, resource_arns: list[str], tags: list[dict[str, str]]) -> None:
    """moto's own takes ten."""
    added = self.tagging_service.flatten_tag_list(tags)
    for arn in resource_arns:
        if len({*self.tagging_service.get_tag_dict_for_resource(arn), *added}) > MOST_TAGS:
            raise TooManyTagsError()
        self._get_resource_by_arn(arn)
        self.tagging_service.tag_resource(arn, tags)


ELBv2Backend.add_tags = _add_tags  # type: ignore[method-assign]
