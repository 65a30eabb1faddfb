"""The filters of Cloud Map's lists."""

from typing import Any, Callable

Filter = dict[str, Any]


def matches(filters: list[Filter], value_of: Callable[[str], Any]) -> bool:
    """Whether a record passes all filters; `value_of` gives the record's value for a filter's name."""
    return all(_passes(each, value_of(each["Name"])) for each in filters)


def _passes(given: Filter, value: Any) -> bool:
    condition, values = given.get("Condition", "EQ"), given["Values"]
    if condition == "BEGINS_WITH":
        return any(str(value).startswith(prefix) for prefix in values)
    if condition == "BETWEEN":
        low, high = values
        return float(low) <= float(value) <= float(high)
    return value in values
