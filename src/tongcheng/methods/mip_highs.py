"""HiGHS as the rest of ``methods`` uses it: silent, one matrix by column, whole numbers or not."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


class Quiet(highspy.Highs):
    """HiGHS without its banner.

    The constructor of highspy's own class switches callbacks on, and with that prints to the standard output before it
    can be silenced; a command that writes JSON there would be spoiled.
    """

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


def load(
    matrix: sparse.csc_array,
    cost: Floats,
    bounds: tuple[Floats, Floats],
    row_bounds: tuple[Floats, Floats],
    integer: NDArray[np.bool_] | None,
    *,
    maximise: bool = False,
    threads: int = 1,
    seed: int = 0,
) -> Any:
    """Give a solver that holds the programme.

    Raises
    ------
    RuntimeError
        If HiGHS does not accept it.
    """
    model = Quiet()
    model.setOptionValue("threads", int(threads))
    model.setOptionValue("parallel", "on" if threads > 1 else "off")
    model.setOptionValue("random_seed", int(seed))
    whole = np.zeros(cost.size, "int32") if integer is None else integer.astype("int32")
    accepted = model.passModel(
        matrix.shape[1],
        matrix.shape[0],
        matrix.nnz,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize),
        0.0,
        cost,
        *bounds,
        *row_bounds,
        matrix.indptr.astype("int32"),
        matrix.indices.astype("int32"),
        matrix.data,
        whole,
    )
    if accepted == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS does not accept the programme: are there infinite costs or coefficients?")
    return model
