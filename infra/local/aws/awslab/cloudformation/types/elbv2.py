"""AWS::ElasticLoadBalancingV2::*"""

from ..fit import text
from ..resource_type import Place, Record, add


def _set_attributes(kind: str, call: str, arn: str) -> object:
    def after(place: Place, made: Record, properties: Record) -> None:
        given = properties.get(f"{kind}Attributes")
        if given:
            attributes = [{"Key": each["Key"], "Value": text(each["Value"])} for each in given]
            getattr(place.client("elbv2"), call)(**{arn: made[arn], "Attributes": attributes})

    return after


def _full_name(arn: str) -> str:
    """The part of an ARN that CloudWatch uses as a dimension."""
    return arn.split(":")[-1].replace("loadbalancer/", "")


add(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "elbv2",
    "create_load_balancer",
    "delete_load_balancer",
    named_by="Name",
    apart=("LoadBalancerAttributes",),
    after=_set_attributes("LoadBalancer", "modify_load_balancer_attributes", "LoadBalancerArn"),
    key=lambda made: {"LoadBalancerArn": made["LoadBalancerArn"]},
    ref=lambda made: made["LoadBalancerArn"],
    attributes=lambda made: {
        "LoadBalancerArn": made["LoadBalancerArn"],
        "DNSName": made["DNSName"],
        "CanonicalHostedZoneID": made.get("CanonicalHostedZoneId"),
        "LoadBalancerName": made["LoadBalancerName"],
        "LoadBalancerFullName": _full_name(made["LoadBalancerArn"]),
    },
)

add(
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "elbv2",
    "create_target_group",
    "delete_target_group",
    named_by="Name",
    apart=("TargetGroupAttributes", "Targets"),
    after=_set_attributes("TargetGroup", "modify_target_group_attributes", "TargetGroupArn"),
    key=lambda made: {"TargetGroupArn": made["TargetGroupArn"]},
    ref=lambda made: made["TargetGroupArn"],
    attributes=lambda made: {
        "TargetGroupArn": made["TargetGroupArn"],
        "TargetGroupName": made["TargetGroupName"],
        "TargetGroupFullName": _full_name(made["TargetGroupArn"]),
    },
)

add(
    "AWS::ElasticLoadBalancingV2::Listener",
    "elbv2",
    "create_listener",
    "delete_listener",
    update="modify_listener",
    key=lambda made: {"ListenerArn": made["ListenerArn"]},
    ref=lambda made: made["ListenerArn"],
    attributes=lambda made: {"ListenerArn": made["ListenerArn"]},
)

add(
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "elbv2",
    "create_rule",
    "delete_rule",
    update="modify_rule",
    key=lambda made: {"RuleArn": made["RuleArn"]},
    ref=lambda made: made["RuleArn"],
    attributes=lambda made: {"RuleArn": made["RuleArn"]},
)
