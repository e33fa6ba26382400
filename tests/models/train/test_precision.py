"""Numbers that training multiplies in."""

import torch

from models.train.precision import autocast, computes_bfloat16

CPU = torch.device("cpu")


def test_it_multiplies_in_bfloat16_where_that_is_fast_and_never_in_float16() -> None:
    with autocast(CPU):
        product = torch.ones(4, 4) @ torch.ones(4, 4)
    assert product.dtype == (torch.bfloat16 if computes_bfloat16(CPU) else torch.float32)
