"""The shape of files: how long, what the first line says, no floating point near money."""
import re

from tree import ROOMS, Tree, lines_where

FILE_LINES = 400
FUNCTION_LINES = 40       # of a room
TEST_FUNCTION_LINES = 80  # a test's story may take longer to tell


def check_file_length(tree: Tree) -> list[str]:
    files = tree.having(".cpp", ".hpp", ".py", ".sql", ".ts", ".svelte", ".css", ".sh") + [f for f in tree.files if f.endswith("CMakeLists.txt")]
    return [f"{file}: {count} lines; at most {FILE_LINES}" for file in files
            if (count := tree.text(file).count("\n")) > FILE_LINES]


_scope = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^;(){}]*(\([^()]*\)[^;(){}]*)?$")


def functions(code: str) -> list[tuple[int, int, str]]:
    """(first line, number of lines, head) of every function with a body; lambdas belong to theirs."""
    out, stack, head_from = [], [], 0
    for at, char in enumerate(code):
        if char in ";":
            if not any(kind == "function" for kind, _, _ in stack):
                head_from = at + 1
        elif char == "{":
            inside = any(kind == "function" for kind, _, _ in stack)
            head = code[head_from:at].strip()
            if inside:
                kind = "block"
            elif "(" in head and not _scope.search(head) and not head.endswith(("=", ",")):
                kind = "function"
            else:
                kind = "scope"
            stack.append((kind, at, head))
            if not inside:
                head_from = at + 1
        elif char == "}" and stack:
            kind, began, head = stack.pop()
            if kind == "function":
                out.append((code.count("\n", 0, began) + 1, code.count("\n", began, at) + 1, " ".join(head.split())[-100:]))
            if not any(kind == "function" for kind, _, _ in stack):
                head_from = at + 1
    return out


def check_function_length(tree: Tree) -> list[str]:
    wrong = []
    for file in tree.cpp():
        limit = FUNCTION_LINES if file.split("/")[0] in ROOMS else TEST_FUNCTION_LINES
        code = re.sub(r"^\s*#.*", "", tree.code(file), flags=re.M)
        for line, count, head in functions(code):
            if count > limit:
                wrong.append(f"{file}:{line}: a function of {count} lines, at most {limit}: {head}")
    return wrong


FIRST_LINE = {".cpp": "//", ".hpp": "//", ".proto": "//", ".sql": "--", ".py": '"""'}


def check_first_line(tree: Tree) -> list[str]:
    wrong = []
    for file in tree.having(*FIRST_LINE):
        begins = FIRST_LINE[file[file.rindex("."):]]
        text = re.sub(r"^#!.*\n", "", tree.text(file))  # who runs it
        if not text.startswith(begins):
            wrong.append(f"{file}:1: the first line says what the file is for")
        if file.endswith(".hpp") and "#pragma once" not in tree.text(file):
            wrong.append(f"{file}: a header begins with #pragma once")
    return wrong


_money = re.compile(r'core/money\.hpp|core::money|\b(amount|price|delta|before|balance|level|charge|fee|revenue|cost|credit)\w*_micros\b')
_floating = re.compile(r"\b(double|float)\b")


def check_money(tree: Tree) -> list[str]:
    return [f"{file}:{line}: {word} in a file that carries money"
            for file in tree.cpp(*ROOMS) if file.startswith("core/money") or _money.search(tree.text(file))
            for line, word in lines_where(tree.code(file), _floating)]


def check_sql_money(tree: Tree) -> list[str]:
    floating = re.compile(r"\b\w*_micros\s+(real|float\d*|double precision|numeric)\b", re.I)
    return [f"{file}:{line}: an amount is a bigint of millionths, not: {said}" for file in tree.having(".sql", under=tuple(ROOMS))
            for line, said in lines_where(tree.text(file), floating)]


CHECKS = [check_file_length, check_function_length, check_first_line, check_money, check_sql_money]
