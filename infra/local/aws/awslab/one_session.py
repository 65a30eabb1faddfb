"""
Imports moto with one boto3 session for all its parts: it makes one for each question which regions there are, and each reads
all that botocore knows of EC2 anew, which is a third of the time to start.
"""

from typing import Any

import boto3

_Session = boto3.Session
_shared = _Session()


def _session(*args: Any, **settings: Any) -> boto3.Session:
    return _Session(*args, **settings) if args or settings else _shared


boto3.Session = _session
import moto.ec2.models  # noqa: E402, F401

boto3.Session = _Session
