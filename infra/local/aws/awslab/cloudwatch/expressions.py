"""Metric math: reads an expression and works it out."""

import operator
import re
from dataclasses import dataclass
from typing import Any, Callable, Union

from .periods import Line, Range

Value = Union[float, str, Line, list[Line]]
TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?) | (?P<text>'[^']*'|"[^"]*") | (?P<name>[A-Za-z_]\w*)
        | (?P<sign><=|>=|==|!=|&&|\|\||[-+*/^(),<>])
    )""",
    re.VERBOSE,
)
LEVELS = (("||",), ("&&",), ("==", "!=", "<", ">", "<=", ">="), ("+", "-"), ("*", "/"), ("^",))
ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "<": lambda a, b: float(a < b),
    ">": lambda a, b: float(a > b),
    "<=": lambda a, b: float(a <= b),
    ">=": lambda a, b: float(a >= b),
    "==": lambda a, b: float(a == b),
    "!=": lambda a, b: float(a != b),
    "&&": lambda a, b: float(bool(a) and bool(b)),
    "||": lambda a, b: float(bool(a) or bool(b)),
}


class ExpressionError(Exception):
    """An expression that cannot be read or worked out; the text says why."""


@dataclass(frozen=True)
class Names:
    """What an expression may name: the results of other queries, and all metrics among them, for METRICS()."""

    find: Callable[[str], Value]
    metrics: Callable[[str], list[Line]]
    functions: dict[str, Callable[..., Value]]
    span: Range


def evaluate(text: str, names: Names) -> Value:
    """The value of an expression: a number, one line, or several."""
    parser = _Parser(_tokens(text), names)
    value = parser.level(0)
    if parser.rest:
        raise ExpressionError(f"unexpected '{parser.rest[0][1]}'")
    return value


def combine(sign: str, left: Value, right: Value) -> Value:
    """An operation on numbers and lines; lines meet where both have a value, a division by zero gives none."""
    if isinstance(left, list):
        return [combine_lines(sign, each, right) for each in left]
    if isinstance(right, list):
        return [combine_lines(sign, left, each) for each in right]
    return combine_lines(sign, left, right)


def combine_lines(sign: str, left: Any, right: Any) -> Any:
    """As `combine`, for two values of which none is a list."""
    if isinstance(left, str) or isinstance(right, str):
        raise ExpressionError(f"'{sign}' does not take text")
    if not isinstance(left, dict) and not isinstance(right, dict):
        return _apply(sign, left, right)
    times = set(left if isinstance(left, dict) else right) & set(right if isinstance(right, dict) else left)
    values = {t: _apply(sign, _at(left, t), _at(right, t)) for t in sorted(times)}
    return {time: value for time, value in values.items() if value is not None}


def _at(value: Any, time: int) -> float:
    return value[time] if isinstance(value, dict) else value


def _apply(sign: str, left: float, right: float) -> Any:
    try:
        return ARITHMETIC[sign](left, right)
    except (ZeroDivisionError, OverflowError):
        return None


def _tokens(text: str) -> list[tuple[str, str]]:
    found, position = [], 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if not match:
            raise ExpressionError(f"unexpected '{text[position:].strip()[0]}'")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        position = match.end()
    return found


class _Parser:
    """Recursive descent; `rest` is what has not been read yet."""

    def __init__(self, tokens: list[tuple[str, str]], names: Names) -> None:
        self.rest = tokens
        self._names = names

    def level(self, depth: int) -> Value:
        """An operation of this precedence or a tighter one."""
        if depth == len(LEVELS):
            return self._operand()
        value = self.level(depth + 1)
        while self.rest and self.rest[0][1] in LEVELS[depth] and self.rest[0][0] == "sign":
            sign = self.rest.pop(0)[1]
            value = combine(sign, value, self.level(depth + 1))
        return value

    def _operand(self) -> Value:
        kind, text = self.rest.pop(0) if self.rest else ("end", "the end")
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1]
        if text == "-":
            return combine("*", -1.0, self._operand())
        if text == "(":
            value = self.level(0)
            self._expect(")")
            return value
        if kind != "name":
            raise ExpressionError(f"unexpected {text}")
        if self.rest and self.rest[0][1] == "(":
            return self._call(text)
        return self._names.find(text)

    def _call(self, name: str) -> Value:
        self._expect("(")
        arguments: list[Value] = []
        while self.rest and self.rest[0][1] != ")":
            # REPEAT and LINEAR are words that FILL takes, not names of queries.
            if self.rest[0][1] in ("REPEAT", "LINEAR"):
                arguments.append(self.rest.pop(0)[1])
            else:
                arguments.append(self.level(0))
            if self.rest and self.rest[0][1] == ",":
                self._expect(",")
        self._expect(")")
        if name not in self._names.functions:
            raise ExpressionError(f"unknown function {name}")
        return self._names.functions[name](self._names, *arguments)

    def _expect(self, sign: str) -> None:
        if not self.rest or self.rest.pop(0)[1] != sign:
            raise ExpressionError(f"'{sign}' is missing")
