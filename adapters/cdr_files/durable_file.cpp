// open, write, fsync, rename, fsync of the folder.
#include "adapters/cdr_files/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace cdr_files {
namespace {

[[noreturn]] void failed(const char* doing, const std::filesystem::path& what) {
  throw std::system_error{errno, std::generic_category(), std::string{doing} + " " + what.string()};
}

class descriptor {
 public:
  descriptor(const std::filesystem::path& file, int flags)
      : file_{file}, it_{::open(file.c_str(), flags | O_CLOEXEC, 0600)} {
    if (it_ < 0) failed("cannot open", file_);
  }
  ~descriptor() { ::close(it_); }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;

  void write(std::string_view text) const {
    while (!text.empty()) {
      auto written = ::write(it_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) failed("cannot write", file_);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(it_) != 0) failed("cannot sync", file_);
  }

 private:
  std::filesystem::path file_;
  int it_;
};

void sync_folder_of(const std::filesystem::path& file) {
  descriptor{file.parent_path(), O_RDONLY | O_DIRECTORY}.sync();
}

}  // namespace

std::string read_whole(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) {
    if (std::filesystem::exists(file)) failed("cannot read", file);
    return {};
  }
  return {std::istreambuf_iterator<char>{in}, {}};
}

void replace_durably(const std::filesystem::path& file, std::string_view text) {
  auto fresh = file;
  fresh += ".new";
  {
    descriptor out{fresh, O_WRONLY | O_CREAT | O_TRUNC};
    out.write(text);
    out.sync();
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0) failed("cannot replace", file);
  sync_folder_of(file);
}

void append_durably(const std::filesystem::path& file, std::string_view text) {
  bool fresh = !std::filesystem::exists(file);
  descriptor out{file, O_WRONLY | O_CREAT | O_APPEND};
  out.write(text);
  out.sync();
  if (fresh) sync_folder_of(file);
}

void remove_file(const std::filesystem::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) failed("cannot remove", file);
}

void make_folder(const std::filesystem::path& dir) {
  if (std::filesystem::is_directory(dir)) return;
  std::filesystem::create_directories(dir);
  std::filesystem::permissions(dir, std::filesystem::perms::owner_all);
}

}  // namespace cdr_files
