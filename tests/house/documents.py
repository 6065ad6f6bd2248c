"""What is written about the program is what the program does: metrics, routes, migrations."""
import json
import re

from tree import ROOMS, Tree, without_comments

METRICS = "docs/operating/metrics.md"
_literal = re.compile(r'"(abonent_[a-z0-9_]+)"')
_word = re.compile(r"\babonent_[a-z0-9_]+\b")
# PostgreSQL roles and a compile-time name look like metrics and are none.
NO_METRIC = re.compile(r"^abonent_(app|db|store_r[wo]|rooms|pb|" + "|".join(ROOMS) + r")$")
_suffix = re.compile(r"_(bucket|sum|count)$")


def metrics_in_code(tree: Tree) -> dict[str, str]:
    out = {}
    for file in tree.cpp(*ROOMS):
        for name in _literal.findall(tree.text(file)):
            if not NO_METRIC.match(name):
                out.setdefault(name, file)
    return out


def check_metrics(tree: Tree) -> list[str]:
    code = metrics_in_code(tree)
    documented = {name for line in tree.text(METRICS).splitlines() if line.startswith("| `") for name in re.findall(r"`(abonent_[a-z0-9_]+)`", line)}
    wrong = [f"{file}: {name} is not in {METRICS}" for name, file in sorted(code.items()) if name not in documented]
    wrong += [f"{METRICS}: {name} is counted nowhere" for name in sorted(documented - set(code))]
    for file in tree.files:
        if not re.match(r"deploy/(prometheus|grafana)/.*\.(yml|json)$", file) or file.endswith(".test.yml"):
            continue
        # A recorded series has colons around the metric's name; what it is made of stands in another rule.
        text = re.sub(r"\w+:abonent_\w+:\w+", "", tree.text(file))
        for name in sorted(set(_word.findall(text))):
            if name not in code and _suffix.sub("", name) not in code and not name.startswith("abonent_kpi_service_revenue_per") \
                    and name not in ("abonent_kpi", "abonent_work", "abonent_alerts"):
                wrong.append(f"{file}: asks for {name}, which is counted nowhere")
    for name, file in sorted(code.items()):
        if not re.fullmatch(r"abonent(_[a-z0-9]+)+", name):
            wrong.append(f"{file}: {name} is no name for a metric")
    return wrong


VERBS = {"get": "get", "post": "post", "patch": "patch", "put": "put", "del": "delete"}
# A line of a route table: {web::verb::get, "/api/v1/x", web::right::y, ...}, {get, path + "/{id}", right::y, ...}
_route = re.compile(r'\{\s*(?:web::)?(?:verb::)?(get|post|patch|put|del)\s*,\s*([^,{}]*(?:\{[^{}]*\}[^,{}]*)*),\s*(?:web::)?(?:right::)?\w+\s*,')
_constant = r'\b%s\b\s*(?:=\s*|\{)(?:std::string\{)?\s*("(?:[^"]*)"|\w+)'
# Not for integrators: liveness for the machine beside it, figures for Prometheus.
UNPUBLISHED = {("get", "/healthz"), ("get", "/readyz"), ("get", "/metrics")}


def path_of(tree: Tree, file: str, expression: str) -> str | None:
    """`"/a"`, `name`, `name + "/{id}"`: names are looked up in the file, then in its room."""
    out = ""
    for piece in (p.strip() for p in expression.split("+")):
        for _ in range(4):
            if piece.startswith('"'):
                break
            places = [file] + [f for f in tree.cpp(file.split("/")[0]) if f != file]
            found = next((m for f in places if (m := re.search(_constant % re.escape(piece), tree.text(f)))), None)
            if not found:
                return None
            piece = found.group(1)
        out += piece.strip('"')
    return out if out.startswith("/") else None


def routes_in_code(tree: Tree, wrong: list[str]) -> dict[tuple[str, str], str]:
    out = {}
    for file in tree.having(".cpp", under=tuple(ROOMS)):
        text = without_comments(tree.text(file))
        for verb, expression in _route.findall(text):
            path = path_of(tree, file, expression)
            if path is None:
                wrong.append(f"{file}: the path of a route cannot be read from `{expression.strip()}`")
            else:
                out.setdefault((VERBS[verb], path), file)
        if "/api/" in file and re.search(r"std::vector<(web::)?route> \w+\([^;]*\{", text) and not any(f == file for f in out.values()):
            wrong.append(f"{file}: its routes are written in a way this check cannot read")
    return {key: file for key, file in out.items() if key not in UNPUBLISHED}


def routes_in_documents(tree: Tree) -> dict[tuple[str, str], str]:
    """From docs/api: OpenAPI as YAML (paths indented by two, methods by four) or JSON."""
    out = {}
    for file in tree.files:
        if re.fullmatch(r"docs/api/.*\.json", file):
            for path, methods in json.loads(tree.text(file)).get("paths", {}).items():
                out.update({(method, path): file for method in methods if method in VERBS.values()})
        elif re.fullmatch(r"docs/api/.*\.ya?ml", file):
            path, in_paths = None, False
            for line in tree.text(file).splitlines():
                if re.match(r"\S", line):
                    in_paths = line.startswith("paths:")
                elif in_paths and (found := re.match(r"  (/\S*):\s*$", line)):
                    path = found.group(1)
                elif in_paths and path and (found := re.match(r"    (get|post|patch|put|delete):\s*$", line)):
                    out[(found.group(1), path)] = file
    return out


def check_routes(tree: Tree) -> list[str]:
    wrong: list[str] = []
    code, written = routes_in_code(tree, wrong), routes_in_documents(tree)
    wrong += [f"{file}: {verb.upper()} {path} is in no document of docs/api/" for (verb, path), file in sorted(code.items()) if (verb, path) not in written]
    wrong += [f"{file}: {verb.upper()} {path} is served by nobody" for (verb, path), file in sorted(written.items()) if (verb, path) not in code]
    return wrong


_code = re.compile(r'refusal\s+\w+\{\s*"([a-z_]+)"')


def check_refusals(tree: Tree) -> list[str]:
    """A code that is promised to integrators is one that is said; a right is one that there is."""
    said = {code for file in tree.cpp(*ROOMS) for code in _code.findall(tree.text(file))}
    rights = set(re.findall(r"\w+", (re.search(r"enum class right \{(.*?)\};", tree.code("web/http.hpp"), re.S) or [None, ""])[1]))
    wrong = []
    for file in tree.files:
        if not re.fullmatch(r"docs/api/.*\.ya?ml", file):
            continue
        for promised in re.findall(r"Refused: ([^.]*)\.", tree.text(file)):
            wrong += [f"{file}: nobody refuses with {code}" for code in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", promised) if code not in said]
        wrong += [f"{file}: there is no right {right}" for right in re.findall(r"x-right: (\w+)", tree.text(file)) if right not in rights]
    return wrong


def check_decisions(tree: Tree) -> list[str]:
    """Numbered once each, and no shorter than an answer to: situation, choice, given up."""
    wrong, seen = [], {}
    for file in sorted(f for f in tree.files if f.startswith("docs/decisions/")):
        found = re.fullmatch(r"docs/decisions/(\d{4})-[a-z0-9-]+\.md", file)
        if not found:
            wrong.append(f"{file}: is called NNNN-title.md")
        elif found.group(1) in seen:
            wrong.append(f"{file}: {seen[found.group(1)]} has the same number")
        else:
            seen[found.group(1)] = file
    return wrong


CHECKS = [check_metrics, check_routes, check_refusals, check_decisions]
