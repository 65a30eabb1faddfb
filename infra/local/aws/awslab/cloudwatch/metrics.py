"""Puts data points, and lists the metrics that have some."""

from datetime import datetime, timezone
from math import isfinite
from typing import Any, Optional

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from .series import Key, Sample, Series, key, keys, metrics

TWO_WEEKS, TWO_HOURS = 14 * 86_400, 2 * 3_600


def seconds(moment: Optional[datetime]) -> float:
    """Seconds since 1970 of a moment in UTC, with or without its zone; None is now."""
    at = moment or datetime.now(timezone.utc)
    return at.replace(tzinfo=at.tzinfo or timezone.utc).timestamp()


@operation("monitoring", "PutMetricData")
def put(_: Call, params: dict[str, Any]) -> None:
    """Adds data points; all are checked before one is added."""
    checked = [(each, _sample(each)) for each in params.get("MetricData", [])]
    for datum, sample in checked:
        _check_time(datum.get("Timestamp"))
        high = datum.get("StorageResolution", 60) == 1
        series = (metrics().high if high else metrics().standard).setdefault(
            key({**datum, "Namespace": params["Namespace"]}), Series()
        )
        series.unit = datum.get("Unit", "None")
        at = int(seconds(datum.get("Timestamp")))
        series.put(at if high else at - at % 60, sample)


@operation("monitoring", "ListMetrics")
def list_metrics(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists metrics by namespace, name and dimensions; a dimension without value asks for any."""
    found = [_view(each) for each in keys() if _is_asked_for(each, params)]
    items, token = page(found, params.get("NextToken"), 500)
    return {"Metrics": items, "NextToken": token}


def _sample(datum: dict[str, Any]) -> Sample:
    if "StatisticValues" in datum:
        given = datum["StatisticValues"]
        return Sample([], given["SampleCount"], given["Sum"], given["Minimum"], given["Maximum"])
    values = datum.get("Values") or ([datum["Value"]] if "Value" in datum else [])
    counts = datum.get("Counts") or [1.0] * len(values)
    if not values:
        raise AwsError("MissingParameter", f"The parameter MetricData.{datum['MetricName']}.Value is required.")
    if len(values) != len(counts) or not all(isfinite(value) for value in values):
        raise AwsError(
            "InvalidParameterValue",
            f"The values of {datum['MetricName']} must be finite, and have a count each.",
        )
    total = sum(value * count for value, count in zip(values, counts))
    return Sample(list(zip(values, counts)), sum(counts), total, min(values), max(values))


def _check_time(moment: Optional[datetime]) -> None:
    age = seconds(None) - seconds(moment)
    if moment and not -TWO_HOURS <= age <= TWO_WEEKS:
        message = (
            f"Timestamp {moment.isoformat()} must not be more than two weeks in the past or two hours in the future."
        )
        raise AwsError("InvalidParameterValue", message)


def _is_asked_for(metric: Key, params: dict[str, Any]) -> bool:
    namespace, name, have = metric
    wanted = params.get("Dimensions", [])
    matches = all(any(n == w["Name"] and w.get("Value") in (None, v) for n, v in have) for w in wanted)
    return matches and params.get("Namespace") in (None, namespace) and params.get("MetricName") in (None, name)


def _view(metric: Key) -> dict[str, Any]:
    namespace, name, have = metric
    named = [{"Name": n, "Value": v} for n, v in sorted(have)]
    return {"Namespace": namespace, "MetricName": name, "Dimensions": named}
