"""A model to start the other direction's training from: the same weights, which write what they read.

    python scripts/turn_model.py models/bundled --out BACK/initial

The target's subwords become those of the source, so the encoder and the embeddings know what the decoder is to write;
the encoder must know something of the other language too, as multilingual-e5-small does. `jisr models train --initial`
with direction = "en-ar" goes on from there.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import torch
import transformers

from models.extras import quiet
from models.train.network import forbid_source, save_folder
from models.train.prepare import write_languages
from models.vocabulary import Vocabulary, read_languages


def turn(model: Path, out: Path) -> None:
    """Write `model`, a Marian folder, turned round as the folder `out`."""
    languages = read_languages(model)
    network = transformers.MarianMTModel.from_pretrained(model, dtype=torch.float32)
    with tempfile.TemporaryDirectory() as folder:
        turned = Path(folder)
        for name, file in (("source.spm", "source.spm"), ("target.spm", "source.spm"), ("vocab.json", "vocab.json")):
            shutil.copyfile(model / file, turned / name)
        write_languages(turned, f"{languages.target}-{languages.source}")
        forbid_source(network, Vocabulary(turned))
        save_folder(network, turned, out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the folder of the turned model")
    options = parser.parse_args()
    quiet()
    turn(options.model, options.out)


if __name__ == "__main__":
    main()
