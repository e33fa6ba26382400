"""A training run packed to be carried on, in stages of minutes, on a machine that is lent for minutes.

    python scripts/pack_training.py --config models/bundled/recipe-13.toml --data FOLDER… --out RUN

prepares the data here, which needs no graphics card, and lays everything that training reads into RUN: the recipe, the
numbered pairs, the development lines and the initial model. It prints the command of a stage. Take RUN there and run
it; bring RUN/checkpoint-*, RUN/log.jsonl and RUN/curve.png back, and go on with the last checkpoint in the next stage.
With --finish, a stage cools down within its minutes and is the last, however many updates the recipe wanted. Where
RUN/model is too large to bring back, the same command with --minutes 0 --finish makes it here of the last checkpoint.
RUN's folders are of 64 MiB at most, to be carried one by one, and a checkpoint's files are under 16 MiB. On a fresh
machine the first process may be slow: 2.6 updates a second were seen in the first minute and a half, 15 of the next
process; do something short there first.
"""

import argparse
import dataclasses
import shutil
import sys
from pathlib import Path

from models.errors import JisrError, SettingsError
from models.extras import quiet
from models.train.prepare import prepare
from models.train.recipe import read_recipe

MOST_BYTES = 64 * 2**20  # what may be taken along at once
MINUTES = 9  # of training; the rest of ten is for the start and the last checkpoint


def pack(config: Path, data: list[Path], initial: Path, out: Path) -> str:
    """Fill the folder `out`, and return the command of a stage.

    Raises SettingsError when the recipe's checkpoints would not be portable, or it all weighs too much.
    """
    recipe = read_recipe(config)
    if not recipe.checkpoints.portable:
        raise SettingsError(f"{config}: set portable = true under [checkpoints]; others are too large to carry")
    here = config.parent
    data = data or [here / folder for folder in recipe.data]
    files = [config, *([here / base] if (base := _base(config)) else [])]
    out.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(file, out / file.name)
    for name, side in (("dev.ar", recipe.dev_ar), ("dev.en", recipe.dev_en)):
        shutil.copyfile(here / side, out / name)
    shutil.copytree(initial, out / "initial", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.md", "*.toml"))
    counts = prepare(dataclasses.replace(recipe, initial=str(initial)), data, out / "prepared")
    print(f"{sum(n for name, n in counts.items() if name.endswith(': kept')):,} pairs", file=sys.stderr)
    for folder in (out / "initial", out / "prepared"):
        size = sum(file.stat().st_size for file in folder.iterdir())
        if size > MOST_BYTES:
            raise SettingsError(f"{folder}: weighs {size / 2**20:.0f} MiB, {MOST_BYTES >> 20} may; raise least_weight")
    return (
        f"python -m jisr models train --config {out / config.name} --initial {out / 'initial'} "
        f"--dev {out / 'dev.ar'} {out / 'dev.en'} --out {out} --minutes {MINUTES}"
    )


def _base(config: Path) -> str:
    import tomllib

    return str(tomllib.loads(config.read_text(encoding="utf-8")).get("base", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, nargs="+", default=[], help="where the sources are (the recipe's)")
    parser.add_argument("--initial", type=Path, default=Path("models/bundled"), help="the model to start from")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    quiet()
    try:
        print(pack(options.config, options.data, options.initial, options.out))
    except JisrError as error:
        sys.exit(f"{parser.prog}: {error}")


if __name__ == "__main__":
    main()
