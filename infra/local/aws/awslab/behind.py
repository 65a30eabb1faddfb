"""moto, which stands behind the front door."""

from functools import cache
from typing import Any, Optional

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app


class Moto(DomainDispatcherApplication):
    """moto's own server; NotImplementedError for a service that it does not have."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        # moto looks through its own folders at each call.
        self._find = cache(super().get_backend_for_host)

    def get_backend_for_host(self, host: Optional[str]) -> Any:
        """The name of the service that answers for a host."""
        found = self._find(host)
        if host is not None and found is None:
            raise NotImplementedError(host)
        return found
