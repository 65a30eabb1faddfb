"""Starts the server: ``python -m awslab [-p PORT] [--log FILE]``. Ends on SIGTERM, or when standard input is closed."""

import argparse
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from werkzeug.serving import make_server

# moto reads these when it is imported: what nobody asks for here need not be loaded.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
os.environ.setdefault("MOTO_ALLOW_NONEXISTENT_REGION", "true")

from . import newer_models, one_session  # noqa: E402, F401, I001
from . import images, loopback, services  # noqa: E402, F401
from .behind import Moto  # noqa: E402
from .front import Front  # noqa: E402
from .serving import Handler  # noqa: E402


def main() -> None:
    """Serves until told to end."""
    flags = argparse.ArgumentParser(prog="awslab", description=__doc__)
    flags.add_argument("-p", "--port", type=int, default=0, help="0 lets the system choose")
    flags.add_argument("--images", type=Path, help="the local registry, for ECR to show")
    flags.add_argument("--log", help="a file for errors, instead of standard error")
    given = flags.parse_args()
    logging.basicConfig(filename=given.log, level=logging.ERROR, format="%(asctime)s %(name)s %(message)s")

    if given.images:
        images.serve(given.images)
    server = make_server(
        "127.0.0.1",
        given.port,
        Front(Moto()),
        threaded=True,
        request_handler=Handler,
    )
    loopback.serve_at(server.port)
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    signal.signal(signal.SIGINT, lambda *_: done.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=_wait_for_end_of_input, args=(done,), daemon=True).start()
    print(json.dumps({"ready": True, "port": server.port}), flush=True)
    done.wait()
    # Threads of the server and of running stacks have nothing to save.
    os._exit(0)


def _wait_for_end_of_input(done: threading.Event) -> None:
    sys.stdin.buffer.read()
    done.set()


if __name__ == "__main__":
    main()
