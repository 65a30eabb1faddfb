"""The journal of API calls, for assertions such as «no UpdateRoute after the abort»."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Optional

from .authorization import Asked, asked
from .operations import Call
from .world import world

KEPT = 50_000


@dataclass
class Journal:
    """The newest calls, oldest first."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0


def permissions_of(call: Call) -> list[Asked]:
    """What IAM asks about a call, as things are now."""
    with world().lock:
        return asked(call)


def note(
    call: Call, came: datetime, permissions: list[Asked], status: int, error: Optional[str], injected: bool
) -> None:
    """Writes down one finished call, with the moment at which it came."""
    with world().lock:
        journal = world().part(Journal)
        journal.count += 1
        journal.entries.append(
            {
                "n": journal.count,
                "time": came.isoformat(),
                "service": call.service,
                "action": call.operation,
                "status": status,
                "error": error,
                "injected": injected,
                "userAgent": call.user_agent,
                "accessKey": call.access_key,
                "permissions": permissions,
                "parameters": _key_parameters(call.params),
            }
        )
        del journal.entries[:-KEPT]


def since(n: int) -> list[dict[str, Any]]:
    """The calls after the n-th."""
    with world().lock:
        return [entry for entry in world().part(Journal).entries if entry["n"] > n]


def _key_parameters(params: dict[str, Any]) -> dict[str, Any]:
    """What names the object and, for a route or a rule, its weights; no templates and no values of metrics or secrets."""
    kept = {name: value for name, value in params.items() if isinstance(value, (int, bool)) or _is_name(name, value)}
    targets = _weighted_targets(params.get("spec"))
    weights = {t["virtualNode"]: t["weight"] for t in targets} or _group_weights(params.get("Actions"))
    return {**kept, "weights": weights} if weights else kept


def _group_weights(actions: Any) -> dict[str, int]:
    """A rule's weights, by the names of its target groups."""
    forwards = [each.get("ForwardConfig") or {} for each in actions or [] if isinstance(each, dict)]
    groups = [group for forward in forwards for group in forward.get("TargetGroups") or []]
    return {group["TargetGroupArn"].split("/")[-2]: group.get("Weight", 0) for group in groups}


def _is_name(name: str, value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 256 and name not in ("Value", "clientToken")


def _weighted_targets(spec: Any) -> list[dict[str, Any]]:
    for kind in ("httpRoute", "http2Route", "grpcRoute", "tcpRoute"):
        route = spec.get(kind) if isinstance(spec, dict) else None
        if isinstance(route, dict):
            return route.get("action", {}).get("weightedTargets", [])
    return []
