"""moto, which stands behind the front door."""

from typing import Any, Optional

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app


class Moto(DomainDispatcherApplication):
    """moto's own server; NotImplementedError for a service that it does not have."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)

    def get_backend_for_host(self, host: Optional[str]) -> Any:
        """The name of the service that answers for a host."""
        found = super().get_backend_for_host(host)
        if host is not None and found is None:
            raise NotImplementedError(host)
        return found
