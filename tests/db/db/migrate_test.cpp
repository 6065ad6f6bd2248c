// Migrations, roles and the walls between rooms.
#include "db/migrate.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/schemas.hpp"
#include "db/db_sql.hpp"
#include "db/embedded_server.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"

namespace {

const db::room_schema& garden_v1() {
  static const db::room_schema it{"garden", {{1, "beds", "CREATE TABLE garden.bed (id int PRIMARY KEY)"}},
                                  "CREATE VIEW garden.published_bed AS SELECT id FROM garden.bed;"};
  return it;
}
const db::room_schema& garden_v2() {
  static const db::room_schema it{"garden", {{1, "beds", "CREATE TABLE garden.bed (id int PRIMARY KEY)"},
                                             {2, "flowers", "ALTER TABLE garden.bed ADD flower text NOT NULL DEFAULT 'rose'"}},
                                  "CREATE VIEW garden.published_bed AS SELECT id, flower FROM garden.bed;"};
  return it;
}
const db::room_schema& shed() {
  static const db::room_schema it{"shed", {{1, "tools", "CREATE TABLE shed.tool (id int PRIMARY KEY)"}}, ""};
  return it;
}

}  // namespace

TEST_CASE("every query of room db is understood by PostgreSQL", "[db]") {
  tests::database_case place;
  tests::prepare_all(place.as("db"), db::sql::all);
}

TEST_CASE("an upgraded database equals a fresh one", "[db][migrate]") {
  auto columns = [](const std::string& url) {
    db::database_config config;
    config.url = url;
    config.role_prefix = "upgrade";
    db::database it{config};
    static constexpr db::query ask{"test.columns", "SELECT string_agg(table_name || '.' || column_name || ':' || data_type, ',' ORDER BY table_name, column_name) "
                                                   "FROM information_schema.columns WHERE table_schema = 'garden'"};
    return it.as("garden").read([](db::tx& t) { return t.get<std::string>(ask); });
  };
  tests::make_database("upgraded");
  tests::make_database("fresh");
  const db::room_schema* first[] = {&db::schema(), &garden_v1()};
  const db::room_schema* second[] = {&db::schema(), &garden_v2()};
  db::migrate(tests::server_url("upgraded"), "upgrade", first);
  db::migrate(tests::server_url("upgraded"), "upgrade", second);
  db::migrate(tests::server_url("fresh"), "upgrade", second);
  db::migrate(tests::server_url("fresh"), "upgrade", second);  // twice is once
  CHECK(columns(tests::server_url("upgraded")) == columns(tests::server_url("fresh")));
  CHECK(columns(tests::server_url("fresh")).find("flower") != std::string::npos);

  auto status = db::migration_status(tests::server_url("upgraded"), first);
  CHECK(status[1].applied == 2);
  CHECK(status[1].known == 1);
  CHECK_THROWS_WITH(db::migrate(tests::server_url("upgraded"), "upgrade", first), Catch::Contains("newer than this program"));
}

TEST_CASE("a migration that fails leaves nothing and says where it failed", "[db][migrate]") {
  static const db::room_schema broken{"garden", {{1, "beds", "CREATE TABLE garden.bed (id int); SELECT nonsense"}}, ""};
  tests::make_database("broken");
  const db::room_schema* rooms[] = {&db::schema(), &broken};
  CHECK_THROWS_WITH(db::migrate(tests::server_url("broken"), "broken", rooms), Catch::Contains("garden/0001_beds"));
  CHECK(db::migration_status(tests::server_url("broken"), rooms)[1].applied == 0);
}

TEST_CASE("a room reads a sibling's published views and not its tables", "[db][wall]") {
  tests::make_database("walls");
  const db::room_schema* rooms[] = {&db::schema(), &garden_v1(), &shed()};
  db::migrate(tests::server_url("walls"), "walls", rooms);
  db::database_config config;
  config.url = tests::server_url("walls");
  config.role_prefix = "walls";
  db::database it{config};
  static constexpr db::query view{"test.view", "SELECT count(*) FROM garden.published_bed"};
  static constexpr db::query table{"test.table", "SELECT count(*) FROM garden.bed"};
  static constexpr db::query own{"test.own", "SELECT count(*) FROM shed.tool"};
  auto ask = [&](const db::query& q) { return it.as("shed").read([&](db::tx& t) { return t.get<std::int64_t>(q); }); };
  CHECK(ask(view) == 0);
  CHECK(ask(own) == 0);
  CHECK_THROWS_WITH(ask(table), Catch::Contains("permission denied"));
}

TEST_CASE("every room stands behind its wall", "[db][wall]") {
  // For each pair of siblings: no table of the one is readable with the role of the other.
  tests::database_case place;
  auto leaks = place.look(R"sql(
    SELECT coalesce(string_agg(r.role || ' reads ' || c.oid::regclass, '; '), '')
    FROM (VALUES ('activation'), ('billing'), ('care'), ('analytics')) AS r(role)
    JOIN pg_namespace n ON n.nspname IN ('activation', 'billing', 'care', 'analytics') AND n.nspname <> r.role
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
    JOIN pg_roles g ON g.rolname = 'abonent_' || r.role
    WHERE has_table_privilege(g.oid, c.oid, 'SELECT'))sql");
  CHECK(leaks == "");
}

TEST_CASE("a server that may lose what it acknowledged is refused", "[db]") {
  CHECK_NOTHROW(db::expect_durable(tests::server_url("postgres")));
}

TEST_CASE("a server that is not there, and a login that may not make roles, are told with what to do", "[db]") {
  CHECK_THROWS_WITH(db::expect_durable("postgresql://nobody@127.0.0.1:1/none"), Catch::Contains("Connection refused") && Catch::Contains("url_file"));
  CHECK_THROWS_WITH(db::expect_durable("nonsense"), Catch::Contains("nonsense"));
  tests::database_case place;
  place.look("CREATE ROLE weak NOLOGIN");
  std::vector<const db::room_schema*> rooms(app::schemas().begin(), app::schemas().end());
  CHECK_THROWS_WITH(db::migrate(place.superuser_url() + " options='-c role=weak'", "another", rooms), Catch::Contains("ALTER ROLE weak CREATEROLE"));
  place.look("DROP ROLE weak");
}

TEST_CASE("a cluster is served by the version that made it, or refused by the name of what is missing", "[db]") {
  auto cluster = std::filesystem::temp_directory_path() / ("abonent-cluster-" + std::to_string(getpid()));
  std::filesystem::create_directories(cluster);
  auto made_by = [&](const std::string& version) {
    std::ofstream{cluster / "PG_VERSION"} << version << '\n';
    return cluster;
  };
  auto newest = db::find_postgres_binaries();
  CHECK(db::find_postgres_binaries(made_by(newest.parent_path().filename())) == newest);
  CHECK_THROWS_WITH(db::find_postgres_binaries(made_by("9")), Catch::Contains("apt-get install postgresql-9"));
  std::filesystem::remove_all(cluster);
}
