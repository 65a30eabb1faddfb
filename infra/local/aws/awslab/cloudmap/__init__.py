"""AWS Cloud Map: namespaces, services, instances, and their discovery."""

from . import discovery, instances, namespaces, registry  # noqa: F401
