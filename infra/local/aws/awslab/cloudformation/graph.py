"""Walks a graph of needs, as many nodes at a time as are free."""

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Callable


def walk(needs: dict[str, set[str]], act: Callable[[str], None], go_on_after_failure: bool) -> dict[str, Exception]:
    """Runs `act` on each node after those that it needs; answers with the failures.

    After a failure only what has begun is finished, or, if asked, also what does not need the node that failed.
    """
    done: set[str] = set()
    begun: set[str] = set()
    failures: dict[str, Exception] = {}
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(max(1, len(needs))) as pool:
        while True:
            if go_on_after_failure or not failures:
                for node in [each for each in needs if each not in begun and needs[each] <= done]:
                    begun.add(node)
                    running[pool.submit(act, node)] = node
            if not running:
                return failures
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                node = running.pop(future)
                failure = future.exception()
                if failure is None:
                    done.add(node)
                else:
                    failures[node] = failure if isinstance(failure, Exception) else RuntimeError(str(failure))


def reversed_needs(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same graph the other way round: what was needed comes after what needed it."""
    return {node: {other for other, needed in needs.items() if node in needed} for node in needs}
