"""Who may include whom (docs/decisions/0001), as data. There is no list of exceptions."""
import re

from tree import ROOMS, Tree

DOMAIN = ["store", "catalog"]
SIBLINGS = ["activation", "billing", "care", "analytics"]
# A room may include itself and these.
MAY = {
    "core": [],
    "db": ["core"],
    "bus": ["core", "db"],
    "web": ["core", "db"],
    "store": ["core", "db", "bus"],
    "catalog": ["core", "db", "bus"],
    **{room: ["core", "db", "bus", "store", "catalog"] for room in SIBLINGS},
    "adapters": ["core", "bus"],
    "app": ROOMS,
    "tests": ROOMS + ["tests"],
    "bench": ROOMS + ["tests", "bench"],
}
# Only in their api/ folder.
MAY_IN_API = {room: ["web"] for room in DOMAIN + SIBLINGS}

# Outside libraries that stay in one place. What is heavy may not even be reached through a header from anywhere else; of
# the others, the include itself is what counts. Tests and benches look at everything.
HEAVY = [
    (re.compile(r"^pqxx(/|$)|^libpq|^libpq-fe\.h$|^postgresql/"), re.compile(r"^db/[^/]+\.cpp$|^db/(pqxx_versions|link|link_set)\.hpp$"), "libpqxx and libpq stay in db/*.cpp"),
    (re.compile(r"^boost/beast"), re.compile(r"^web/"), "Beast stays in web/"),
    (re.compile(r"^abonent/v\d+/.*\.pb\.h$|^google/protobuf"), re.compile(r"^bus/[^/]+\.cpp$|(^|/)on_events\.cpp$|_wire\.cpp$"),
     "generated sentences stay in bus/*.cpp, on_events.cpp and *_wire.cpp"),
]
OTHERS = [
    (re.compile(r"^zmq"), re.compile(r"^bus/"), "ZeroMQ stays in bus/"),
    (re.compile(r"^boost/asio"), re.compile(r"^web/|^adapters/"), "Asio stays in web/ and adapters/"),
    (re.compile(r"^prometheus/"), re.compile(r"^app/"), "prometheus-cpp stays in app/"),
    (re.compile(r"^spdlog/"), re.compile(r"^core/log\.cpp$"), "spdlog stays behind core/log.hpp"),
    (re.compile(r"^boost/json"), re.compile(r"^web/|^app/|/api/|^catalog/"), "JSON stays in web/, api/, and where catalogue files are read"),
]


def room_of(file: str) -> str:
    return file.split("/")[0]


def check_includes(tree: Tree) -> list[str]:
    wrong = []
    for file in tree.cpp():
        room = room_of(file)
        may = {room, *MAY[room]}
        if "/api/" in file:
            may.update(MAY_IN_API.get(room, []))
        for line, name in tree.includes(file):
            at = f"{file}:{line}: "
            first = name.split("/")[0]
            if "/" not in name and (tree.root / file).parent.joinpath(name).is_file():
                wrong.append(f'{at}"{name}" is included by a relative path; write it from the root')
            elif first == "adapters" and room == "adapters":
                if name.split("/")[1] != file.split("/")[1]:
                    wrong.append(f"{at}an adapter never includes another: {name}")
            elif room == "adapters" and first in DOMAIN + SIBLINGS and name.endswith("_port.hpp"):
                continue
            elif first in MAY and first not in may:
                wrong.append(f"{at}{room}{'/api' if '/api/' in file else ''} may not include {name}")
    return wrong


def check_libraries(tree: Tree) -> list[str]:
    wrong = []
    for file in tree.cpp(*ROOMS):
        named = {name for _, name in tree.includes(file)}
        for rules, names in ((HEAVY, tree.reached(file)), (OTHERS, named)):
            for library, home, rule in rules:
                found = sorted(name for name in names if library.search(name))
                if found and not home.search(file):
                    wrong.append(f"{file}: {rule}; it reaches {found[0]}")
    return wrong


_table = re.compile(r"\b(" + "|".join(SIBLINGS) + r")\.([a-z_]+)\b")
_view = re.compile(r"CREATE\s+VIEW\s+(\w+)\.(\w+)", re.I)
# What no view can say is a function of such a name, which runs with its owner's rights.
_function = re.compile(r"CREATE\s+FUNCTION\s+(\w+)\.(published_\w+)", re.I)


def check_sql(tree: Tree) -> list[str]:
    """Siblings meet in published views: SQL of one names another's views and nothing else of it."""
    published = {(schema, view) for room in ROOMS if (tree.root / room / "published_views.sql").is_file()
                 for schema, view in _view.findall(tree.text(f"{room}/published_views.sql"))}
    for file in tree.having(".sql", under=tuple(ROOMS)):
        published.update(_function.findall(tree.text(file)))
    wrong = []
    for file in tree.having("_sql.hpp", ".sql", under=tuple(ROOMS)):
        room = room_of(file)
        for number, line in enumerate(tree.text(file).splitlines(), 1):
            line = re.sub(r"--.*|^\s*//.*|\{\"[a-z_.]+\"", "", line)
            for schema, name in _table.findall(line):
                if schema != room and (schema, name) not in published:
                    wrong.append(f"{file}:{number}: {schema}.{name} is not published by {schema}")
    return wrong


_query = re.compile(r"\bdb::query\s+\w+\s*\{|^\s*inline constexpr query\s+\w+\s*\{", re.M)


def check_queries(tree: Tree) -> list[str]:
    wrong = []
    for file in tree.cpp(*ROOMS):
        if not file.endswith("_sql.hpp"):
            for found in _query.finditer(tree.code(file)):
                line = tree.code(file).count("\n", 0, found.start()) + 1
                wrong.append(f"{file}:{line}: a query stands outside the room's *_sql.hpp")
            continue
        folders = "|".join(file.split("/")[:-1])
        for name in re.findall(r'query\s+\w+\s*\{\s*"([^"]+)"', tree.text(file)):
            if not re.fullmatch(rf"({folders})\.[a-z0-9_]+", name):
                wrong.append(f"{file}: query `{name}` is not called {room_of(file)}.verb_noun")
    return wrong


CHECKS = [check_includes, check_libraries, check_sql, check_queries]
