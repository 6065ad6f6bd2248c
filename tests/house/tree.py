"""The source tree as the house checks see it: its files, their text, and their code without comments and literals."""
import functools
import pathlib
import re

ROOMS = ["core", "db", "bus", "web", "store", "catalog", "activation", "billing", "care", "analytics", "adapters", "app"]
OTHERS = ["tests", "bench"]
SKIPPED = {"build", ".git", "node_modules", "dist", "__pycache__"}

_comment_or_literal = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^()\\ ]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.S)


def code_of(text: str) -> str:
    """The text with comments and literals blanked, every line still on its line."""
    def blank(found: re.Match) -> str:
        said = found.group()
        if said.startswith(("//", "/*")):
            return "\n" * said.count("\n")
        return said[0] + "\n" * said.count("\n") + said[-1] if len(said) > 1 else said
    return _comment_or_literal.sub(blank, text)


def without_comments(text: str) -> str:
    def blank(found: re.Match) -> str:
        said = found.group()
        return "\n" * said.count("\n") if said.startswith(("//", "/*")) else said
    return _comment_or_literal.sub(blank, text)


class Tree:
    def __init__(self, root: pathlib.Path, build: pathlib.Path | None = None):
        self.root = root.resolve()
        self.build = build.resolve() if build else self.root / "build" / "release"

    @functools.cached_property
    def files(self) -> list[str]:
        out = []
        def walk(folder: pathlib.Path) -> None:
            for each in sorted(folder.iterdir()):
                if each.name in SKIPPED or each.is_symlink():
                    continue
                if each.is_dir():
                    walk(each)
                else:
                    out.append(each.relative_to(self.root).as_posix())
        walk(self.root)
        return out

    def having(self, *endings: str, under: tuple[str, ...] = ()) -> list[str]:
        return [f for f in self.files if f.endswith(endings) and (not under or f.split("/")[0] in under)]

    def cpp(self, *under: str) -> list[str]:
        return self.having(".cpp", ".hpp", under=tuple(under) or tuple(ROOMS + OTHERS))

    @functools.cache
    def text(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8", errors="replace")

    @functools.cache
    def code(self, file: str) -> str:
        return code_of(self.text(file))

    @functools.cache
    def includes(self, file: str) -> list[tuple[int, str]]:
        """(line, name) of every #include."""
        return [(number, found.group(1)) for number, line in enumerate(self.text(file).splitlines(), 1)
                if (found := re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line))]

    @functools.cache
    def reached(self, file: str) -> frozenset[str]:
        """Every header that comes in with this file, ours by their path, others by their name."""
        seen: set[str] = set()
        waiting = [file]
        while waiting:
            for _, name in self.includes(waiting.pop()):
                if name not in seen:
                    seen.add(name)
                    if (self.root / name).is_file():
                        waiting.append(name)
        return frozenset(seen)


def lines_where(text: str, pattern: re.Pattern) -> list[tuple[int, str]]:
    return [(number, found.group()) for number, line in enumerate(text.splitlines(), 1) for found in pattern.finditer(line)]
