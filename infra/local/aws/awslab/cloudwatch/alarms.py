"""Alarms, evaluated when they are looked at; one that goes off does what others have made known as `alarm_action`."""

from dataclasses import dataclass, field
from typing import Any, Callable, Optional

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import now, world
from .evaluation import evaluate
from .queries import check

Alarm = dict[str, Any]
# A state that was set by hand holds until the next evaluation would be due.
HOLD_SECONDS = 60
# What may be done when an alarm goes off, each for the ARNs that it knows.
ACTIONS: list[Callable[[str], None]] = []


@dataclass
class Alarms:
    """All alarms."""

    by_name: dict[str, Alarm] = field(default_factory=dict)


def alarm_action(act: Callable[[str], None]) -> Callable[[str], None]:
    """Makes a function be called with each ARN among the actions of an alarm that goes off."""
    ACTIONS.append(act)
    return act


def alarms_with_action(arn: str) -> list[Alarm]:
    """The alarms that have an ARN among their actions."""
    return [each for each in _alarms().by_name.values() if arn in each.get("AlarmActions", [])]


def names_in_alarm(names: list[str]) -> list[str]:
    """Those of some alarms that are in ALARM now."""
    found = [_alarms().by_name[name] for name in names if name in _alarms().by_name]
    for alarm in found:
        _evaluate(alarm)
    return [each["AlarmName"] for each in found if each["StateValue"] == "ALARM"]


@operation("monitoring", "PutMetricAlarm")
def put(call: Call, params: dict[str, Any]) -> None:
    """Makes an alarm, or changes one, which keeps its state."""
    if ("MetricName" in params) == ("Metrics" in params):
        raise AwsError("ValidationError", "Exactly one of MetricName and Metrics must be specified.")
    check(params.get("Metrics", []))
    name = params["AlarmName"]
    old = _alarms().by_name.get(name, {})
    fresh = {
        "StateValue": "INSUFFICIENT_DATA",
        "StateReason": "Unchecked: Initial alarm creation",
        "StateUpdatedTimestamp": now(),
    }
    kept = {key: old[key] for key in fresh if key in old}
    settings = {key: value for key, value in params.items() if key != "Tags"}
    arn = {"AlarmArn": call.arn(f"alarm:{name}", "cloudwatch"), "AlarmConfigurationUpdatedTimestamp": now()}
    _alarms().by_name[name] = {"ActionsEnabled": True, **settings, **arn, **fresh, **kept}


@operation("monitoring", "DescribeAlarms")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows alarms by names, prefix or state, each in the state that it has now."""
    for alarm in _alarms().by_name.values():
        _evaluate(alarm)
    found = [_shown(each) for each in _alarms().by_name.values() if _is_asked_for(each, params)]
    items, token = page(found, params.get("NextToken"), params.get("MaxRecords", 50))
    return {"MetricAlarms": items, "CompositeAlarms": [], "NextToken": token}


@operation("monitoring", "DescribeAlarmsForMetric")
def describe_for_metric(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows the alarms of one metric."""
    found = describe(call, {})["MetricAlarms"]
    wanted = (params["Namespace"], params["MetricName"])
    return {"MetricAlarms": [each for each in found if (each.get("Namespace"), each.get("MetricName")) == wanted]}


@operation("monitoring", "SetAlarmState")
def set_state(_: Call, params: dict[str, Any]) -> None:
    """Puts an alarm into a state for a while."""
    alarm = _alarms().by_name.get(params["AlarmName"])
    if alarm is None:
        raise AwsError("ResourceNotFound", f"Alarm {params['AlarmName']} does not exist.")
    _enter(alarm, params["StateValue"], params["StateReason"])
    alarm["held_until"] = now().timestamp() + HOLD_SECONDS


@operation("monitoring", "DeleteAlarms")
def delete(_: Call, params: dict[str, Any]) -> None:
    """Removes alarms; those not there are ignored."""
    for name in params["AlarmNames"]:
        _alarms().by_name.pop(name, None)


def _alarms() -> Alarms:
    return world().part(Alarms)


def _evaluate(alarm: Alarm) -> None:
    if alarm.get("held_until", 0) > now().timestamp():
        return
    state, reason = evaluate(alarm, now().timestamp())
    if state != alarm["StateValue"]:
        _enter(alarm, state, reason)


def _enter(alarm: Alarm, state: str, reason: str) -> None:
    moved = state != alarm["StateValue"]
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=now())
    if moved and state == "ALARM" and alarm["ActionsEnabled"]:
        _act(alarm)


def _act(alarm: Alarm) -> None:
    for arn in alarm.get("AlarmActions", []):
        for act in ACTIONS:
            act(arn)


def _is_asked_for(alarm: Alarm, params: dict[str, Any]) -> bool:
    names: Optional[list[str]] = params.get("AlarmNames")
    state = params.get("StateValue")
    named = names is None or alarm["AlarmName"] in names
    return (
        named
        and alarm["AlarmName"].startswith(params.get("AlarmNamePrefix", ""))
        and state in (None, alarm["StateValue"])
    )


def _shown(alarm: Alarm) -> Alarm:
    return {key: value for key, value in alarm.items() if key != "held_until"}
