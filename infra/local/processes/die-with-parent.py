"""Runs a command that dies with the process that started it, however that one ends.

usage: die-with-parent.py PARENT_PID COMMAND [ARGUMENT ...]

The command replaces this script, so it keeps the process id, the signals and the exit code.
"""

import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 0.2


def kill_me_when_parent_ends() -> bool:
    """Asks the Linux kernel to do it; False where the kernel cannot."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    return ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL) == 0


def watch(parent: int) -> None:
    """Leaves a process behind that kills this one when `parent` is gone: the way without a kernel's help."""
    watched = os.getpid()
    if os.fork() > 0:
        return
    os.setsid()
    os.closerange(0, 64)
    while os.getppid() == watched:
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os.kill(watched, signal.SIGKILL)
        time.sleep(WATCH_SECONDS)
    os._exit(0)


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if os.environ.pop("SERIN_WATCH_PARENT", "") or not kill_me_when_parent_ends():
        watch(parent)
    # The parent may have ended before the kernel was asked.
    if os.getppid() != parent:
        sys.exit(1)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


main()
