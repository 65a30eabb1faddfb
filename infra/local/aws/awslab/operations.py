"""The operations that are written here instead of in moto, by service and name."""

from dataclasses import dataclass
from typing import Any, Callable, Optional

from .world import ACCOUNT

Params = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One API call as the client meant it; `service` is the signing name, such as ``appmesh``."""

    service: str
    operation: str
    region: str
    params: Params
    user_agent: str = ""
    access_key: str = ""

    def arn(self, resource: str, service: Optional[str] = None) -> str:
        """The name of one of this account's resources in the call's region."""
        return f"arn:aws:{service or self.service}:{self.region}:{ACCOUNT}:{resource}"


Handler = Callable[[Call, Params], Any]
OPERATIONS: dict[tuple[str, str], Handler] = {}


def operation(service: str, name: str) -> Callable[[Handler], Handler]:
    """Makes a function the implementation of an operation. It runs under the world's lock."""

    def register(handler: Handler) -> Handler:
        OPERATIONS[service, name] = handler
        return handler

    return register


READS = (
    "Describe",
    "Get",
    "List",
    "Validate",
    "Discover",
    "BatchGet",
    "Filter",
    "Head",
    "Lookup",
    "Estimate",
)
TELEMETRY = ("PutMetricData", "PutLogEvents")


def changes_something(name: str) -> bool:
    """Whether an operation changes more than telemetry, judged by its name."""
    return not name.startswith(READS) and name not in TELEMETRY
