"""Runs one group of house checks over the source tree.

usage: run.py GROUP --source DIR [--build DIR]
Prints every finding as `file:line: what is wrong` and exits 1 when there is one.
"""
import argparse
import importlib
import pathlib
import sys

from tree import Tree

GROUPS = ["layers", "shape", "words", "dead_files", "documents", "headers_alone", "build_cost"]


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("group", choices=GROUPS)
    asked.add_argument("--source", type=pathlib.Path, required=True)
    asked.add_argument("--build", type=pathlib.Path)
    with_ = asked.parse_args()
    tree = Tree(with_.source, with_.build)
    wrong = [finding for check in importlib.import_module(with_.group).CHECKS for finding in check(tree)]
    for finding in wrong:
        print(finding)
    print(f"{with_.group}: {len(wrong)} findings" if wrong else f"{with_.group}: in order")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
