"""The budget of a build: a clean one within 900 processor seconds, no file over 25."""
import json
import os
import re
import shlex
import subprocess

from tree import Tree

FILE_SECONDS = 25
ALL_SECONDS = 900
# Ninja writes down how long a step took by the clock; other work on the same processor makes that several times as long. A file that
# took too long is compiled once again, by the processor's own count; the sum is held to four times.
BESIDE = 4
AGAIN_AT_MOST = 6


def durations(log: str) -> dict[str, float]:
    """Seconds of the last build of every object."""
    out = {}
    for line in log.splitlines():
        fields = line.split("\t")
        if len(fields) == 5 and fields[3].endswith(".o"):
            out[fields[3]] = (int(fields[1]) - int(fields[0])) / 1000
    return out


def processor_seconds(tree: Tree, made: str) -> float:
    """Of compiling it now, without the cache; 0 when the build does not know it any more."""
    for entry in json.loads((tree.build / "compile_commands.json").read_text()):
        if entry.get("output", "").endswith(made) or made in entry["command"]:
            words = [word for word in shlex.split(entry["command"]) if not word.endswith("ccache")]
            words[words.index("-o") + 1] = "/dev/null"
            before = os.times()
            subprocess.run([word for word in words if word != "-MD"], cwd=entry["directory"], capture_output=True)
            after = os.times()
            return (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return 0.0


def check_build_cost(tree: Tree) -> list[str]:
    log = tree.build / ".ninja_log"
    if not log.is_file():
        return [f"{log} is missing: build with cmake --build --preset release"]
    took = {name: seconds for name, seconds in durations(log.read_text()).items() if (tree.build / name).exists()}
    slowest = sorted(took.items(), key=lambda it: -it[1])
    for name, seconds in slowest[:5]:
        print(f"{seconds:6.1f} s  {re.sub(r'CMakeFiles/[^/]+/', '', name)}")
    print(f"{sum(took.values()):6.1f} s  all {len(took)} objects by the clock, as last built")
    wrong = []
    for name, seconds in slowest[:AGAIN_AT_MOST]:
        if seconds > FILE_SECONDS and (really := processor_seconds(tree, name)) > FILE_SECONDS:
            wrong.append(f"{name}: takes {really:.0f} s to compile; at most {FILE_SECONDS}")
    if sum(took.values()) > ALL_SECONDS * BESIDE:
        wrong.append(f"all objects took {sum(took.values()):.0f} s; at most {ALL_SECONDS}")
    return wrong


CHECKS = [check_build_cost]
