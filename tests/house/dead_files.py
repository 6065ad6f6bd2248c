"""No file that nothing builds, includes or runs."""
import json
import re

from tree import OTHERS, ROOMS, Tree


def check_sources(tree: Tree) -> list[str]:
    """Every .cpp is compiled: it stands in the build's own list."""
    compiled_list = tree.build / "compile_commands.json"
    if not compiled_list.is_file():
        return [f"{compiled_list} is missing: configure with cmake --preset release"]
    compiled = {entry["file"] for entry in json.loads(compiled_list.read_text())}
    return [f"{file}: no CMakeLists.txt builds it" for file in tree.having(".cpp", under=tuple(ROOMS + OTHERS))
            if str(tree.root / file) not in compiled]


def check_headers(tree: Tree) -> list[str]:
    included = {name for file in tree.cpp() for _, name in tree.includes(file)}
    return [f"{file}: nothing includes it" for file in tree.having(".hpp", under=tuple(ROOMS + OTHERS)) if file not in included]


def check_scripts(tree: Tree) -> list[str]:
    others = "\n".join(tree.text(f) for f in tree.files
                       if f.endswith((".txt", ".cmake", ".py", ".sh", ".md", ".json", ".cpp", ".hpp")) or f in ("run", "test", ".ci/run"))
    return [f"{file}: nothing names it" for file in tree.having(".py", ".sh")
            if not re.search(rf"(?<!\w){re.escape(file.rsplit('/', 1)[1].rsplit('.', 1)[0])}\b",
                             others.replace(tree.text(file), ""))]


def check_folders(tree: Tree) -> list[str]:
    """A room says what it is."""
    rooms = {f.rsplit("/", 1)[0] for f in tree.files if re.fullmatch(r"(store|catalog|activation|billing|care|analytics|bus|adapters/\w+)/CMakeLists\.txt", f)}
    rooms |= {"/".join(f.split("/")[:2]) for f in tree.files if f.startswith("adapters/") and f.endswith(".cpp")}
    return [f"{room}/: has no README.md" for room in sorted(rooms) if f"{room}/README.md" not in tree.files]


CHECKS = [check_sources, check_headers, check_scripts, check_folders]
