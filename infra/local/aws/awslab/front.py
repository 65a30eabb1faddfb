"""The front door: every request is journalled, may meet a fault, and is answered here or by moto."""

import gzip
import io
import json
import re
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any, Callable, Optional

from werkzeug.wrappers import Request, Response

from . import eventual, faults, journal, protocol
from .controls import PREFIX, control
from .errors import AwsError
from .limits import too_many
from .operations import OPERATIONS, Call, changes_something
from .validation import problems
from .world import changed, now, reset, world

# How each service names a parameter that breaks its model.
INVALID = {
    "appmesh": "BadRequestException",
    "ecs": "InvalidParameterException",
    "ecr": "InvalidParameterException",
    "servicediscovery": "InvalidInput",
    "monitoring": "InvalidParameterValue",
    "cloudformation": "ValidationError",
    "elasticloadbalancing": "ValidationError",
    "application-autoscaling": "ValidationException",
}
ERROR_CODE = re.compile(r'<Code>([^<]+)</Code>|"__type":\s*"(?:[^"#]*#)?([^"]+)"')


class Front:
    """The WSGI application; `behind` is moto's."""

    def __init__(self, behind: Callable[..., Iterable[bytes]]) -> None:
        self._behind = behind

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._respond(_buffered(environ))(environ, start_response)

    def _respond(self, request: Request) -> Response:
        if request.path.startswith(PREFIX):
            return control(request)
        if request.path == "/moto-api/reset" and request.method == "POST":
            reset()
        call = protocol.read(request)
        return self._serve(call, request) if call else self._pass_on(request)

    def _serve(self, call: Call, request: Request) -> Response:
        came = now()
        # Before anything is changed, as IAM asks.
        permissions = journal.permissions_of(call)
        fault = faults.take(call, json.dumps(call.params, default=str))
        response = self._fail(call, request, fault) if fault else self._act(call, request)
        if response.status_code < 400:
            faults.went_well(call)
        journal.note(
            call, came, permissions, response.status_code, _error_code(response), injected=fault is not None
        )
        return response

    def _fail(self, call: Call, request: Request, fault: faults.Fault) -> Response:
        happened = self._act(call, request) if fault.after else None
        if fault.late_ms:
            self._act_later(call, request, fault.late_ms / 1000)
            happened = happened or protocol.answer(call, request, {})
        time.sleep(fault.delay_ms / 1000)
        if fault.error:
            response = protocol.answer(call, request, AwsError(fault.error, fault.text()))
            response.status_code = fault.status or response.status_code
            return response
        if fault.after:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return happened or self._act(call, request)

    def _act_later(self, call: Call, request: Request, seconds: float) -> None:
        """Lets the call have its effect so much later, unless the world was reset meanwhile; nobody hears of its answer."""
        here = world()

        def act() -> None:
            if here.is_current():
                self._act(call, request)

        timer = threading.Timer(seconds, act)
        timer.daemon = True
        timer.start()

    def _act(self, call: Call, request: Request) -> Response:
        """Lets the call have its effect."""
        excess = too_many(call)
        if excess:
            return protocol.answer(call, request, AwsError(INVALID[call.service], "; ".join(excess)))
        handler = OPERATIONS.get((call.service, call.operation))
        with eventual.acting(call):
            response = self._handle(handler, call, request) if handler else self._ask_moto(call, request)
        if response.status_code < 400 and changes_something(call.operation):
            changed(call.service)
        return response

    def _handle(self, handler: Callable[..., Any], call: Call, request: Request) -> Response:
        with world().lock:
            try:
                _check(call)
                return protocol.answer(call, request, handler(call, call.params))
            except AwsError as error:
                return protocol.answer(call, request, error)

    def _ask_moto(self, call: Call, request: Request) -> Response:
        """What moto does not know is refused as a client's error, since SDKs would repeat the call after a server's."""
        try:
            return self._pass_on(request)
        except NotImplementedError:
            unknown = f"the local AWS does not know {call.service} {call.operation}"
            return protocol.answer(call, request, AwsError("NotImplementedException", unknown))

    def _pass_on(self, request: Request) -> Response:
        request.environ["wsgi.input"].seek(0)
        return Response.from_app(self._behind, request.environ)


def _buffered(environ: dict[str, Any]) -> Request:
    """The request with its body unpacked and kept, so that it can be read here and by moto."""
    body = Request(environ).get_data(cache=False, parse_form_data=False)
    if environ.pop("HTTP_CONTENT_ENCODING", "") == "gzip":
        body = gzip.decompress(body)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = io.BytesIO(body)
    return Request(environ)


def _check(call: Call) -> None:
    shape = protocol.service_model(call.service).operation_model(call.operation).input_shape
    found = list(problems(shape, call.params)) if shape else []
    if found:
        raise AwsError(INVALID[call.service], "; ".join(found))


def _error_code(response: Response) -> Optional[str]:
    if response.status_code < 400:
        return None
    named = response.headers.get("X-Amzn-ErrorType")
    match = ERROR_CODE.search(response.get_data(as_text=True))
    return named or (match and (match[1] or match[2])) or "Unknown"
