"""What CreateService and UpdateService refuse about deployments that shift traffic."""

from collections.abc import Iterator
from typing import Any, Optional

from ... import targets
from ...errors import AwsError
from ...operations import Call
from ..records import Record

STRATEGIES = ("BLUE_GREEN", "LINEAR", "CANARY")
# Hooks that pause are not for the stages that also run in a rollback.
NO_PAUSE_AT = ("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT")
BAKE_MINUTES = (0, 1440)
# What else shifts traffic: here in name alone, since nothing stands before such a service's tasks.
BESIDE_BALANCERS = ("serviceConnectConfiguration", "vpcLatticeConfigurations", "gatewayConnectors")


def shifts_traffic(settings: Record) -> bool:
    """Whether a service's deployments shift traffic, which they do by ECS's own controller alone."""
    controller = settings.get("deploymentController", {}).get("type", "ECS")
    return controller == "ECS" and settings.get("deploymentConfiguration", {}).get("strategy", "ROLLING") in STRATEGIES


def check(call: Call, settings: Record) -> None:
    """InvalidParameterException with all that is wrong; UnsupportedFeatureException for what the local AWS does not have."""
    if not shifts_traffic(settings):
        return
    configuration = settings["deploymentConfiguration"]
    found = [*_configuration_problems(configuration), *_hook_problems(configuration.get("lifecycleHooks", []))]
    if found:
        raise AwsError("InvalidParameterException", "; ".join(found))
    if settings.get("loadBalancers") or not any(settings.get(each) for each in BESIDE_BALANCERS):
        _check_balancer(call, settings.get("loadBalancers", []))
    if any(each.get("targetType", "AWS_LAMBDA") == "AWS_LAMBDA" for each in configuration.get("lifecycleHooks", [])):
        raise AwsError("UnsupportedFeatureException", "the local AWS does not run Lambda functions: use hooks of type PAUSE")


def _configuration_problems(configuration: Record) -> Iterator[str]:
    linear, canary = configuration.get("linearConfiguration", {}), configuration.get("canaryConfiguration", {})
    if configuration["strategy"] == "BLUE_GREEN" and "bakeTimeInMinutes" not in configuration:
        yield "bakeTimeInMinutes is required with the BLUE_GREEN strategy"
    for name, strategy in (("linearConfiguration", "LINEAR"), ("canaryConfiguration", "CANARY")):
        if name in configuration and configuration["strategy"] != strategy:
            yield f"{name} is only valid when the deployment strategy is {strategy}"
    yield from _outside("bakeTimeInMinutes", configuration.get("bakeTimeInMinutes"), BAKE_MINUTES)
    yield from _outside("stepPercent", linear.get("stepPercent"), (3.0, 100.0))
    yield from _outside("canaryPercent", canary.get("canaryPercent"), (0.1, 100.0))
    yield from _outside("stepBakeTimeInMinutes", linear.get("stepBakeTimeInMinutes"), BAKE_MINUTES)
    yield from _outside("canaryBakeTimeInMinutes", canary.get("canaryBakeTimeInMinutes"), BAKE_MINUTES)
    for name, value in (("stepPercent", linear.get("stepPercent")), ("canaryPercent", canary.get("canaryPercent"))):
        if value is not None and round(value * 10, 6) % 1:
            yield f"{name} must be a multiple of 0.1, and is {value}"


def _outside(name: str, value: Optional[float], limits: tuple[float, float]) -> Iterator[str]:
    low, high = limits
    if value is not None and not low <= value <= high:
        yield f"{name} must be between {low} and {high}, and is {value}"


def _hook_problems(hooks: list[dict[str, Any]]) -> Iterator[str]:
    for hook in hooks:
        if not hook.get("lifecycleStages"):
            yield "lifecycleStages is required for a deployment lifecycle hook"
        if hook.get("targetType", "AWS_LAMBDA") != "PAUSE":
            if not hook.get("hookTargetArn"):
                yield "hookTargetArn is required for an AWS_LAMBDA lifecycle hook"
            continue
        for stage in hook.get("lifecycleStages", []):
            if stage in NO_PAUSE_AT:
                yield f"PAUSE hooks cannot be configured at the {stage} stage"
        yield from _outside("timeoutInMinutes", hook.get("timeoutConfiguration", {}).get("timeoutInMinutes"), (1, 20160))


def _check_balancer(call: Call, balancers: list[dict[str, Any]]) -> None:
    if len(balancers) != 1 or "advancedConfiguration" not in balancers[0]:
        only = "the local AWS shifts the traffic of one load balancer with an advancedConfiguration"
        raise AwsError("UnsupportedFeatureException", only)
    advanced = balancers[0]["advancedConfiguration"]
    missing = [each for each in ("alternateTargetGroupArn", "productionListenerRule", "roleArn") if not advanced.get(each)]
    if missing:
        raise AwsError("InvalidParameterException", f"advancedConfiguration lacks {', '.join(missing)}")
    for name in ("productionListenerRule", "testListenerRule"):
        arn = advanced.get(name)
        if arn and ":listener-rule/app/" not in arn and ":listener/net/" not in arn:
            wrong = f"{name} has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: {arn}"
            raise AwsError("InvalidParameterException", wrong)
    targets.check_attached(call, advanced["alternateTargetGroupArn"])
