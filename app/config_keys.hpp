// Every section and key of the configuration file: name, limits and meaning, said once. Who reads, prints or explains the
// file brings `keys` and gets all of them in the order of the printed file. Units stand in the names.
#pragma once

#include <string>

#include "app/config.hpp"

namespace app {

using check = std::string (*)(const std::string&);  // nothing when right, else what would be
std::string any_text(const std::string&);
std::string zone_complaint(const std::string& name);
std::string currency_complaint(const std::string& code);
std::string network_complaint(const std::string& network);
std::string identity_complaint(const std::string& who);
std::string address_complaint(const std::string& address);  // an IP address

template <class Keys>
void describe_operator(config& it, Keys& keys) {
  keys.section("operator", "Whose installation it is.");
  keys.text("name", it.business.name, "Shown where the program speaks of the operator.");
  keys.text("time_zone", it.business.time_zone, "IANA name. Days and months of the figures, and of customers who have no zone of their own.", zone_complaint);
  keys.text("currency", it.business.currency, "ISO 4217. The one currency of the figures. It does not change once there are figures.", currency_complaint);
  keys.text("country_code", it.business.plan.country_code, "Of the numbering plan: what stands before a national number.");
  keys.text("national_prefix", it.business.plan.national_prefix, "What people dial before a national number.");
  keys.text("international_prefix", it.business.plan.international_prefix, "What people dial before a country code.");
  keys.numbers("national_number_lengths", it.business.plan.national_lengths, 1, 15, "How many digits a national number has, without its prefix.");
}

template <class Keys>
void describe_database(config& it, Keys& keys) {
  keys.section("database", "PostgreSQL.");
  keys.secret("url", it.database.url, "libpq URL of an existing server. Empty: a server of the program's own, in the data directory. The password belongs into `url_file`.");
  keys.text("url_file", it.database.url_file, "A file whose first line is the URL. Instead of `url`.");
  keys.number("connections", it.database.connections, 2, 200, "Most connections at a time; at least as many as `[http] workers`.");
  keys.text("role_prefix", it.database.role_prefix, "First part of the names of the database roles, so that two installations can share a server.");
  keys.number("statement_timeout_ms", it.database.statement_timeout_ms, 100, 3'600'000, "A statement that takes longer is given up.");
  keys.number("slow_query_ms", it.database.slow_query_ms, 1, 3'600'000, "A query that takes longer is written into the log with its name.");
}

template <class Keys>
void describe_http(config& it, Keys& keys) {
  keys.section("http", "The console and the API. TLS ends in front of it.");
  keys.text("address", it.http.address, "IP address to listen on. Leave it on the loopback and put a reverse proxy in front.", address_complaint);
  keys.number("port", it.http.port, 0, 65'535, "0: a free one.");
  keys.number("workers", it.http.workers, 1, 200, "Requests worked on at a time.");
  keys.number("queue_length_max", it.http.queue_length_max, 1, 100'000, "Requests that wait for a worker; the next one hears 503 `too_busy`.");
  keys.number("body_bytes_max", it.http.body_bytes_max, 1'024, 67'108'864, "A longer request body hears 413 `body_too_large`.");
  keys.number("connections_max", it.http.connections_max, 10, 100'000, "Open connections; the next one is closed at once.");
  keys.texts("trusted_proxies", it.http.trusted_proxies, "IP addresses of reverse proxies whose `X-Forwarded-For` is believed.", address_complaint);
  keys.number("address_requests_per_second", it.http.address_requests_per_second, 0, 1'000'000, "Lasting rate of one client address (IPv6: of its /64); more hears 429. 0: no limit.");
  keys.number("address_requests_burst", it.http.address_requests_burst, 1, 1'000'000, "As many at once before that rate counts.");
  keys.number("user_requests_per_second", it.http.user_requests_per_second, 0, 1'000'000, "Lasting rate of one user or token; more hears 429. 0: no limit.");
  keys.number("user_requests_burst", it.http.user_requests_burst, 1, 1'000'000, "As many at once before that rate counts.");
  keys.number("address_sign_ins_per_second", it.http.address_sign_ins_per_second, 1, 1'000, "Lasting rate of sign-ins from one address; a password is slow to check on purpose.");
  keys.number("address_sign_ins_burst", it.http.address_sign_ins_burst, 1, 100'000, "As many at once before that rate counts: a whole desk arrives at nine.");
  keys.text("console_dir", it.http.console_dir, "The built console. Empty: beside the program, or /usr/share/abonent/console.");
}

template <class Keys>
void describe_bus(config& it, Keys& keys) {
  keys.section("metrics", "For Prometheus. Without a password: leave it on the loopback or behind a firewall.");
  keys.text("address", it.metrics.address, "IP address to listen on.", address_complaint);
  keys.number("port", it.metrics.port, 0, 65'535, "0: a free one.");
  keys.number("refresh_seconds", it.metrics.refresh_seconds, 1, 3'600, "How often the figures of the business are computed anew.");
  keys.section("bus", "ZeroMQ with CURVE. Ports that are 0 are free ones; `running/` in the data directory tells which.");
  keys.text("address", it.bus.address, "IP address to listen on; 0.0.0.0 for network elements on other machines.", address_complaint);
  keys.number("usage_port", it.bus.usage_port, 0, 65'535, "Usage records come in.");
  keys.number("events_port", it.bus.events_port, 0, 65'535, "Durable subscriptions to events.");
  keys.number("provisioning_port", it.bus.provisioning_port, 0, 65'535, "Errands to an outside provisioning system.");
  keys.number("hints_port", it.bus.hints_port, 0, 65'535, "Hints that something changed; may be lost.");
  keys.number("keep_events_days", it.bus.keep_events_days, 1, 3'650, "Older events are dropped; a subscriber that was away longer has missed them.");
}

template <class Keys>
void describe_work(config& it, Keys& keys) {
  keys.section("activation", "Selling and switching on.");
  keys.text("network", it.activation.network, "`none`: nobody is told. `osmo_hlr`: the HLR at `hlr_address`. `local_osmo_hlr`: one that the program starts. `bus:NAME`: a provisioning system on the bus.",
            network_complaint);
  keys.text("hlr_address", it.activation.hlr_address, "IP address of the HLR's VTY (port 4258) and CTRL (4259) interfaces.", address_complaint);
  keys.number("errand_tries", it.activation.errand_tries, 1, 100, "Tries before an order is held for a person. Pauses grow to a minute: 12 tries are about six minutes.");
  keys.number("number_quarantine_days", it.activation.number_quarantine_days, 0, 3'650, "How long a number rests before another person gets it.");
  keys.section("billing", "Usage and money.");
  keys.number("segment_bytes_max", it.billing.segment_bytes_max, 262'144, 1'073'741'824, "An open segment of the ledger is sealed when it is as large (16 MiB are about 100,000 rows)");
  keys.number("segment_age_max_seconds", it.billing.segment_age_max_seconds, 1, 3'600, "or at this age.");
  keys.number("ingest_workers", it.billing.ingest_workers, 1, 64, "Batches of usage worked on at a time.");
  keys.section("radius", "The accounting server (docs/operating/mediation.md).");
  keys.text("clients_file", it.radius.clients_file, "TOML file of the network elements that may send accounting, with where their secrets are; empty: no server.");
  keys.text("address", it.radius.address, "IP address to listen on; 0.0.0.0 for every one.", address_complaint);
  keys.number("port", it.radius.port, 0, 65'535, "UDP port; 0 takes a free one.");
  keys.text("source", it.radius.source, "The name billing knows its usage by.");
  keys.text("subscriber", it.radius.subscriber, "Who is charged: `imsi_or_login` (3GPP-IMSI, else User-Name), `login`, `imsi`, `msisdn` (Calling-Station-Id).", identity_complaint);
  keys.texts("home_networks", it.radius.home_networks, "MCC and MNC of your own networks: usage there is no roaming.", any_text);
}

template <class Keys>
void describe(config& it, Keys& keys) {
  describe_operator(it, keys);
  describe_database(it, keys);
  describe_http(it, keys);
  describe_bus(it, keys);
  describe_work(it, keys);
}

}  // namespace app
