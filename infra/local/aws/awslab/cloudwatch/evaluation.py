"""What state an alarm's data put it in."""

import operator
from typing import Any, Callable

from .periods import Line, Range, line
from .queries import run
from .series import key

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def evaluate(alarm: dict[str, Any], at: float) -> tuple[str, str]:
    """The state at a moment (seconds since 1970), and why: M of the last N finished periods breach the threshold."""
    count = alarm["EvaluationPeriods"]
    period = _period(alarm)
    end = int(at // period) * period
    times = [end - period * n for n in range(count, 0, -1)]
    values = _values(alarm, times[0], end, period)
    breaches = COMPARISONS[alarm["ComparisonOperator"]]
    missing = alarm.get("TreatMissingData", "missing")
    judged = [breaches(values[t], alarm["Threshold"]) if t in values else None for t in times]
    if all(each is None for each in judged) and missing in ("missing", "ignore"):
        if missing == "ignore":
            return alarm["StateValue"], alarm["StateReason"]
        return "INSUFFICIENT_DATA", f"Insufficient Data: {count} datapoints were unknown."
    breaching = sum(each if each is not None else missing == "breaching" for each in judged)
    needed = alarm.get("DatapointsToAlarm", count)
    known = [values[t] for t in times if t in values]
    why = f"{breaching} of the last {count} datapoints {known} crossed the threshold ({alarm['Threshold']})"
    return ("ALARM", f"Threshold Crossed: {why}.") if breaching >= needed else ("OK", f"Threshold not Crossed: {why}.")


def _period(alarm: dict[str, Any]) -> int:
    if "Period" in alarm:
        return int(alarm["Period"])
    return max((q["MetricStat"]["Period"] for q in alarm["Metrics"] if "MetricStat" in q), default=60)


def _values(alarm: dict[str, Any], start: int, end: int, period: int) -> Line:
    if "MetricName" in alarm:
        stat = alarm.get("Statistic") or alarm.get("ExtendedStatistic", "Average")
        return line(key(alarm), stat, Range(start, end, period))
    returned = run(alarm["Metrics"], start, end)
    return returned[0].lines[0] if returned and returned[0].lines else {}
