"""Errors as AWS sends them."""

from moto.core.exceptions import ServiceException


class AwsError(ServiceException):
    """An error with AWS's own code, such as ``NotFoundException``; the service's model knows its HTTP status."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
