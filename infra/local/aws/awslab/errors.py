"""Errors as AWS sends them."""

from moto.core.exceptions import ServiceException


class AwsError(ServiceException):
    """An error with AWS's own code, such as ``NotFoundException``; the service's model knows its HTTP status."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        # moto names an error that is not in the service's model, such as ThrottlingException, after its class.
        self.__class__ = type(code, (AwsError,), {})
