"""GetMetricStatistics."""

from datetime import datetime, timezone
from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from .metrics import seconds
from .periods import Range, check_period, gather
from .series import Sample, key, metrics
from .statistics import check_statistic, statistic

MAX_DATAPOINTS = 1_440


@operation("monitoring", "GetMetricStatistics")
def get(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Statistics of one metric, at most 1,440 periods."""
    names, extended = params.get("Statistics", []), params.get("ExtendedStatistics", [])
    if not names and not extended:
        raise AwsError("InvalidParameterCombination", "Must specify either Statistics or ExtendedStatistics")
    check_period(params["Period"])
    for name in extended:
        check_statistic(name)
    span = Range(seconds(params["StartTime"]), seconds(params["EndTime"]), params["Period"])
    if span.start >= span.end:
        raise AwsError("InvalidParameterValue", "The parameter StartTime must be less than the parameter EndTime.")
    if len(span.beginnings()) > MAX_DATAPOINTS + 1:
        count = len(span.beginnings())
        message = f"You have requested up to {count} datapoints, which exceeds the limit of {MAX_DATAPOINTS}."
        raise AwsError("InvalidParameterCombination", message)
    metric = key(params)
    series = metrics().high.get(metric) or metrics().standard.get(metric)
    unit = series.unit if series else "None"
    points = [_view(time, sample, names, extended, unit) for time, sample in gather(metric, span).items()]
    return {"Label": params["MetricName"], "Datapoints": points}


def _view(time: int, sample: Sample, names: list[str], extended: list[str], unit: str) -> dict[str, Any]:
    percentiles = {name: statistic(name, sample) for name in extended}
    return {
        "Timestamp": datetime.fromtimestamp(time, timezone.utc),
        "Unit": unit,
        **{name: statistic(name, sample) for name in names},
        **({"ExtendedStatistics": percentiles} if percentiles else {}),
    }
