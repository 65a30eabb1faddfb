"""GetMetricData."""

from datetime import datetime, timezone
from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from .metrics import seconds
from .queries import Result, run

MAX_DATAPOINTS = 100_800


@operation("monitoring", "GetMetricData")
def get(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Data points of several queries, newest first unless asked otherwise; pages count data points over all queries."""
    start, end = seconds(params["StartTime"]), seconds(params["EndTime"])
    if start >= end:
        raise AwsError("ValidationError", "The parameter StartTime must be less than the parameter EndTime.")
    results = run(params["MetricDataQueries"], start, end)
    newest_first = params.get("ScanBy", "TimestampDescending") == "TimestampDescending"
    skip = _read_token(params.get("NextToken"))
    shown, more = _page(results, newest_first, skip, params.get("MaxDatapoints", MAX_DATAPOINTS))
    return {"MetricDataResults": shown, "Messages": [], **({"NextToken": more} if more else {})}


def _page(results: list[Result], newest_first: bool, skip: int, limit: int) -> tuple[list[dict[str, Any]], str]:
    """The results with the points of one page; a result of which more is to come is PartialData."""
    shown: list[dict[str, Any]] = []
    position = 0
    for result in results:
        for line in result.lines:
            points = sorted(line.items(), reverse=newest_first)
            first, last = max(0, skip - position), max(0, skip + limit - position)
            shown.append(_view(result, points[first:last], last < len(points)))
            position += len(points)
    return shown, str(skip + limit) if position > skip + limit else ""


def _view(result: Result, points: list[tuple[int, float]], partial: bool) -> dict[str, Any]:
    return {
        "Id": result.id,
        "Label": result.label,
        "Timestamps": [datetime.fromtimestamp(time, timezone.utc) for time, _ in points],
        "Values": [value for _, value in points],
        "StatusCode": "PartialData" if partial else "Complete",
    }


def _read_token(token: Any) -> int:
    if token is None:
        return 0
    if not str(token).isdigit():
        raise AwsError("InvalidNextToken", "The next token is invalid.")
    return int(token)
