"""The picture."""

import struct

from experiments.evaluate.outputs import Outputs
from experiments.evaluate.plot import draw
from experiments.evaluate.report import Evaluation, Result
from experiments.evaluate.scores import score
from experiments.evaluate.sets import EvaluationSet


def test_a_set_has_a_row_of_panels() -> None:
    one = EvaluationSet("$dev_1$", ("نعم", "لا"), ("Yes.", "No."), ("", ""))
    outputs = Outputs("a_b", "", ("Yes.", ""))
    evaluation = Evaluation(one, (Result(outputs, score(one, outputs)),))
    for sets in (1, 2):
        data = draw([evaluation] * sets)
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", data[16:24]) == (1320, 432 * sets)
