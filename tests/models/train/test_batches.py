import numpy as np

from models.train.batches import Pairs, plan_epoch


def numbered(lengths: list[tuple[int, int]], weights: list[float]) -> Pairs:
    sides = []
    for side in (0, 1):
        at = np.cumsum([0, *(pair[side] for pair in lengths)]).astype(np.int64)
        sides += [np.arange(1, at[-1] + 1, dtype=np.uint16), at]
    return Pairs(sides[0], sides[1], sides[2], sides[3], np.array(weights, dtype=np.float32))


MANY = numbered([(3 + i % 17, 2 + i % 23) for i in range(400)], [1.0] * 400)


def test_every_pair_is_seen_once_an_epoch_and_no_batch_is_over_budget() -> None:
    plan = plan_epoch(MANY, seed=1, epoch=0, batch_tokens=96)
    assert sorted(np.concatenate(plan)) == list(range(400))
    for rows in plan:
        batch = MANY.batch(rows, pad=0)
        assert max(batch.source.size, batch.target.size) <= 96 or len(rows) == 1


def test_the_plan_is_the_same_for_the_same_seed_and_epoch_only() -> None:
    def flat(seed: int, epoch: int) -> list[int]:
        return [int(i) for i in np.concatenate(plan_epoch(MANY, seed=seed, epoch=epoch, batch_tokens=96))]

    assert flat(1, 3) == flat(1, 3)
    assert flat(1, 3) != flat(1, 4)
    assert flat(1, 3) != flat(2, 3)


def test_a_weight_is_the_mean_number_of_times_a_pair_is_seen() -> None:
    pairs = numbered([(4, 4)] * 3000, [0.25] * 1000 + [1.0] * 1000 + [2.5] * 1000)
    counts = np.bincount(np.concatenate(plan_epoch(pairs, seed=1, epoch=0, batch_tokens=512)), minlength=3000)
    assert 200 < counts[:1000].sum() < 300
    assert set(counts[1000:2000]) == {1}
    assert set(counts[2000:]) == {2, 3}
    assert 2400 < counts[2000:].sum() < 2600


def test_a_batch_is_padded_to_its_longest_row() -> None:
    pairs = numbered([(2, 1), (3, 2)], [1, 1])
    batch = pairs.batch(np.array([1, 0]), pad=99)
    assert batch.source.tolist() == [[3, 4, 5], [1, 2, 99]]
    assert batch.target.tolist() == [[2, 3], [1, 99]]
