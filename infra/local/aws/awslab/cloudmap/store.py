"""What Cloud Map keeps."""

import secrets
import string
from dataclasses import dataclass, field
from typing import Any

from ..errors import AwsError
from ..world import now, world

Record = dict[str, Any]
ALPHABET = string.ascii_lowercase + string.digits


@dataclass
class Store:
    """Namespaces, services and operations by id, the instances of each service, each service's revision, and tags by ARN."""

    namespaces: dict[str, Record] = field(default_factory=dict)
    services: dict[str, Record] = field(default_factory=dict)
    instances: dict[str, dict[str, Record]] = field(default_factory=dict)
    health: dict[tuple[str, str], str] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    tags: dict[str, list[Record]] = field(default_factory=dict)
    operations: dict[str, Record] = field(default_factory=dict)


def store() -> Store:
    """The present world's store."""
    return world().part(Store)


def new_id(prefix: str) -> str:
    """An id such as ``srv-e4anhexample0004``."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(16))


def namespace(reference: str) -> Record:
    """A namespace by id or ARN."""
    found = store().namespaces.get(reference.split("/")[-1])
    if found is None:
        raise AwsError("NamespaceNotFound", f"There is no namespace {reference}.")
    return found


def service(reference: str) -> Record:
    """A service by id or ARN."""
    found = store().services.get(reference.split("/")[-1])
    if found is None:
        raise AwsError("ServiceNotFound", f"There is no service {reference}.")
    return found


def done(kind: str, targets: dict[str, str]) -> dict[str, str]:
    """Writes down an operation, which here succeeds at once."""
    made = new_id("")
    moment = {"CreateDate": now(), "UpdateDate": now()}
    store().operations[made] = {"Id": made, "Type": kind, "Status": "SUCCESS", "Targets": targets, **moment}
    return {"OperationId": made}
