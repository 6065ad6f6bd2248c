"""The house checks, each shown to find what it is for in a small house that is broken on purpose, and nothing in one that is not."""
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import build_cost  # noqa: E402
import dead_files  # noqa: E402
import documents  # noqa: E402
import headers_alone  # noqa: E402
import layers  # noqa: E402
import shape  # noqa: E402
import words  # noqa: E402
from tree import Tree  # noqa: E402

# A house in order: a kernel, two siblings, an adapter, the program, a test.
IN_ORDER = {
    "core/money.hpp": "// Money.\n#pragma once\n#include <cstdint>\nnamespace core { struct money { std::int64_t micros; }; }\n",
    "db/database.hpp": "// The pool.\n#pragma once\n#include \"core/money.hpp\"\n",
    "db/database.cpp": "// The pool.\n#include \"db/database.hpp\"\n#include <pqxx/pqxx>\n",
    "web/http.hpp": "// What a handler sees.\n#pragma once\n",
    "web/server.cpp": "// Sockets.\n#include \"web/http.hpp\"\n#include <boost/beast/http.hpp>\n",
    "store/README.md": "# store\n",
    "store/CMakeLists.txt": "",
    "store/customer.hpp": "// Who we serve.\n#pragma once\n#include \"db/database.hpp\"\n",
    "billing/README.md": "# billing\n",
    "billing/CMakeLists.txt": "",
    "billing/published_views.sql": "-- What others may read.\nCREATE VIEW billing.published_charge AS SELECT 1;\n",
    "billing/billing_sql.hpp": '// Queries.\n#pragma once\n#include "store/customer.hpp"\ninline constexpr db::query find_charge{"billing.find_charge", R"sql(SELECT 1 FROM billing.charge)sql"};\n',
    "billing/ledger.cpp": '// The ledger.\n#include "billing/billing_sql.hpp"\nvoid f() { core::count("abonent_billing_rows_total", "Rows."); }\n',
    "billing/api/routes.cpp": '// The door.\n#include "web/http.hpp"\nstd::vector<web::route> routes() {\n  return {{web::verb::get, "/api/v1/charges/{id}", web::right::usage_read, get}};\n}\n',
    "activation/README.md": "# activation\n",
    "activation/network_port.hpp": "// What we ask of the network.\n#pragma once\n",
    "analytics/README.md": "# analytics\n",
    "analytics/analytics_sql.hpp": '// Queries.\n#pragma once\ninline constexpr db::query sum{"analytics.sum", R"sql(SELECT 1 FROM billing.published_charge)sql"};\n',
    "analytics/on_events.cpp": '// What we hear.\n#include "abonent/v1/events.pb.h"\n#include "analytics/analytics_sql.hpp"\n',
    "adapters/osmo_hlr/README.md": "# osmo_hlr\n",
    "adapters/osmo_hlr/hlr.cpp": "// The HLR.\n#include \"activation/network_port.hpp\"\n",
    "app/main.cpp": "// The program.\n#include \"billing/billing_sql.hpp\"\nint main() { return 0; }\n",
    "tests/unit/billing/ledger_test.cpp": "// The ledger.\n#include \"billing/billing_sql.hpp\"\n",
    "docs/operating/metrics.md": "| metric | labels | what |\n|---|---|---|\n| `abonent_billing_rows_total` | | counter: rows |\n",
    "docs/api/billing.yaml": "openapi: 3.0.3\npaths:\n  /api/v1/charges/{id}:\n    get:\n      summary: One charge.\n",
    "docs/decisions/0001-the-house.md": "# 0001\n",
    "deploy/prometheus/abonent.rules.yml": "groups:\n  - expr: rate(abonent_billing_rows_total[5m])\n",
}


class House(unittest.TestCase):
    def setUp(self) -> None:
        self.place = tempfile.TemporaryDirectory(prefix="abonent-house-")
        self.root = pathlib.Path(self.place.name).resolve()
        for name, text in IN_ORDER.items():
            self.write(name, text)

    def tearDown(self) -> None:
        self.place.cleanup()

    def write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def add(self, name: str, text: str) -> None:
        self.write(name, (self.root / name).read_text() + text)

    def compile_list(self, leave_out: str = "") -> None:
        build = self.root / "build" / "release"
        build.mkdir(parents=True, exist_ok=True)
        entries = [{"file": str(self.root / n), "command": "g++ -std=c++20 -c"} for n in IN_ORDER if n.endswith(".cpp") and n != leave_out]
        (build / "compile_commands.json").write_text(json.dumps(entries))

    def finds(self, check, *said: str) -> None:
        findings = "\n".join(check(Tree(self.root)))
        for each in said:
            self.assertIn(each, findings)

    def test_a_house_in_order_has_no_findings(self) -> None:
        self.compile_list()
        for group in (layers, shape, words, documents):
            for check in group.CHECKS:
                self.assertEqual(check(Tree(self.root)), [], check.__name__)
        self.assertEqual(dead_files.check_sources(Tree(self.root)), [])
        self.assertEqual(dead_files.check_folders(Tree(self.root)), [])

    def test_a_sibling_that_includes_a_sibling_is_found(self) -> None:
        self.add("analytics/on_events.cpp", '#include "billing/billing_sql.hpp"\n')
        self.finds(layers.check_includes, "analytics/on_events.cpp:4: analytics may not include billing/billing_sql.hpp")

    def test_a_room_that_includes_what_stands_above_it_is_found(self) -> None:
        self.add("core/money.hpp", '#include "store/customer.hpp"\n')
        self.add("billing/ledger.cpp", '#include "web/http.hpp"\n')
        self.add("store/customer.hpp", '#include "app/main.hpp"\n')
        self.add("db/database.cpp", '#include "database.hpp"\n')
        self.finds(layers.check_includes, "core may not include store/customer.hpp", "billing may not include web/http.hpp",
                   "store may not include app/main.hpp", "relative path")

    def test_an_adapter_that_knows_more_than_ports_is_found(self) -> None:
        self.add("adapters/osmo_hlr/hlr.cpp", '#include "store/customer.hpp"\n#include "adapters/kannel/sms.hpp"\n')
        self.finds(layers.check_includes, "adapters may not include store/customer.hpp", "an adapter never includes another")

    def test_a_library_out_of_its_place_is_found_even_behind_a_header(self) -> None:
        self.add("db/database.hpp", "#include <pqxx/connection>\n")
        self.add("billing/ledger.cpp", "#include <boost/beast/core.hpp>\n#include \"abonent/v1/events.pb.h\"\n#include <zmq.hpp>\n")
        self.finds(layers.check_libraries, "store/customer.hpp: libpqxx and libpq stay", "billing/ledger.cpp: Beast stays",
                   "billing/ledger.cpp: generated sentences stay", "billing/ledger.cpp: ZeroMQ stays")

    def test_sql_that_reads_a_siblings_table_is_found(self) -> None:
        self.add("analytics/analytics_sql.hpp", 'inline constexpr db::query spy{"analytics.spy", "SELECT 1 FROM billing.charge"};\n')
        self.finds(layers.check_sql, "billing.charge is not published by billing")
        self.add("analytics/analytics_sql.hpp", 'inline constexpr db::query ask{"analytics.ask", "SELECT 1 FROM billing.published_news(1)"};\n')
        self.assertEqual(len(layers.check_sql(Tree(self.root))), 2)
        self.write("billing/migrations/0001_news.sql", "-- News.\nCREATE FUNCTION billing.published_news(int) RETURNS int;\n")
        self.assertEqual(len(layers.check_sql(Tree(self.root))), 1)

    def test_a_function_of_a_sibling_may_be_read_when_it_is_published(self) -> None:
        self.write("billing/migrations/0002_charges.sql", "-- Charges.\nCREATE FUNCTION billing.published_since(int) RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
                                                         "CREATE FUNCTION billing.own(int) RETURNS int LANGUAGE sql AS 'SELECT 1';\n")
        self.add("analytics/analytics_sql.hpp", 'inline constexpr db::query read{"analytics.read", R"sql(SELECT billing.published_since(1), billing.own(2))sql"};\n')
        found = layers.check_sql(Tree(self.root))
        self.assertTrue(any("billing.own is not published" in each for each in found))
        self.assertFalse(any("published_since" in each for each in found))

    def test_a_query_outside_its_page_or_without_its_name_is_found(self) -> None:
        self.add("billing/ledger.cpp", 'constexpr db::query hidden{"billing.hidden", "SELECT 1"};\n')
        self.add("billing/billing_sql.hpp", 'inline constexpr db::query odd{"odd", "SELECT 1"};\n')
        self.finds(layers.check_queries, "billing/ledger.cpp:4: a query stands outside", "query `odd` is not called billing.verb_noun")

    def test_a_file_and_a_function_that_are_too_long_are_found(self) -> None:
        self.add("billing/ledger.cpp", "int g() {\n" + "  f();\n" * 45 + "}\n" + "// more\n" * 360)
        self.finds(shape.check_file_length, "billing/ledger.cpp:")
        self.finds(shape.check_function_length, "billing/ledger.cpp:3: a function of 47 lines")

    def test_what_looks_like_a_long_function_and_is_none_is_left_alone(self) -> None:
        self.add("billing/ledger.cpp", "namespace a {\nclass b : public c<d(e)> {\n" + "  int x = 0;\n" * 60 + "};\n}\nconst char* sql = R\"(\n" + "{\n" * 60 + ")\";\n")
        self.assertEqual(shape.check_function_length(Tree(self.root)), [])

    def test_a_file_that_does_not_say_what_it_is_for_is_found(self) -> None:
        self.write("core/x.hpp", "namespace core {}\n")
        self.finds(shape.check_first_line, "core/x.hpp:1: the first line", "core/x.hpp: a header begins with #pragma once")

    def test_floating_point_near_money_is_found_but_not_in_a_comment(self) -> None:
        self.add("billing/ledger.cpp", "// never a double\nstd::int64_t fee_micros = 0;\ndouble share = 0.5;\n")
        self.add("billing/published_views.sql", "CREATE TABLE x (amount_micros double precision);\n")
        self.finds(shape.check_money, "billing/ledger.cpp:6: double in a file that carries money")
        self.assertEqual(len(shape.check_money(Tree(self.root))), 1)
        self.finds(shape.check_sql_money, "an amount is a bigint")

    def test_words_and_paths_that_have_no_place_are_found(self) -> None:
        self.add("billing/ledger.cpp", "// TODO later\nclass BillingManager {};\n")
        self.add("docs/operating/metrics.md", "Look into /home/somebody/notes and /tmp/here.\n")
        self.write("core/money_utils.cpp", "// Money.\n")
        self.finds(words.check_words, "billing/ledger.cpp:4: an unfinished thought", "a name that says nothing", "/home/somebody/notes", "/tmp/here")
        self.finds(words.check_names, "core/money_utils.cpp: named after nothing")

    def test_a_file_that_nothing_builds_includes_or_describes_is_found(self) -> None:
        self.compile_list(leave_out="billing/ledger.cpp")
        self.write("core/alone.hpp", "// Nobody's.\n#pragma once\n")
        self.write("cmake/orphan.py", '"""Nobody\'s."""\n')
        (self.root / "billing" / "README.md").unlink()
        self.finds(dead_files.check_sources, "billing/ledger.cpp: no CMakeLists.txt builds it")
        self.finds(dead_files.check_headers, "core/alone.hpp: nothing includes it")
        self.finds(dead_files.check_scripts, "cmake/orphan.py: nothing names it")
        self.finds(dead_files.check_folders, "billing/: has no README.md")

    def test_a_metric_that_is_not_written_about_or_not_counted_is_found(self) -> None:
        self.add("billing/ledger.cpp", 'void h() { core::gauge("abonent_billing_secret", "?", 1); }\n')
        self.add("docs/operating/metrics.md", "| `abonent_billing_gone_total` | | counter |\n")
        self.add("deploy/prometheus/abonent.rules.yml", "  - expr: abonent_billing_never > 0\n")
        self.finds(documents.check_metrics, "abonent_billing_secret is not in", "abonent_billing_gone_total is counted nowhere", "asks for abonent_billing_never")

    def test_a_route_that_is_not_published_or_not_served_is_found(self) -> None:
        self.write("store/api/routes.cpp", '// The door.\nconstexpr std::string_view base = "/tmf-api/x/v4/customer";\nstd::vector<web::route> routes() {\n'
                   '  auto path = std::string{base};\n  using enum web::verb;\n  return {{get, path + "/{id}", right::a, one}, {web::verb::del, path, needs, f}};\n}\n')
        self.add("docs/api/billing.yaml", "    post:\n      summary: Nobody does.\n")
        self.finds(documents.check_routes, "GET /tmf-api/x/v4/customer/{id} is in no document", "DELETE /tmf-api/x/v4/customer is in no document",
                   "POST /api/v1/charges/{id} is served by nobody")

    def test_routes_written_so_that_they_cannot_be_read_are_found(self) -> None:
        self.write("store/api/routes.cpp", "// The door.\nstd::vector<web::route> routes(int x) {\n  return make(x);\n}\n")
        self.finds(documents.check_routes, "its routes are written in a way this check cannot read")

    def test_a_refusal_or_a_right_that_nobody_knows_is_found(self) -> None:
        self.add("web/http.hpp", "enum class right { none, usage_read };\n")
        self.add("billing/ledger.cpp", 'constexpr refusal usage_unknown{"usage_unknown", not_found, "No."};\n')
        self.add("docs/api/billing.yaml", "      x-right: usage_write\n      description: \"Refused: usage_unknown, usage_forbidden (403).\"\n")
        self.finds(documents.check_refusals, "nobody refuses with usage_forbidden", "there is no right usage_write")
        self.assertEqual(len(documents.check_refusals(Tree(self.root))), 2)

    def test_two_decisions_with_one_number_are_found(self) -> None:
        self.write("docs/decisions/0001-another.md", "# 0001\n")
        self.finds(documents.check_decisions, "has the same number")

    def test_a_header_that_leans_on_its_includer_is_found(self) -> None:
        self.compile_list()
        self.write("billing/leaning.hpp", "// Needs <string>.\n#pragma once\nstruct leaning { std::string name; };\n")
        for name in ("db/database.hpp", "web/http.hpp", "store/customer.hpp", "billing/billing_sql.hpp", "analytics/analytics_sql.hpp"):
            self.write(name, "// Fine.\n#pragma once\n")
        self.finds(headers_alone.check_headers_alone, "billing/leaning.hpp: does not compile by itself")
        self.assertEqual(len(headers_alone.check_headers_alone(Tree(self.root))), 1)

    def test_a_file_that_takes_too_long_to_compile_is_found(self) -> None:
        build = self.root / "build" / "release"
        build.mkdir(parents=True)
        for name in ("slow.o", "delayed.o"):
            (build / name).touch()
        (build / ".ninja_log").write_text("# ninja log v5\n0\t70000\t0\tslow.o\tx\n0\t70000\t0\tdelayed.o\tx\n0\t90000\t0\tgone.o\tx\n")
        busy = self.root / "busy.py"
        busy.write_text("import sys, time\nwhile time.process_time() < float(sys.argv[1]): pass\n")
        entry = {"file": "x", "directory": str(self.root)}
        (build / "compile_commands.json").write_text(json.dumps(
            [{**entry, "command": f"{sys.executable} {busy} 0.3 -o slow.o"}, {**entry, "command": f"{sys.executable} {busy} 0.0 -o delayed.o"}]))
        limit, build_cost.FILE_SECONDS = build_cost.FILE_SECONDS, 0.25
        try:
            findings = build_cost.check_build_cost(Tree(self.root))
        finally:
            build_cost.FILE_SECONDS = limit
        self.assertEqual(len(findings), 1, findings)  # the other one only had to wait for its turn
        self.assertIn("slow.o: takes", findings[0])


if __name__ == "__main__":
    unittest.main()
