"""
How ECS reads and writes listener rules, and the listeners of Network Load Balancers, which have none: by the public API, under its own
name in the journal, and never under the world's lock.
"""

import threading
from typing import Any, Callable

from botocore.exceptions import BotoCoreError, ClientError

from ...knobs import knobs
from ...loopback import client
from ...world import later, world
from ..store import Service

CALLER = "ecs.amazonaws.com"
RETRY_SECONDS = 1
# A load balancer takes a moment to go by new weights: nobody is stopped that it still sends requests to.
SPREAD_SECONDS = 3
Weights = dict[str, int]


class RuleProblem(Exception):
    """Why a rule cannot be what a deployment needs."""


def weights_of(service: Service, rule: str) -> Weights:
    """The weights of a rule's target groups, by their ARNs; those of weight 0 too."""
    try:
        found = _actions(_client(service), rule)
    except ClientError as error:
        raise _final(error) from error
    return {group["TargetGroupArn"]: group.get("Weight", 1) for group in _groups(found)}


def write(service: Service, rule: str, weights: Weights) -> None:
    """Gives a rule's target groups weights; whatever else the rule does stays."""
    try:
        elb = _client(service)
        groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in weights.items()]
        actions = [_with_groups(each, groups) for each in _actions(elb, rule)]
        if is_listener(rule):
            elb.modify_listener(ListenerArn=rule, DefaultActions=actions)
        else:
            elb.modify_rule(RuleArn=rule, Actions=actions)
    except ClientError as error:
        raise _final(error) from error


def is_listener(rule: str) -> bool:
    """Whether a production rule is a listener of a Network Load Balancer."""
    return ":listener/net/" in rule


def when_spread(go_on: Callable[[], None]) -> None:
    """Goes on once the load balancer goes by what was written; at once where tasks, and so their callers, are but simulated."""
    if knobs().agent == "simulated":
        go_on()
    else:
        later(SPREAD_SECONDS, go_on)


def aside(act: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[str], None]) -> None:
    """Calls the load balancer on another thread, as often as it takes, and goes on under the world's lock, unless it was reset."""
    here = world()

    def run() -> None:
        try:
            found = act()
        except RuleProblem as problem:
            _locked(lambda: failed(str(problem)))
        except (ClientError, BotoCoreError):
            _locked(lambda: later(RETRY_SECONDS, lambda: aside(act, then, failed)))
        else:
            _locked(lambda: then(found))

    def _locked(go_on: Callable[[], None]) -> None:
        with here.lock:
            if here.is_current():
                go_on()

    threading.Thread(target=run, daemon=True).start()


def _actions(elb: Any, rule: str) -> list[dict[str, Any]]:
    if is_listener(rule):
        return elb.describe_listeners(ListenerArns=[rule])["Listeners"][0]["DefaultActions"]
    return elb.describe_rules(RuleArns=[rule])["Rules"][0]["Actions"]


def _client(service: Service) -> Any:
    return client("elbv2", service.region, CALLER, "ecs")


def _final(error: ClientError) -> Exception:
    """What repeating the call would not heal; anything else is the error itself."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    passes = status >= 500 or "Throttl" in error.response["Error"]["Code"]
    return error if passes else RuleProblem(str(error))


def _groups(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [each for action in actions for each in action.get("ForwardConfig", {}).get("TargetGroups", [])]
    alone = [{"TargetGroupArn": each["TargetGroupArn"]} for each in actions if "TargetGroupArn" in each]
    return found or alone


def _with_groups(action: dict[str, Any], groups: list[dict[str, Any]]) -> dict[str, Any]:
    if action["Type"] != "forward":
        return action
    kept = {name: value for name, value in action.items() if name not in ("TargetGroupArn", "ForwardConfig")}
    forward = {**action.get("ForwardConfig", {}), "TargetGroups": groups}
    return {**kept, "ForwardConfig": forward}
