"""What the calls that make and change stacks have in common: the template they bring and what it needs."""

from typing import Any
from urllib.parse import unquote, urlparse

from moto.s3.exceptions import S3ClientError
from moto.s3.models import s3_backends

from ..errors import AwsError
from ..world import ACCOUNT
from .references import check_references
from .template import Template, read_template

MAX_BODY = 51_200
NAMED = {"RoleName", "UserName", "GroupName", "PolicyName", "ManagedPolicyName", "InstanceProfileName"}


def template_of(params: dict[str, Any]) -> tuple[Template, str]:
    """The template of a call, checked, and its text."""
    body = params.get("TemplateBody")
    if body is None:
        body = _fetch(params["TemplateURL"]) if "TemplateURL" in params else None
    elif len(body.encode()) > MAX_BODY:
        message = f"Member must have length less than or equal to {MAX_BODY}"
        raise AwsError(
            "ValidationError",
            f"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: {message}",
        )
    if not body:
        raise AwsError("ValidationError", "Either Template URL or Template Body must be specified.")
    template = read_template(body)
    check_references(template)
    return template, body


def capabilities_needed(template: Template) -> list[str]:
    """CAPABILITY_IAM for templates with IAM resources, CAPABILITY_NAMED_IAM where one of them has a name of its own."""
    resources = [each for each in template["Resources"].values() if each["Type"].startswith("AWS::IAM::")]
    if not resources:
        return []
    # AWS::IAM::Policy is embedded in what has the name, so its own does not count.
    named = [
        each for each in resources if each["Type"] != "AWS::IAM::Policy" and NAMED & set(each.get("Properties") or {})
    ]
    return ["CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"]


def check_capabilities(template: Template, given: list[str]) -> None:
    """InsufficientCapabilitiesException unless the caller acknowledged what the template may do."""
    for needed in capabilities_needed(template):
        if needed not in given and "CAPABILITY_NAMED_IAM" not in given:
            raise AwsError("InsufficientCapabilitiesException", f"Requires capabilities : [{needed}]")


def _fetch(url: str) -> str:
    """A template from S3, by a path-style or virtual-hosted address."""
    parsed = urlparse(url)
    host, path = parsed.netloc.split("."), unquote(parsed.path.lstrip("/"))
    bucket, key = (
        (host[0], path)
        if len(host) > 1 and host[1].startswith("s3")
        else (path.partition("/")[0], path.partition("/")[2])
    )
    try:
        found = s3_backends[ACCOUNT]["aws"].get_object(bucket, key)
    except S3ClientError:
        found = None
    if found is None:
        raise AwsError("ValidationError", "S3 error: The specified key does not exist.")
    return str(found.value.decode())
