"""The HTTP controls under /moto-api/lab/."""

import json
from dataclasses import asdict
from typing import Any

from werkzeug.wrappers import Request, Response

from . import certificates, faults, journal, targets
from .ecs import service_connect, target_health
from .knobs import knobs, turn
from .world import version, wait_for_change, world

PREFIX = "/moto-api/lab/"
LONGEST_WAIT_SECONDS = 30


def control(request: Request) -> Response:
    """Answers one control; 404 for an unknown one, 400 for settings that do not exist."""
    try:
        found = _act(request.method, request.path[len(PREFIX) :], request)
    except (TypeError, ValueError) as problem:
        return _json({"error": str(problem)}, 400)
    return _json({"error": "no such control"}, 404) if found is None else _json(found, 200)


def _act(method: str, name: str, request: Request) -> Any:
    if (method, name) == ("GET", "version"):
        seen = request.args.get("after", type=int)
        services = [each for each in request.args.get("of", "").split(",") if each]
        if seen is not None:
            wait_for_change(seen, LONGEST_WAIT_SECONDS, services)
        return {"version": version(services)}
    with world().lock:
        if (method, name) == ("POST", "faults"):
            faults.replace(json.loads(request.get_data()), request.args.get("caller", ""))
            return {}
        if (method, name) == ("GET", "faults"):
            return {"faults": [asdict(fault) for fault in faults.in_list()]}
        if (method, name) == ("POST", "knobs"):
            turn(json.loads(request.get_data()))
            return asdict(knobs())
        if (method, name) == ("POST", "target-health"):
            if targets.report(json.loads(request.get_data())):
                target_health.noticed()
            return {}
        if (method, name) == ("GET", "certificate"):
            return certificates.keypair(request.args.get("arn", ""))
        if (method, name) == ("GET", "service-connect"):
            return {"endpoints": service_connect.endpoints()}
        if (method, name) == ("GET", "calls"):
            return {"calls": journal.since(request.args.get("since", 0, int))}
    return None


def _json(body: Any, status: int) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
