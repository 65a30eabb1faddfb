"""
Starts servers of the local AWS for one process that runs tests: ``python fork_server.py SOCKET``. What all of them import is imported
once; for each connection, one is forked whose standard input and output it becomes. Ends with its own standard input.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path

from awslab import __main__ as server
from awslab import loopback
from moto.core.utils import get_service_model
from moto.iam import access_control  # noqa: F401
from moto.moto_api._internal import mock_random

# What botocore knows of these is read when they are first called: once here, instead of in each server.
CALLED_BY_STACKS = ("ecs", "elbv2", "iam", "ec2", "logs", "servicediscovery", "application-autoscaling")


def main() -> None:
    """Serves until standard input is closed."""
    address = sys.argv[1]
    Path(address).unlink(missing_ok=True)
    # Nobody waits for those that are forked here.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Ctrl-C reaches the tests as well, whose end is the end of standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        print("ready", flush=True)
        _read_ahead()
        gc.freeze()
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                try:
                    _be_a_server(connection)
                finally:
                    os._exit(1)
            connection.close()
    Path(address).unlink(missing_ok=True)


def _read_ahead() -> None:
    loopback.serve_at(1)
    for service in CALLED_BY_STACKS:
        loopback.client(service, "eu-west-1", "nobody", "nobody").close()
        get_service_model(service)
    loopback.client.cache_clear()


def _be_a_server(connection: socket.socket) -> None:
    """`connection` begins with a line of JSON: the server's flags."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with connection.makefile("rb", buffering=0) as lines:
        sys.argv[1:] = json.loads(lines.readline())
    os.dup2(connection.fileno(), 0)
    os.dup2(connection.fileno(), 1)
    connection.close()
    mock_random.seed()
    server.main()


if __name__ == "__main__":
    main()
