"""Average the weights of two models of the same shape and vocabulary, as the bundled model's stages were.

    python scripts/average_models.py FIRST SECOND --share 0.6 --out FOLDER

`--share` is SECOND's part. A model and what became of it by more training lie in one basin, and their mean keeps
what the second forgot (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", arXiv:2109.01903).
"""

import argparse
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file


def average(first: Path, second: Path, share: float, out: Path) -> None:
    """Write `second`'s folder to `out`, its weights averaged with `first`'s in float32.

    Raises SystemExit where the two have other tensors or shapes.
    """
    ones, others = (load_file(folder / "model.safetensors") for folder in (first, second))
    if {name: one.shape for name, one in ones.items()} != {name: other.shape for name, other in others.items()}:
        raise SystemExit(f"{first} and {second} are models of other shapes; only one and the same can be averaged")
    mean = {
        name: (share * other.float() + (1 - share) * ones[name].float()).to(other.dtype)
        for name, other in others.items()
    }
    shutil.copytree(second, out, dirs_exist_ok=True)
    save_file(mean, out / "model.safetensors", metadata={"format": "pt"})
    (out / "model.safetensors").chmod(0o644)  # safetensors makes it for its owner alone


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="the second's part, 0 to 1")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args()
    average(options.first, options.second, options.share, options.out)


if __name__ == "__main__":
    main()
