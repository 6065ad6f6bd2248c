"""Every header of a room compiles by itself: whoever includes it needs to know nothing else."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import tempfile
import time

from tree import ROOMS, Tree

SECONDS_AT_MOST = 400
KEPT_FLAGS = ("-I", "-isystem", "-D", "-std=")


def flags(tree: Tree) -> list[str]:
    """Include directories and definitions of the whole build: what is asked is order, not linking."""
    out: dict[str, None] = {}
    for entry in json.loads((tree.build / "compile_commands.json").read_text()):
        if f"/{tree.root.name}/tests/" in entry["file"]:
            continue
        words = shlex.split(entry["command"])
        for at, word in enumerate(words):
            if word == "-isystem":
                out[f"-isystem\0{words[at + 1]}"] = None
            elif word.startswith(KEPT_FLAGS) and word != "-isystem" and "PCH" not in word:
                out[word] = None
    return [piece for each in out for piece in each.split("\0")]


def digest(tree: Tree, header: str, with_flags: list[str]) -> str:
    """Of all that decides the outcome, as far as it is ours."""
    out = hashlib.sha256("\0".join(with_flags).encode())
    for name in sorted({header, *tree.reached(header)}):
        if (tree.root / name).is_file():
            out.update(tree.text(name).encode())
    return out.hexdigest()


def compiles(tree: Tree, header: str, with_flags: list[str]) -> str:
    """Nothing, or what the compiler says."""
    with tempfile.TemporaryDirectory(prefix="abonent-house-") as folder:
        source = pathlib.Path(folder) / "alone.cpp"
        # Twice: a header that forgot its #pragma once says so.
        source.write_text(f'#include "{header}"\n#include "{header}"\n')
        it = subprocess.run(["g++", "-fsyntax-only", *with_flags, f"-I{tree.root}", str(source)], capture_output=True, text=True)
        return "" if it.returncode == 0 else (it.stderr.strip().splitlines() or ["?"])[0] + " ... " + " ".join(
            [line for line in it.stderr.splitlines() if "error" in line][:1])


def check_headers_alone(tree: Tree) -> list[str]:
    with_flags = flags(tree)
    memory = tree.build / "house" / "headers"
    memory.mkdir(parents=True, exist_ok=True)
    headers = tree.having(".hpp", under=tuple(ROOMS))
    fresh = {h: digest(tree, h, with_flags) for h in headers}
    waiting = [h for h in headers if not (memory / fresh[h]).exists()]
    wrong, began, left = [], time.monotonic(), []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        def one(header: str) -> None:
            if time.monotonic() - began > SECONDS_AT_MOST:
                left.append(header)
            elif said := compiles(tree, header, with_flags):
                wrong.append(f"{header}: does not compile by itself: {said}")
            else:
                (memory / fresh[header]).touch()
        list(workers.map(one, waiting))
    keep = set(fresh.values())
    for old in memory.iterdir():
        if old.name not in keep:
            old.unlink()
    print(f"{len(headers)} headers, {len(waiting)} of them new or changed, {len(left)} left for the next run")
    return sorted(wrong)


CHECKS = [check_headers_alone]
