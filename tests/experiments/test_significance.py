import pytest

from experiments.significance import Metric, Test, paired_test

REFERENCES = [f"The army took the {n}th village east of the river on Sunday." for n in range(60)]
WORSE = [text.replace("village", "town").replace("army", "forces") for text in REFERENCES]
MIXED = [REFERENCES[i] if i % 2 else WORSE[i] for i in range(60)]


@pytest.mark.parametrize("metric", ["bleu", "chrf", "chrf++"])
@pytest.mark.parametrize("test", ["bootstrap", "randomisation"])
def test_a_clear_gain_is_significant(metric: Metric, test: Test) -> None:
    found = paired_test(REFERENCES, WORSE, MIXED, metric=metric, test=test)
    assert found.difference > 5
    assert found.p_value < 0.01
    assert ("bs:1000" if test == "bootstrap" else "ar:10000") in found.signature


def test_the_same_output_is_not_better() -> None:
    found = paired_test(REFERENCES, MIXED, MIXED)
    assert found.difference == 0
    assert found.p_value > 0.9


def test_sentences_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="60 references, 59 and 60 translations"):
        paired_test(REFERENCES, WORSE[:-1], MIXED)
