"""AWS's wire protocols: finds out what a request means, and writes the answer, both by botocore's models."""

import json
import re
from contextlib import suppress
from functools import cache
from typing import Any, Optional
from urllib.parse import unquote
from uuid import uuid4
from xml.sax.saxutils import escape

from botocore.exceptions import UnknownServiceError
from moto.core.model import OperationModel, ServiceModel
from moto.core.parsers import PROTOCOL_PARSERS, JSONParser
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.wrappers import Request, Response

from .errors import AwsError
from .operations import Call

# Signing names that differ from botocore's names of the service.
BOTOCORE_NAMES = {"monitoring": "cloudwatch", "elasticloadbalancing": "elbv2", "states": "stepfunctions"}
SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


def is_known(call: Call) -> bool:
    """Whether there is a model of what the call asks for."""
    with suppress(UnknownServiceError):
        return call.operation in service_model(call.service).operation_names
    return False


@cache
def service_model(service: str) -> ServiceModel:
    """The model of a service, by its signing name."""
    return get_service_model(BOTOCORE_NAMES.get(service, service))


def read(request: Request) -> Optional[Call]:
    """What the request asks for, or None if it is no signed API call. S3's calls are named by method and path."""
    scope = SCOPE.search(request.headers.get("Authorization", ""))
    if not scope:
        return None
    service, region = scope["service"], scope["region"]
    try:
        operation, params = _operation(service, request)
    except UnknownServiceError:
        operation, params = f"{request.method} {request.path}", {}
    return Call(service, operation, region, params, request.headers.get("User-Agent", ""), scope["key"])


def answer(call: Call, request: Request, result: Any) -> Response:
    """The HTTP response for a result or an error."""
    if not is_known(call):
        return _answer_unknown(request, result)
    model = service_model(call.service)
    protocol = _protocol(model, request)
    serializer = get_serializer_class(model.service_name, protocol)
    sent = serializer(operation_model=model.operation_model(call.operation)).serialize(result)
    return Response(sent["body"], sent["status_code"], {**sent["headers"], "x-amzn-RequestId": str(uuid4())})


def _answer_unknown(request: Request, error: AwsError) -> Response:
    """An error in a form that SDKs read although nothing is known about the call: XML where it came as a form, or JSON."""
    if request.form.get("Action"):
        code, message = escape(error.code), escape(error.message)
        body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
        return Response(body, 400, content_type="text/xml")
    body = json.dumps({"__type": error.code, "message": error.message})
    return Response(body, 400, {"X-Amzn-ErrorType": error.code}, content_type="application/json")


def _operation(service: str, request: Request) -> tuple[str, dict[str, Any]]:
    target = request.headers.get("X-Amz-Target")
    if target:
        name = target.split(".")[-1]
        return name, _parse("json", service, name, request)
    if request.form.get("Action"):
        name = request.form["Action"]
        return name, _parse("ec2" if service == "ec2" else "query", service, name, request)
    if service != "s3" and service_model(service).protocol == "rest-json":
        return _rest(service, request)
    return f"{request.method} {request.path}", {}


def _parse(protocol: str, service: str, operation: str, request: Request) -> dict[str, Any]:
    model = service_model(service)
    if operation not in model.operation_names:
        return {}
    given = {"query_params": request.form, "headers": request.headers, "body": request.get_data()}
    return PROTOCOL_PARSERS[protocol]().parse(given, model.operation_model(operation))


def _rest(service: str, request: Request) -> tuple[str, dict[str, Any]]:
    path = request.environ.get("RAW_URI", request.path).split("?")[0]
    for method, pattern, operation in _routes(service):
        match = method == request.method and pattern.fullmatch(path)
        if match:
            labels = {name: unquote(value) for name, value in match.groupdict().items()}
            body = json.loads(request.get_data() or "{}")
            return operation, _rest_params(operation, service, {**request.args.to_dict(), **labels, **body})
    return f"{request.method} {path}", {}


def _rest_params(operation: str, service: str, given: dict[str, Any]) -> dict[str, Any]:
    shape = service_model(service).operation_model(operation).input_shape
    if shape is None:
        return {}
    for member in shape.members.values():
        name = member.serialization.get("name")
        if member.type_name == "integer" and isinstance(given.get(name), str):
            given[name] = int(given[name])
    return JSONParser()._parse_shape(shape, given)


@cache
def _routes(service: str) -> list[tuple[str, "re.Pattern[str]", str]]:
    model = service_model(service)
    return [_route(model.operation_model(name)) for name in model.operation_names]


def _route(operation: OperationModel) -> tuple[str, "re.Pattern[str]", str]:
    path = operation.http["requestUri"].split("?")[0]
    pattern = re.sub(r"\{(\w+)\+?\}", r"(?P<\1>[^/]+)", path)
    return operation.http["method"], re.compile(pattern + "/?"), operation.name


def _protocol(model: ServiceModel, request: Request) -> str:
    if request.headers.get("X-Amz-Target"):
        return "json"
    return "query" if request.form.get("Action") else str(model.protocol)
