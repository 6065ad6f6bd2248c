// Secrets come from files or from the environment, never from the clients file itself: that one may be shown.
#include "app/radius_door.hpp"

#include <fmt/format.h>

#include <cstdlib>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "app/text_file.hpp"

namespace app {
namespace {

struct clients_reader {
  const std::filesystem::path& file;

  [[noreturn]] void wrong(const toml::source_position& at, const std::string& what) const {
    throw std::runtime_error{fmt::format("{}:{}:{}: {}", file.string(), at.line, at.column, what)};
  }
  std::string text(const toml::table& of, std::string_view key) const {
    const auto* node = of.get(key);
    if (!node) return {};
    auto it = node->value_exact<std::string>();
    if (!it || it->empty()) wrong(node->source().begin, fmt::format("`{}` must be text in quotes", key));
    return *it;
  }
  std::string secret(const toml::table& of) const {
    auto from_file = text(of, "secret_file"), from_environment = text(of, "secret_env");
    if (from_file.empty() == from_environment.empty()) wrong(of.source().begin, "a [[client]] has either `secret_file` or `secret_env`");
    std::string out;
    if (!from_file.empty()) {
      auto at = std::filesystem::path{from_file};
      out = whole_file((at.is_relative() ? file.parent_path() / at : at).string());
      while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
    } else if (const char* said = std::getenv(from_environment.c_str())) {
      out = said;
    }
    if (out.size() < 8) wrong(of.source().begin, "the secret is missing, or shorter than 8 characters");
    return out;
  }
  radius::client client(const toml::table& of) const {
    for (const auto& [key, node] : of)
      if (key != "name" && key != "address" && key != "secret_file" && key != "secret_env")
        wrong(key.source().begin, fmt::format("`{}` means nothing here", key.str()));
    auto name = text(of, "name"), address = text(of, "address");
    if (name.empty() || name.size() > 60 || name.find('/') != std::string::npos) wrong(of.source().begin, "a [[client]] has a `name` of at most 60 characters without `/`");
    auto it = radius::make_client(name, address, secret(of));
    if (!it) wrong(of.source().begin, fmt::format("`{}` is no address and no network; write one such as 10.0.0.7 or 10.0.0.0/24", address));
    return *it;
  }
};

radius::charged_identity identity_named(const std::string& name) {
  if (name == "login") return radius::charged_identity::login;
  if (name == "imsi") return radius::charged_identity::imsi;
  if (name == "msisdn") return radius::charged_identity::msisdn;
  return radius::charged_identity::imsi_or_login;
}

}  // namespace

std::vector<radius::client> read_radius_clients(const std::filesystem::path& file) {
  clients_reader in{file};
  auto parsed = toml::parse(whole_file(file.string()));
  if (!parsed) in.wrong(parsed.error().source().begin, std::string{parsed.error().description()});
  std::vector<radius::client> out;
  for (const auto& [key, node] : parsed.table()) {
    const auto* list = key == "client" ? node.as_array() : nullptr;
    if (!list) in.wrong(key.source().begin, "write each network element under its own [[client]]");
    for (const auto& each : *list) {
      if (!each.is_table()) in.wrong(each.source().begin, "write each network element under its own [[client]]");
      out.push_back(in.client(*each.as_table()));
    }
  }
  if (out.empty()) throw std::runtime_error{fmt::format("{} names no [[client]]: nobody could send accounting", file.string())};
  return out;
}

std::unique_ptr<radius::server> open_radius(const config::radius_section& with, bus_door& door, const std::string& usage, const core::clock& clock) {
  radius::server_options options;
  options.address = with.address;
  options.port = static_cast<std::uint16_t>(with.port);
  options.source = with.source;
  options.rules = {identity_named(with.subscriber), with.home_networks};
  return std::make_unique<radius::server>(door.context(), door.to(usage), radius::client_book{read_radius_clients(with.clients_file)}, options, clock);
}

}  // namespace app
