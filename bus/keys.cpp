// CURVE keys and their files.
#include "bus/keys.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

#include "bus/refusals.hpp"

namespace bus {
namespace {

constexpr std::size_t z85_key_length = 40;  // RFC 32: 32 bytes in groups of four to five characters

// Both pairs of the CURVE manual (zmq_curve(7)): they circulate, halves and all.
constexpr std::array manual_keys{
    std::string_view{"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"},
    std::string_view{"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"},
};

bool is_in_the_manual(std::string_view public_key) {
  for (auto each : manual_keys)
    if (each == public_key) return true;
  return false;
}

std::optional<std::string> public_half(const std::string& secret_key) {
  std::array<char, z85_key_length + 1> out{};
  if (secret_key.size() != z85_key_length || zmq_curve_public(out.data(), secret_key.c_str()) != 0) return std::nullopt;
  return std::string{out.data()};
}

[[noreturn]] void cannot(std::string_view what, const std::filesystem::path& at) {
  throw std::system_error{errno, std::generic_category(), fmt::format("cannot {} the key file {}", what, at.string())};
}

void write_all(int file, std::string_view text, const std::filesystem::path& at) {
  while (!text.empty()) {
    auto wrote = ::write(file, text.data(), text.size());
    if (wrote < 0 && errno != EINTR) cannot("write", at);
    if (wrote > 0) text.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

// `name = "value"`; Z85 has neither quote nor backslash, so nothing is escaped.
std::optional<std::string> value_of(const std::string& line, std::string_view name) {
  if (!line.starts_with(name)) return std::nullopt;
  auto open = line.find('"');
  auto close = line.rfind('"');
  if (open == std::string::npos || close == open) return std::nullopt;
  return line.substr(open + 1, close - open - 1);
}

}  // namespace

key_pair make_keys() {
  std::array<char, z85_key_length + 1> open{};
  std::array<char, z85_key_length + 1> secret{};
  if (zmq_curve_keypair(open.data(), secret.data()) != 0) throw std::runtime_error{"libzmq was built without CURVE"};
  return {open.data(), secret.data()};
}

core::result<std::string> check_public_key(std::string_view z85) {
  std::string key{z85};
  std::array<std::uint8_t, 32> raw{};
  if (key.size() != z85_key_length || zmq_z85_decode(raw.data(), key.c_str()) == nullptr) return key_malformed;
  if (is_in_the_manual(key)) return key_is_public_knowledge;
  return key;
}

core::result<key_pair> make_key_file(const std::filesystem::path& at) {
  // O_EXCL: a key that clients already know must not be lost to a second call.
  int file = ::open(at.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST) return key_file_exists.because(at.string());
    cannot("make", at);
  }
  auto keys = make_keys();
  write_all(file, fmt::format("# A key of the bus (CURVE, Z85). Whoever reads secret_key can pass for its holder.\n"
                              "public_key = \"{}\"\nsecret_key = \"{}\"\n",
                              keys.public_key, keys.secret_key), at);
  if (::fsync(file) != 0) cannot("write", at);
  ::close(file);
  return keys;
}

core::result<key_pair> read_key_file(const std::filesystem::path& at) {
  struct stat about {};
  if (::stat(at.c_str(), &about) != 0) {
    if (errno == ENOENT) return key_file_missing.because(at.string());
    cannot("read", at);
  }
  if ((about.st_mode & 077) != 0) return key_file_open_to_others.because("chmod 600 " + at.string());
  std::ifstream in{at};
  if (!in) cannot("read", at);
  key_pair keys;
  for (std::string line; std::getline(in, line);) {
    if (auto it = value_of(line, "public_key")) keys.public_key = *it;
    if (auto it = value_of(line, "secret_key")) keys.secret_key = *it;
  }
  auto open = public_half(keys.secret_key);
  if (!open || *open != keys.public_key) return key_file_malformed.because(at.string());
  if (is_in_the_manual(keys.public_key)) return key_is_public_knowledge.because(at.string());
  return keys;
}

core::result<key_pair> read_or_make_key_file(const std::filesystem::path& at) {
  auto keys = read_key_file(at);
  if (keys || keys.error() != key_file_missing) return keys;
  return make_key_file(at);
}

}  // namespace bus
