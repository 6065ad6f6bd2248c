"""The budget of a build: a clean one within 900 processor seconds, no file over 25."""
import re

from tree import Tree

FILE_SECONDS = 25
ALL_SECONDS = 900
# Ninja writes down how long a step took by the clock; another job beside it on the same processor doubles that.
BESIDE = 2


def durations(log: str) -> dict[str, float]:
    """Seconds of the last build of every object."""
    out = {}
    for line in log.splitlines():
        fields = line.split("\t")
        if len(fields) == 5 and fields[3].endswith(".o"):
            out[fields[3]] = (int(fields[1]) - int(fields[0])) / 1000
    return out


def check_build_cost(tree: Tree) -> list[str]:
    log = tree.build / ".ninja_log"
    if not log.is_file():
        return [f"{log} is missing: build with cmake --build --preset release"]
    took = durations(log.read_text())
    took = {name: seconds for name, seconds in took.items() if (tree.build / name).exists()}
    for name, seconds in sorted(took.items(), key=lambda it: -it[1])[:5]:
        print(f"{seconds:6.1f} s  {re.sub(r'CMakeFiles/[^/]+/', '', name)}")
    print(f"{sum(took.values()):6.1f} s  all {len(took)} objects, as last built")
    wrong = [f"{name}: took {seconds:.0f} s to compile; at most {FILE_SECONDS}" for name, seconds in took.items() if seconds > FILE_SECONDS * BESIDE]
    if sum(took.values()) > ALL_SECONDS * BESIDE:
        wrong.append(f"all objects took {sum(took.values()):.0f} s; at most {ALL_SECONDS}")
    return wrong


CHECKS = [check_build_cost]
