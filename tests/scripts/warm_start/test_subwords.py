"""The pieces of a big vocabulary that some texts need, as a sentencepiece model of their own."""

from pathlib import Path

import sentencepiece
from warm_start.subwords import choose, cut_model

from corpus.align.embed.weights import find_weights, read_weights

BASE = Path("models/bundled/source.spm")
TEXTS = [
    "وصل الوفد إلى المدينة مساء الخميس.",
    "غادر الوفد المدينة في 15 مارس 2016، وفق BBC.",
    "كَتَبَت المدينةُ تاريخها.",
]


def test_the_pieces_that_texts_need(tmp_path: Path) -> None:
    subwords = read_weights(find_weights()).subwords
    cut_model(BASE, subwords, None, tmp_path / "all.spm")
    whole = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "all.spm"))
    assert whole.get_piece_size() > 249_000
    assert whole.encode(TEXTS[0], out_type=str)[:3] == ["▁وصل", "▁الوفد", "▁إلى"]

    chosen = choose(tmp_path / "all.spm", TEXTS, 1000)
    assert len(chosen) == len(set(chosen)) < 100
    assert {"▁", ".", "،", "B", "1", "ف", "▁المدينة", "▁الوفد"} <= set(chosen)
    assert not {"15", "▁15", "2016", "▁2016", "<unk>", "كَ"} & set(chosen)  # numbers digit by digit, no vowel marks

    cut_model(BASE, subwords, chosen, tmp_path / "cut.spm")
    cut = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "cut.spm"))
    assert cut.encode(TEXTS[0], out_type=str) == whole.encode(TEXTS[0], out_type=str)
    assert cut.encode("ﻭﺻﻞ 16", out_type=str) == ["▁وصل", "▁", "1", "6"]  # presentation forms as in the base
    scores = [{m.id_to_piece(i): m.get_score(i) for i in range(m.get_piece_size())} for m in (cut, whole)]
    assert all(scores[1][piece] == score for piece, score in scores[0].items())


def test_of_too_many_pieces_the_letters_stay_and_the_frequent_ones(tmp_path: Path) -> None:
    subwords = read_weights(find_weights()).subwords
    cut_model(BASE, subwords, None, tmp_path / "all.spm")
    alone = [piece for piece in choose(tmp_path / "all.spm", TEXTS, 1000) if len(piece) == 1]
    few = choose(tmp_path / "all.spm", TEXTS, len(alone) + 1)
    assert set(alone) < set(few)
    assert set(few) - set(alone) == {"▁المدينة"}
