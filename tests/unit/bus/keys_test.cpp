// Key files: kept to oneself, whole, and never one of the keys everybody has.
#include "bus/keys.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "bus/refusals.hpp"
#include "tests/catch.hpp"

namespace {

struct scratch_dir {
  std::filesystem::path at = std::filesystem::temp_directory_path() / ("abonent-keys-" + std::to_string(::getpid()));
  scratch_dir() { std::filesystem::create_directories(at); }
  ~scratch_dir() { std::filesystem::remove_all(at); }
};

std::filesystem::path file_with(const scratch_dir& dir, const std::string& open, const std::string& secret) {
  auto at = dir.at / "it.key";
  std::ofstream{at} << "public_key = \"" << open << "\"\nsecret_key = \"" << secret << "\"\n";
  ::chmod(at.c_str(), 0600);
  return at;
}

}  // namespace

TEST_CASE("a key file that was made can be read again, and only by its owner", "[bus][keys]") {
  scratch_dir dir;
  auto made = bus::make_key_file(dir.at / "it.key");
  REQUIRE(made.has_value());
  struct stat about {};
  REQUIRE(::stat((dir.at / "it.key").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  auto read = bus::read_key_file(dir.at / "it.key");
  REQUIRE(read.has_value());
  CHECK(read->public_key == made->public_key);
  CHECK(read->secret_key == made->secret_key);
}

TEST_CASE("making a key never overwrites the one that clients already know", "[bus][keys]") {
  scratch_dir dir;
  auto first = bus::read_or_make_key_file(dir.at / "it.key");
  CHECK(bus::make_key_file(dir.at / "it.key").error() == bus::key_file_exists);
  CHECK(bus::read_or_make_key_file(dir.at / "it.key")->public_key == first->public_key);
}

TEST_CASE("a key file that others can read is refused", "[bus][keys]") {
  scratch_dir dir;
  REQUIRE(bus::make_key_file(dir.at / "it.key").has_value());
  for (auto mode : {0640, 0604, 0660, 0644}) {
    ::chmod((dir.at / "it.key").c_str(), static_cast<mode_t>(mode));
    CHECK(bus::read_key_file(dir.at / "it.key").error() == bus::key_file_open_to_others);
  }
}

TEST_CASE("the keys printed in the CURVE manual are refused, from a file and from a client", "[bus][keys]") {
  scratch_dir dir;
  const std::pair<std::string, std::string> manual[] = {
      {"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"},
      {"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"}};
  for (const auto& [open, secret] : manual) {
    CHECK(bus::read_key_file(file_with(dir, open, secret)).error() == bus::key_is_public_knowledge);
    CHECK(bus::check_public_key(open).error() == bus::key_is_public_knowledge);
  }
}

TEST_CASE("a torn, foreign or mismatched key file is refused and a missing one is missing", "[bus][keys]") {
  scratch_dir dir;
  auto one = bus::make_keys();
  auto other = bus::make_keys();
  CHECK(bus::read_key_file(dir.at / "none.key").error() == bus::key_file_missing);
  CHECK(bus::read_key_file(file_with(dir, one.public_key, other.secret_key)).error() == bus::key_file_malformed);
  CHECK(bus::read_key_file(file_with(dir, one.public_key, "")).error() == bus::key_file_malformed);
  CHECK(bus::read_key_file(file_with(dir, one.public_key, one.secret_key.substr(0, 39))).error() ==
        bus::key_file_malformed);
  CHECK(bus::read_key_file(file_with(dir, "", one.secret_key)).error() == bus::key_file_malformed);
}

TEST_CASE("a public key must be forty characters of Z85", "[bus][keys]") {
  CHECK(bus::check_public_key(bus::make_keys().public_key).has_value());
  for (auto text :
       {"", "short", "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hI", "\"ne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"})
    CHECK(bus::check_public_key(text).error() == bus::key_malformed);
}
