"""The weights of a listener rule during a deployment."""

from typing import Optional

from .. import service_connect
from ..records import Deployment, ServiceDeployment
from ..store import Service
from . import rules


def groups_of(service: Service) -> tuple[str, str]:
    """The two target groups whose roles swap with each deployment, where a load balancer is before the service."""
    balancer = service.settings["loadBalancers"][0]
    return balancer["targetGroupArn"], balancer["advancedConfiguration"]["alternateTargetGroupArn"]


def rule_of(service: Service, name: str) -> Optional[str]:
    """The listener rule `productionListenerRule` or `testListenerRule`; None where no load balancer is before the service."""
    balancers = service.settings.get("loadBalancers", [])
    return balancers[0]["advancedConfiguration"].get(name) if balancers else None


def split(service: Service, deployment: ServiceDeployment, percent: float) -> rules.Weights:
    """The weights that give the target so many percent, as whole numbers."""
    target = deployment.target.target_group or ""
    other = next(each for each in groups_of(service) if each != target)
    whole = float(percent).is_integer()
    part, all_parts = (int(percent), 100) if whole else (round(percent * 10), 1000)
    return {other: min(all_parts - part, 999), target: min(part, 999)}


def ask(service: Service, deployment: ServiceDeployment, percent: float) -> None:
    """Notes what the target is to get, by which the proxies of Service Connect go at once."""
    deployment.asked = percent
    service_connect.tell(service)


def shift(service: Service, deployment: ServiceDeployment, name: str, percent: float, expected: Optional[float]) -> None:
    """Writes a rule's weights; RuleProblem where somebody else has changed them since, as far as they are expected."""
    rule = rule_of(service, name)
    if rule is None:
        return
    if expected is not None and _shares(rules.weights_of(service, rule)) != _shares(split(service, deployment, expected)):
        raise rules.RuleProblem(f"the forward action of the listener rule {rule} was changed outside of the deployment")
    rules.write(service, rule, split(service, deployment, percent))


def assign(service: Service, sources: list[Deployment], target: Deployment, weights: rules.Weights) -> None:
    """Says where the revisions' tasks are registered: the source's where the traffic is, the target's in the other group."""
    if rule_of(service, "productionListenerRule") is None:
        return
    first, second = groups_of(service)
    for source in sources[:1]:
        source.target_group = source.target_group or first
    # After a deployment that was replaced midway, both groups may have traffic.
    serving = sources[0].target_group if len(sources) > 1 else _serving_group(service, weights)
    if sources and sources[0].target_group != serving:
        raise rules.RuleProblem(f"the target group that serves traffic, {serving}, is not the one of the present revision")
    target.target_group = serving if not sources else second if serving == first else first


def _serving_group(service: Service, weights: rules.Weights) -> str:
    serving = [arn for arn in weights if weights[arn] > 0]
    if len(serving) != 1 or serving[0] not in groups_of(service):
        problem = f"should have exactly one target group serving traffic but found {len(serving)}"
        raise rules.RuleProblem(f"The listener rule {rule_of(service, 'productionListenerRule')} {problem}.")
    return serving[0]


def _shares(weights: rules.Weights) -> rules.Weights:
    """In tenths of a percent, since a rule may say the same in other numbers."""
    total = sum(weights.values()) or 1
    return {arn: round(weight * 1000 / total) for arn, weight in weights.items() if weight > 0}
