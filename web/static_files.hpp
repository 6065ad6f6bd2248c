// The built console, read into memory once: no path of a request ever reaches the file system.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "web/http.hpp"

namespace web {

class static_files {
 public:
  static_files() = default;  // none
  // Reads every file below the directory. Throws when it has no index.html or holds more than `bytes_max`.
  explicit static_files(const std::filesystem::path& directory, std::size_t bytes_max = 64 << 20);

  // The file at this path; index.html for a page of the console's own routing (`/subscribers/17`). Nothing for a file
  // that is not there. Files under /assets/ carry their digest in their name and are kept by browsers for ever.
  // `accepted`: the Accept-Encoding header. What the build left beside a file as `.br` or `.gz` is sent instead of it.
  [[nodiscard]] std::optional<response> find(std::string_view path, std::string_view accepted = {}) const;
  [[nodiscard]] bool empty() const { return files_.empty(); }

 private:
  struct file {
    std::string body;
    std::string content_type;
    std::string brotli, gzip;  // empty: there is none
  };
  std::map<std::string, file, std::less<>> files_;  // by path with a leading slash
};

}  // namespace web
