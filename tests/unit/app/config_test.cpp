// A wrong configuration says what, where and how to mend it.
#include "app/config.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "tests/catch.hpp"

namespace {

std::filesystem::path file_with(const std::string& text) {
  auto at = std::filesystem::temp_directory_path() / ("abonent-config-" + std::to_string(getpid()) + ".toml");
  std::ofstream{at} << text;
  return at;
}

}  // namespace

TEST_CASE("what is set is taken, what is not keeps its default", "[config]") {
  auto it = app::read_config(file_with("[operator]\nname = \"Nord\"\nnational_number_lengths = [10]\n[http]\nport = 9000\n"));
  CHECK(it.business.name == "Nord");
  CHECK(it.business.plan.national_lengths == std::vector<std::size_t>{10});
  CHECK(it.http.port == 9000);
  CHECK(it.metrics.port == 9464);
}

TEST_CASE("an unknown key is refused with its line and column, and the known ones are named", "[config]") {
  CHECK_THROWS_WITH(app::read_config(file_with("[http]\nport = 1\nprot = 2\n")), Catch::Contains(".toml:3:1") && Catch::Contains("no key `prot`") && Catch::Contains("port, workers"));
  CHECK_THROWS_WITH(app::read_config(file_with("[htpp]\nport = 1\n")), Catch::Contains("no section [htpp]"));
  CHECK_THROWS_WITH(app::read_config(file_with("port = 1\n")), Catch::Contains("no section [port]"));
}

TEST_CASE("a wrong value is refused with what would be right", "[config]") {
  CHECK_THROWS_WITH(app::read_config(file_with("[http]\nport = 70000\n")), Catch::Contains(":2:8") && Catch::Contains("0 to 65535"));
  CHECK_THROWS_WITH(app::read_config(file_with("[http]\nport = \"80\"\n")), Catch::Contains("whole number"));
  CHECK_THROWS_WITH(app::read_config(file_with("[operator]\ntime_zone = \"Europe/Atlantis\"\n")), Catch::Contains("no time zone"));
  CHECK_THROWS_WITH(app::read_config(file_with("[operator]\ncurrency = \"euro\"\n")), Catch::Contains("ISO 4217"));
  CHECK_THROWS_WITH(app::read_config(file_with("[activation]\nnetwork = \"hlr\"\n")), Catch::Contains("osmo_hlr"));
  CHECK_THROWS_WITH(app::read_config(file_with("[http\nport = 1\n")), Catch::Contains(".toml:1:"));
  CHECK_THROWS_WITH(app::read_config("/nowhere/abonent.toml"), Catch::Contains("no such file"));
}

TEST_CASE("proxies are IP addresses, and limits of the rate can be set", "[config]") {
  auto it = app::read_config(file_with("[http]\ntrusted_proxies = [\"127.0.0.1\", \"::1\"]\nuser_requests_per_second = 0\n"));
  CHECK(it.http.trusted_proxies == std::vector<std::string>{"127.0.0.1", "::1"});
  CHECK(it.http.user_requests_per_second == 0);
  CHECK_THROWS_WITH(app::read_config(file_with("[http]\ntrusted_proxies = [\"proxy.example\"]\n")), Catch::Contains(":2:20") && Catch::Contains("no IP address"));
  CHECK_THROWS_WITH(app::read_config(file_with("[http]\ntrusted_proxies = \"127.0.0.1\"\n")), Catch::Contains("list of texts"));
  CHECK_THROWS_WITH(app::read_config(file_with("[http]\naddress = \"localhost\"\n")), Catch::Contains("no IP address"));
}

TEST_CASE("the operator's page of the configuration says what the program knows", "[config]") {
  std::ifstream page{ABONENT_SOURCE_DIR "/docs/operating/configuration.md"};
  std::string text{std::istreambuf_iterator<char>{page}, {}};
  INFO("docs/operating/configuration.md: replace the tables with what `abonent config explain` prints");
  CHECK_THAT(text, Catch::Contains(app::explained()));
}

TEST_CASE("what is printed is a configuration again, without the password", "[config]") {
  auto it = app::read_config(file_with("[operator]\nname = \"The \\\"Nord\\\"\"\n[database]\nurl = \"postgresql://crm:s3cret@db/crm\"\n[http]\nport = 9000\ntrusted_proxies = [\"10.0.0.1\"]\n"));
  auto text = app::printed(it);
  CHECK(text.find("s3cret") == std::string::npos);
  auto again = app::read_config(file_with(text));
  CHECK(again.http.port == 9000);
  CHECK(again.business.name == "The \"Nord\"");
  CHECK(again.http.trusted_proxies == it.http.trusted_proxies);

  auto secret = std::filesystem::temp_directory_path() / ("abonent-url-" + std::to_string(getpid()));
  std::ofstream{secret} << "postgresql://crm:s3cret@db/crm\n";
  auto from_file = app::read_config(file_with("[database]\nurl_file = \"" + secret.string() + "\"\n"));
  CHECK(from_file.database.url == "postgresql://crm:s3cret@db/crm");
  CHECK(app::read_config(file_with(app::printed(from_file))).database.url == from_file.database.url);
  std::filesystem::remove(secret);
}
