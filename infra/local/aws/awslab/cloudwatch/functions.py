"""The functions of metric math."""

import math
import re
from typing import Any, Callable

from .expressions import ExpressionError, Names, Value
from .periods import Line, Range, check_period, line
from .series import Key, keys

SEARCH = re.compile(r"\s*(?:\{(?P<schema>[^}]*)\})?(?P<terms>.*)", re.DOTALL)
TERM = re.compile(r"(?:(?P<name>[\w.:-]+)\s*=\s*)?(?:\"(?P<exact>[^\"]*)\"|(?P<word>[^\s\"]+))")


def _lines(value: Value) -> list[Line]:
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        return value
    raise ExpressionError("a metric is needed here")


def _reduce(over: Callable[[list[float]], float]) -> Callable[..., Value]:
    """A function that turns one line into a number, and several lines into one line."""

    def reduce(_: Names, value: Value) -> Value:
        if isinstance(value, dict):
            return over(list(value.values())) if value else {}
        times = sorted({time for each in _lines(value) for time in each})
        return {time: over([each[time] for each in _lines(value) if time in each]) for time in times}

    return reduce


def _each(change: Callable[[float], float]) -> Callable[..., Value]:
    """A function of single values."""

    def apply(_: Names, value: Value) -> Value:
        if isinstance(value, float):
            return change(value)
        changed = [{time: change(v) for time, v in each.items()} for each in _lines(value)]
        return changed[0] if isinstance(value, dict) else changed

    return apply


def _fill(names: Names, value: Value, how: Value) -> Value:
    """Gives every period of the range a value: a number, that of another line, the last one, or one on the way."""
    filled = [_fill_line(each, how, names.span) for each in _lines(value)]
    return filled[0] if isinstance(value, dict) else filled


def _fill_line(given: Line, how: Value, span: Range) -> Line:
    found: Line = {}
    for time in span.beginnings():
        if time in given:
            found[time] = given[time]
        elif how == "REPEAT":
            found.update({time: found[max(found)]} if found else {})
        elif how == "LINEAR":
            found.update(_between(given, time))
        elif isinstance(how, dict):
            found.update({time: how[time]} if time in how else {})
        elif isinstance(how, float):
            found[time] = how
    return found


def _between(given: Line, time: int) -> Line:
    before, after = [t for t in given if t < time], [t for t in given if t > time]
    if not before or not after:
        return {}
    low, high = max(before), min(after)
    return {time: given[low] + (given[high] - given[low]) * (time - low) / (high - low)}


def _if(_: Names, condition: Value, then: Value, otherwise: Value = 0.0) -> Value:
    def pick(holds: float, at: Any) -> Any:
        chosen = then if holds else otherwise
        return chosen.get(at) if isinstance(chosen, dict) else chosen

    if isinstance(condition, dict):
        picked = {time: pick(value, time) for time, value in condition.items()}
        return {time: value for time, value in picked.items() if value is not None}
    return then if condition else otherwise


def _difference(_: Names, value: Value) -> Value:
    times = sorted(_lines(value)[0])
    given = _lines(value)[0]
    return {later: given[later] - given[sooner] for sooner, later in zip(times, times[1:])}


def _rate(names: Names, value: Value) -> Value:
    times = sorted(_lines(value)[0])
    given = _lines(value)[0]
    return {b: (given[b] - given[a]) / (b - a) for a, b in zip(times, times[1:])}


def _running_sum(_: Names, value: Value) -> Value:
    total, found = 0.0, {}
    for time, each in sorted(_lines(value)[0].items()):
        total += each
        found[time] = total
    return found


def _search(names: Names, text: Value, name: Value, period: Value = 0.0) -> Value:
    """Finds metrics by ``{Namespace,Dimension,…}`` and words; the dimensions in braces are all that they may have."""
    match = SEARCH.fullmatch(str(text))
    assert match
    seconds = int(period) if isinstance(period, float) and period else names.span.period
    check_period(seconds)
    span = Range(names.span.start, names.span.end, seconds)
    found = [each for each in keys() if _in_schema(each, match["schema"]) and _has_terms(each, match["terms"])]
    return [line(each, str(name), span) for each in found]


def _in_schema(metric: Key, schema: Any) -> bool:
    if schema is None:
        return True
    namespace, *wanted = [each.strip().strip('"') for each in schema.split(",")]
    return metric[0] == namespace and {name for name, _ in metric[2]} == set(wanted)


def _has_terms(metric: Key, terms: str) -> bool:
    namespace, name, have = metric
    fields = {"Namespace": namespace, "MetricName": name, **dict(have)}
    for term in TERM.finditer(terms):
        wanted = term["exact"] if term["exact"] is not None else term["word"]
        if wanted == "AND":
            continue
        exact = term["exact"] is not None
        places = [fields.get(term["name"], "")] if term["name"] else list(fields.values())
        if not any(wanted == each if exact else wanted.lower() in each.lower() for each in places):
            return False
    return True


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "SUM": _reduce(sum),
    "AVG": _reduce(lambda values: sum(values) / len(values)),
    "MIN": _reduce(min),
    "MAX": _reduce(max),
    "METRICS": lambda names, part="": names.metrics(str(part)),
    "ABS": _each(abs),
    "CEIL": _each(lambda value: float(math.ceil(value))),
    "FLOOR": _each(lambda value: float(math.floor(value))),
    "FILL": _fill,
    "IF": _if,
    "DIFF": _difference,
    "RATE": _rate,
    "RUNNING_SUM": _running_sum,
    "PERIOD": lambda names, value: float(names.span.period),
    "SEARCH": _search,
}
