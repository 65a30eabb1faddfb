"""Which load balancers forward to a target group now; moto notes only those that its listeners and rules were made with."""

from moto.elbv2.models import FakeTargetGroup, elbv2_backends

from .world import ACCOUNT


def forwarding_to(group: FakeTargetGroup) -> list[str]:
    """ARNs of the load balancers with a listener or a rule that forwards to a target group."""
    backend = elbv2_backends[ACCOUNT][group.arn.split(":")[3]]
    return [
        balancer.arn
        for balancer in backend.load_balancers.values()
        if any(
            group.arn in backend._get_target_group_arns_from(action_data=action.data)
            for listener in balancer.listeners.values()
            for rule in listener.rules.values()
            for action in rule.actions
        )
    ]


# What moto notes itself is dropped.
FakeTargetGroup.load_balancer_arns = property(forwarding_to, lambda group, noted: None)
