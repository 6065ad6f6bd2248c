// The one configuration file: TOML, every key with its unit in its name, unknown keys refused with line and column.
// Parsed once, here, into plain structs; no room reads a file or the environment by itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/numbering_plan.hpp"

namespace app {

struct config {
  struct operator_section {
    std::string name = "Abonent Demo";
    std::string time_zone = "Europe/Moscow";  // of the figures and of customers who have none of their own
    std::string currency = "EUR";             // one reporting currency an installation
    core::numbering_plan plan{"7", "8", "810", {10}};
  } business;

  struct database_section {
    std::string url;       // empty: the embedded server in the data directory
    std::string url_file;  // a file that holds the URL with its password
    std::size_t connections = 12;
    std::string role_prefix = "abonent";
    int statement_timeout_ms = 30'000;
    int slow_query_ms = 500;
  } database;

  struct http_section {
    std::string address = "127.0.0.1";
    int port = 8080;
    std::size_t workers = 8;
    std::size_t queue_length_max = 256;
    std::size_t body_bytes_max = 1'048'576;
    std::size_t connections_max = 4'000;
    std::vector<std::string> trusted_proxies;  // whose X-Forwarded-For is believed
    int address_requests_per_second = 200;     // 0: no limit; a whole desk may sit behind one address
    int address_requests_burst = 2'000;
    int user_requests_per_second = 50;
    int user_requests_burst = 500;
    int address_sign_ins_per_second = 2;
    int address_sign_ins_burst = 100;
    std::string console_dir;  // empty: beside the program, or /usr/share/abonent/console
  } http;

  struct metrics_section {
    std::string address = "127.0.0.1";
    int port = 9464;
    int refresh_seconds = 15;
  } metrics;

  struct bus_section {
    std::string address = "127.0.0.1";
    int usage_port = 0;  // 0: a free one; `running/` in the data directory tells which
    int events_port = 0;
    int provisioning_port = 0;
    int hints_port = 0;
    int keep_events_days = 30;
  } bus;

  struct activation_section {
    std::string network = "none";  // `osmo_hlr`, `local_osmo_hlr` (started by this program), `bus:NAME`, `none`
    std::string hlr_address = "127.0.0.1";
    int errand_tries = 12;  // with pauses of up to a minute: about six minutes of an HLR that is away
    int number_quarantine_days = 90;
  } activation;

  struct billing_section {
    int segment_bytes_max = 16'777'216;  // about 100,000 rows
    int segment_age_max_seconds = 10;
    int ingest_workers = 2;
  } billing;

  struct radius_section {
    std::string clients_file;  // who may send accounting, with their secrets; empty: no server
    std::string address = "127.0.0.1";
    int port = 1813;  // 0: a free one
    std::string source = "radius";
    std::string subscriber = "imsi_or_login";
    std::vector<std::string> home_networks;
  } radius;

  std::filesystem::path data_dir;
  std::vector<std::string> rooms;  // empty: all
};

// Throws std::runtime_error: `FILE:LINE:COLUMN: what is wrong and what would be right`.
config read_config(const std::filesystem::path& file);
// As TOML, with every value that holds and secrets masked.
std::string printed(const config& it);
// Every key with its default, limits and meaning, as the tables of docs/operating/configuration.md.
std::string explained();

// Where an installation lives unless told otherwise: /var/lib/abonent for root, ~/.local/share/abonent else.
std::filesystem::path default_data_dir();

}  // namespace app
