"""Words and paths that have no place in what is published."""
import re

from tree import ROOMS, Tree, lines_where

EVERYWHERE = [
    (re.compile(r"(?<![\w/.])/(work|home|root|Users)/\w[\w./-]*"), "a path of somebody's machine"),
    (re.compile(r"/tmp/(?!abonent)\w[\w./-]*"), "a path of somebody's machine"),
    (re.compile(r"\b(TODO|FIXME|HACK)\b"), "an unfinished thought: do it, or open an issue"),
    (re.compile(r"^(<{7}|>{7}) "), "a merge that was not finished"),
]
IN_CODE = [
    (re.compile(r"\b(?:class|struct)\s+\w*(?:[Mm]anager|[Hh]elper|[Ii]mpl|_base|Base|utils?)\b"), "a name that says nothing"),
    (re.compile(r"\busing namespace std;"), "using namespace std"),
    (re.compile(r"\b(?:system_clock|steady_clock)::now\(\).*\bcivil_date\b"), "time is passed in"),
]
TEXT = (".cpp", ".hpp", ".py", ".sql", ".proto", ".md", ".txt", ".toml", ".yml", ".yaml", ".json", ".ts", ".svelte", ".sh", ".service", "run", "test")


def check_words(tree: Tree) -> list[str]:
    wrong = []
    for file in tree.having(*TEXT):
        if file.endswith("package-lock.json") or file == "tests/house/words.py" or file == "tests/house/self_test.py":
            continue
        for pattern, why in EVERYWHERE:
            wrong += [f"{file}:{line}: {why}: {said.strip()}" for line, said in lines_where(tree.text(file), pattern)]
    for file in tree.cpp(*ROOMS):
        for pattern, why in IN_CODE:
            wrong += [f"{file}:{line}: {why}: {said}" for line, said in lines_where(tree.code(file), pattern)]
    return wrong


def check_names(tree: Tree) -> list[str]:
    """snake_case files; none called after nothing."""
    wrong = []
    for file in tree.cpp():
        name = file.rsplit("/", 1)[1].rsplit(".", 1)[0]
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            wrong.append(f"{file}: file names are snake_case")
        if re.search(r"(^|_)(utils?|helpers?|manager|misc|common|impl)$", name):
            wrong.append(f"{file}: named after nothing")
    return wrong


CHECKS = [check_words, check_names]
