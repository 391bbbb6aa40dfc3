"""The same blocks as Dask tasks, on as many computers as the scheduler has."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text

if TYPE_CHECKING:
    from tongcheng.travel.times import BlockSource

#: Blocks that are made or wait per worker; more would pile up here before they are asked for.
_AHEAD = 2

_ANSWER_S = 10.0


def blocks_on(
    scheduler: str, source: BlockSource, slices: Sequence[slice], destinations: int, *, answer_s: float = _ANSWER_S
) -> Iterator[NDArray[np.float32]]:
    """Make blocks of minutes on the workers of a scheduler and give them in order.

    A block whose worker dies is made again by another; the network is sent to each worker once.

    Parameters
    ----------
    scheduler
        Address, e.g. ``tcp://10.0.0.5:8786``.
    source, slices, destinations
        What makes the blocks, the rows of each, and the number of columns.
    answer_s
        Seconds to wait for the scheduler.

    Raises
    ------
    InputError
        If the scheduler does not answer, or has no workers.
    """
    with _client(scheduler, answer_s) as client:
        workers = len(client.scheduler_info()["workers"])
        if workers == 0:
            _refuse(scheduler, "no_workers", Text("有工作进程的调度器", "a scheduler with workers"), "0")
        everywhere = client.scatter(source, broadcast=True, hash=False)
        waiting: deque[Any] = deque()
        rest = iter(slices)
        for rows in rest:
            waiting.append(_submit(client, everywhere, rows, destinations))
            if len(waiting) >= _AHEAD * workers:
                break
        while waiting:
            minutes: NDArray[np.float32] = waiting.popleft().result()
            following = next(rest, None)
            if following is not None:
                waiting.append(_submit(client, everywhere, following, destinations))
            yield minutes


def _submit(client: Any, source: Any, rows: slice, destinations: int) -> Any:
    from tongcheng.travel.times import fill_block

    return client.submit(fill_block, source, rows, destinations, pure=False)


def _client(scheduler: str, answer_s: float) -> Any:
    try:
        from distributed import Client
    except ImportError:
        _refuse(scheduler, "no_dask", Text("已安装 dask 组件", "the dask extra installed"), "—")
    try:
        connect: Any = Client
        return connect(scheduler, timeout=answer_s, set_as_default=False)
    except (OSError, ValueError) as error:
        expected = Text(f"{answer_s:g} 秒内应答的调度器", f"a scheduler that answers within {answer_s:g} s")
        _refuse(scheduler, "no_answer", expected, f"{scheduler}: {error}")


def _refuse(scheduler: str, code: str, expected: Text, found: str) -> None:
    remedies = {
        "no_dask": Text("安装：pip install 'tongcheng[dask]'", "install it: pip install 'tongcheng[dask]'"),
        "no_workers": Text(f"启动工作进程：dask worker {scheduler}", f"start some: dask worker {scheduler}"),
        "no_answer": Text(
            "检查地址和网络，或去掉 --scheduler 在本机计算",
            "check the address and the network, or leave out --scheduler to compute here",
        ),
    }
    problems = Problems("scheduler")
    problems.add(code, expected=expected, found=found, remedy=remedies[code])
    problems.raise_if_any()
