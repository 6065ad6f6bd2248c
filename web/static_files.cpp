// Serving of the console's files.
#include "web/static_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace web {
namespace {

std::string content_type_of(const std::filesystem::path& file) {
  static constexpr std::pair<std::string_view, std::string_view> known[] = {
      {".html", "text/html;charset=utf-8"},
      {".js", "text/javascript;charset=utf-8"},
      {".css", "text/css;charset=utf-8"},
      {".json", "application/json;charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".txt", "text/plain;charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
      {".wasm", "application/wasm"}};
  for (auto [ending, type] : known)
    if (file.extension() == ending) return std::string{type};
  return "application/octet-stream";
}

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::string body{std::istreambuf_iterator<char>{in}, {}};
  if (!in) throw std::runtime_error{fmt::format("cannot read {}", path.string())};
  return body;
}

// What no page of the console is called: the machine's side of the house.
bool is_machine_path(std::string_view path) {
  for (std::string_view root : {"/api/", "/tmf-api/", "/assets/"})
    if (path.starts_with(root)) return true;
  auto last = path.substr(path.rfind('/') + 1);
  return last.find('.') != std::string_view::npos;  // a file by its name
}

// Whether an Accept-Encoding such as `gzip, deflate, br;q=0.8` lets this one in (RFC 9110 12.5.3).
bool accepts(std::string_view header, std::string_view wanted) {
  while (!header.empty()) {
    auto end = header.find(',');
    auto each = header.substr(0, end);
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
    auto parameter = each.find(';');
    auto name = each.substr(0, parameter);
    name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
    name = name.substr(0, name.find_last_not_of(' ') + 1);
    if (name != wanted) continue;
    auto weight = parameter == std::string_view::npos ? std::string_view{} : each.substr(parameter + 1);
    auto q = weight.find("q=");
    return q == std::string_view::npos || weight.find_first_of("123456789", q) != std::string_view::npos;
  }
  return false;
}

}  // namespace

static_files::static_files(const std::filesystem::path& directory, std::size_t bytes_max) {
  std::size_t total = 0;
  for (const auto& each : std::filesystem::recursive_directory_iterator{directory}) {
    if (!each.is_regular_file()) continue;
    auto body = read_whole(each.path());
    total += body.size();
    if (total > bytes_max)
      throw std::runtime_error{fmt::format("{} holds more than {} bytes", directory.string(), bytes_max)};
    auto path = "/" + std::filesystem::relative(each.path(), directory).generic_string();
    if (path.ends_with(".br"))
      files_[path.substr(0, path.size() - 3)].brotli = std::move(body);
    else if (path.ends_with(".gz"))
      files_[path.substr(0, path.size() - 3)].gzip = std::move(body);
    else {
      auto& it = files_[path];
      it.body = std::move(body);
      it.content_type = content_type_of(each.path());
    }
  }
  std::erase_if(files_, [](const auto& it) { return it.second.content_type.empty(); });  // left over from another build
  if (!files_.contains("/index.html"))
    throw std::runtime_error{fmt::format("{} holds no index.html: build the console first", directory.string())};
}

std::optional<response> static_files::find(std::string_view path, std::string_view accepted) const {
  if (files_.empty()) return std::nullopt;
  auto it = files_.find(path);
  if (it == files_.end()) {
    if (is_machine_path(path)) return std::nullopt;
    it = files_.find("/index.html");
  }
  response out;
  const auto& of = it->second;
  bool brotli = !of.brotli.empty() && accepts(accepted, "br"), gzip = !of.gzip.empty() && accepts(accepted, "gzip");
  out.body = brotli ? of.brotli : gzip ? of.gzip : of.body;
  out.content_type = of.content_type;
  if (brotli || gzip) out.headers.emplace_back("Content-Encoding", brotli ? "br" : "gzip");
  if (!of.brotli.empty() || !of.gzip.empty()) out.headers.emplace_back("Vary", "Accept-Encoding");
  bool for_ever = it->first.starts_with("/assets/");
  out.headers.emplace_back("Cache-Control", for_ever ? "public, max-age=31536000, immutable" : "no-cache");
  return out;
}

}  // namespace web
