"""Queries: metrics and expressions that may name each other."""

import re
from dataclasses import dataclass
from typing import Any, Optional

from ..errors import AwsError
from .expressions import ExpressionError, Names, Value, evaluate
from .functions import FUNCTIONS
from .periods import Line, Range, check_period, line
from .series import key
from .statistics import check_statistic


@dataclass(frozen=True)
class Result:
    """What one query gives."""

    id: str
    label: str
    lines: list[Line]


def check(queries: list[dict[str, Any]]) -> None:
    """ValidationError or InvalidParameterValue for queries that cannot be worked out whatever the data."""
    ids = [each["Id"] for each in queries]
    if len(set(ids)) < len(ids):
        raise AwsError("ValidationError", "The values for parameter id in MetricDataQueries are not unique.")
    for query in queries:
        if not re.fullmatch(r"[a-z]\w*", query["Id"]):
            raise AwsError(
                "ValidationError",
                f"The value {query['Id']} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
            )
        if ("MetricStat" in query) == ("Expression" in query):
            raise AwsError("ValidationError", f"Query {query['Id']} must have either MetricStat or Expression.")
        if "MetricStat" in query:
            check_period(query["MetricStat"]["Period"])
            check_statistic(query["MetricStat"]["Stat"])


def run(queries: list[dict[str, Any]], start: float, end: float) -> list[Result]:
    """The results of all queries that want to be returned, in their order."""
    check(queries)
    work = _Work(queries, start, end)
    returned = [each for each in queries if each.get("ReturnData", True)]
    return [Result(each["Id"], _label(each), work.lines(each["Id"])) for each in returned]


class _Work:
    """Works queries out, each once, those that an expression names before it."""

    def __init__(self, queries: list[dict[str, Any]], start: float, end: float) -> None:
        self._queries = {each["Id"]: each for each in queries}
        self._start, self._end = start, end
        self._known: dict[str, Value] = {}
        self._busy: set[str] = set()

    def lines(self, name: str) -> list[Line]:
        """The lines of a query; a plain number becomes one that is the same in every period."""
        try:
            value = self._value(name)
        except ExpressionError as problem:
            raise AwsError("ValidationError", f"Error in expression '{name}': {problem}") from None
        if isinstance(value, dict):
            return [value]
        if isinstance(value, list):
            return value
        if isinstance(value, float):
            return [{time: value for time in self._span(self._queries[name]).beginnings()}]
        raise AwsError("ValidationError", f"Error in expression '{name}': the result is text")

    def _value(self, name: str) -> Value:
        if name not in self._queries:
            raise ExpressionError(f"Undefined symbol {name}")
        if name in self._busy:
            raise ExpressionError(f"{name} refers to itself")
        if name not in self._known:
            self._busy.add(name)
            self._known[name] = self._work_out(self._queries[name])
            self._busy.remove(name)
        return self._known[name]

    def _work_out(self, query: dict[str, Any]) -> Value:
        stat: Optional[dict[str, Any]] = query.get("MetricStat")
        if stat:
            return line(key(stat["Metric"]), stat["Stat"], self._span(query))
        return evaluate(query["Expression"], Names(self._value, self._metrics, FUNCTIONS, self._span(query)))

    def _metrics(self, part: str) -> list[Line]:
        named = [each for each in self._queries.values() if "MetricStat" in each and part in each["Id"]]
        return [line(key(q["MetricStat"]["Metric"]), q["MetricStat"]["Stat"], self._span(q)) for q in named]

    def _span(self, query: dict[str, Any]) -> Range:
        periods = [each["MetricStat"]["Period"] for each in self._queries.values() if "MetricStat" in each]
        period = (
            query["MetricStat"]["Period"] if "MetricStat" in query else query.get("Period") or max(periods, default=60)
        )
        return Range(self._start, self._end, period)


def _label(query: dict[str, Any]) -> str:
    if "Label" in query:
        return str(query["Label"])
    return str(query["MetricStat"]["Metric"]["MetricName"]) if "MetricStat" in query else str(query["Id"])
