"""How fast jisr translates beside its peers: the same sentences, model and output lengths, in one run on one machine.

    python scripts/bench_translate.py TEXT [--sentences 300] [--length 32]

TEXT holds one Arabic sentence a line. The model has opus-mt-ar-en's shape and random weights (random_marian.py); every
engine searches with beam 4 and writes exactly `--length` subwords a sentence. Each engine runs in a process of its own,
one after the other; loading is not timed. `equal`: outputs that are those of (b), text for text. A random model is
never sure of anything, so the last digits of a sum decide there; the line under the table counts the equal outputs of
the bundled model, which ends its sentences itself.

(a) transformers' generate, one sentence at a time      (b) CTranslate2 (int8) in a loop, one sentence at a time
(c) CTranslate2 (int8), translate_batch with its defaults on the whole list
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from random_marian import POSITIONS, write_random_marian

from models.convert import convert

Run = Callable[[list[str]], list[str]]


def transformers_loop(folder: Path, length: int) -> Run:
    from transformers import MarianMTModel, MarianTokenizer

    tokenizer = MarianTokenizer.from_pretrained(folder)
    model = MarianMTModel.from_pretrained(folder).eval()

    def run(lines: list[str]) -> list[str]:
        texts = []
        for line in lines:
            batch = tokenizer([line], return_tensors="pt")
            ids = model.generate(**batch, num_beams=4, min_new_tokens=length, max_new_tokens=length, max_length=None)
            tokens = tokenizer.convert_ids_to_tokens(ids[0])
            texts.append(tokenizer.spm_target.decode_pieces(tokens[1:length]).strip())
        return texts

    return run


def ctranslate2_loop(folder: Path, length: int, *, whole: bool = False) -> Run:
    import ctranslate2

    from models.vocabulary import END, Vocabulary

    vocabulary = Vocabulary(folder)
    translator = ctranslate2.Translator(str(folder.parent / "full"), device="cpu", compute_type="int8")

    def run(lines: list[str]) -> list[str]:
        batch = [[*pieces, END] for pieces in vocabulary.encode(lines)]
        options: dict[str, Any] = {"beam_size": 4, "max_decoding_length": length or 256}
        if whole:
            results = translator.translate_batch(batch, **options)
        else:
            results = [translator.translate_batch([pieces], **options)[0] for pieces in batch]
        return vocabulary.decode([result.hypotheses[0][: length - 1 if length else None] for result in results])

    return run


def jisr(folder: Path, length: int, *, target_vocabulary: str) -> Run:
    from models.engines.base import Decoding
    from models.engines.ctranslate2 import CTranslate2Engine
    from models.engines.settings import EngineSettings
    from models.model import Model
    from models.vocabulary import Vocabulary
    from translate import Translator

    # Put together by hand: `models.load` refuses a model that writes nonsense, as this one does.
    engine = CTranslate2Engine(folder.parent / target_vocabulary, positions=POSITIONS, settings=EngineSettings())
    model = Model("random", "random", Vocabulary(folder), engine, "random")
    # The engine gives the search one step more than the limit, for the `</s>` that never comes here.
    decoding = Decoding(max_ratio=0.0, max_extra=length - 1) if length else Decoding()
    translator = Translator(model, decoding=decoding)

    def run(lines: list[str]) -> list[str]:
        texts: dict[int, list[str]] = {}
        for translation in translator.translate(lines):
            texts.setdefault(translation.block, []).append(translation.target)
        return [" ".join(texts[number]) for number in range(len(lines))]

    return run


ENGINES: dict[str, tuple[str, Callable[[Path, int], Run]]] = {
    "a": ("(a) transformers, one by one", transformers_loop),
    "b": ("(b) CTranslate2, one by one", ctranslate2_loop),
    "c": ("(c) CTranslate2, whole list", lambda folder, length: ctranslate2_loop(folder, length, whole=True)),
    "full": ("jisr, full vocabulary", lambda folder, length: jisr(folder, length, target_vocabulary="full")),
    "jisr": ("jisr, as it comes", lambda folder, length: jisr(folder, length, target_vocabulary="target-only")),
}


def measure(engine: str, folder: Path, lines: list[str], length: int) -> None:
    """Time one engine in this process and print the result as JSON."""
    run = ENGINES[engine][1](folder, length)
    run(lines[:2])
    started = time.perf_counter()
    texts = run(lines)
    seconds = time.perf_counter() - started
    status = Path("/proc/self/status").read_text(encoding="ascii")
    megabytes = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "texts": texts}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--sentences", type=int, default=300)
    parser.add_argument("--length", type=int, default=32)
    parser.add_argument("--engines", default="a,b,c,full,jisr", help="which, in which order")
    parser.add_argument("--rounds", type=int, default=1, help="times each engine is run; the fastest round counts")
    parser.add_argument("--one", metavar="ENGINE", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    lines = options.text.read_text(encoding="utf-8").splitlines()[: options.sentences]
    if options.one:
        measure(options.one, options.folder, lines, options.length)
        return
    bundled = Path(__file__).resolve().parent.parent / "models" / "bundled"
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "random" / "marian"
        write_random_marian(bundled, folder)
        _convert(folder)
        results: dict[str, Any] = {}
        for _ in range(options.rounds):
            for engine in options.engines.split(","):
                result = _spawn(engine, folder, options.length, options)
                if engine not in results or result["seconds"] < results[engine]["seconds"]:
                    results[engine] = result
        _print_table(results, lines)
        real = Path(work) / "bundled" / "marian"
        shutil.copytree(bundled, real)
        _convert(real)
        texts = [_spawn(engine, real, 0, options)["texts"] for engine in ("b", "jisr")]
    print(f"bundled model: {sum(map(str.__eq__, *texts))} of {len(lines)} outputs of jisr equal to (b)")


def _convert(folder: Path) -> None:
    for target_vocabulary in ("full", "target-only"):
        out = folder.parent / target_vocabulary
        out.mkdir()
        convert(folder, out, target_vocabulary=target_vocabulary)


def _spawn(engine: str, folder: Path, length: int, options: argparse.Namespace) -> Any:
    command = [sys.executable, __file__, str(options.text), "--one", engine, "--folder", str(folder)]
    command += ["--sentences", str(options.sentences), "--length", str(length)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


def _print_table(results: dict[str, Any], lines: list[str]) -> None:
    words = sum(len(line.split()) for line in lines)
    peers = [engine for engine in ("a", "b", "c") if engine in results]
    print(f"{len(lines)} sentences, {words} source words, beam 4, {os.cpu_count()} cores")
    print(f"{'engine':30}{'seconds':>9}{'sent/s':>8}{'words/s':>9}{'peak MB':>9}{'equal':>7}", end="")
    print("".join(f"{f'x ({peer})':>8}" for peer in peers))
    for engine, result in results.items():
        seconds = result["seconds"]
        equal = "-"
        if "b" in results:
            equal = str(sum(x == y for x, y in zip(result["texts"], results["b"]["texts"], strict=True)))
        print(f"{ENGINES[engine][0]:30}{seconds:9.1f}{len(lines) / seconds:8.1f}{words / seconds:9.0f}", end="")
        print(f"{result['megabytes']:9.0f}{equal:>7}", end="")
        print("".join(f"{results[peer]['seconds'] / seconds:8.2f}" for peer in peers))


if __name__ == "__main__":
    main()
