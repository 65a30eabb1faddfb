"""Clients of this very server, for what one service does by calling another."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

_endpoint = ""
_session = boto3.session.Session()


def serve_at(port: int) -> None:
    """Tells where the server listens."""
    global _endpoint
    _endpoint = f"http://127.0.0.1:{port}"


@cache
def client(service: str, region: str, caller: str, access_key: str) -> Any:
    """A client that tries once, since a fault shall reach the caller; `caller` is its user agent in the journal."""
    config = Config(
        retries={"total_max_attempts": 1},
        inject_host_prefix=False,
        user_agent=caller,
        read_timeout=600,
        s3={"addressing_style": "path"},
        max_pool_connections=64,
    )
    credentials = {"aws_access_key_id": access_key, "aws_secret_access_key": "loopback"}
    return _session.client(service, region_name=region, endpoint_url=_endpoint, config=config, **credentials)
