"""One thread: on a shared machine torch's spinning threads take ten times as long."""

import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    torch.set_num_threads(1)
