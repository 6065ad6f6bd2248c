// The composition root. Read it from top to bottom: what stands higher is there first and goes last.
#include "app/house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "activation/api/order_routes.hpp"
#include "activation/bus_carrier.hpp"
#include "activation/gauges.hpp"
#include "activation/provision.hpp"
#include "activation/stock.hpp"
#include "analytics/api/series_routes.hpp"
#include "analytics/current_figures.hpp"
#include "analytics/on_events.hpp"
#include "app/backlog.hpp"
#include "app/app_sql.hpp"
#include "app/bus_door.hpp"
#include "app/charge_hints.hpp"
#include "app/demo/demo.hpp"
#include "app/metrics_page.hpp"
#include "app/network.hpp"
#include "app/prometheus_metrics.hpp"
#include "app/radius_door.hpp"
#include "app/repeating.hpp"
#include "app/share.hpp"
#include "app/usage_files.hpp"
#include "billing/api/billing_routes.hpp"
#include "billing/charge_fees.hpp"
#include "billing/ingest.hpp"
#include "billing/join_sessions.hpp"
#include "billing/ledger_keeper.hpp"
#include "billing/on_events.hpp"
#include "bus/event_consumer.hpp"
#include "bus/events_endpoint.hpp"
#include "bus/hints.hpp"
#include "bus/provisioning_endpoint.hpp"
#include "bus/usage_endpoint.hpp"
#include "care/api/card_routes.hpp"
#include "care/api/desk_routes.hpp"
#include "catalog/api/offering_routes.hpp"
#include "core/log.hpp"
#include "db/outbox.hpp"
#include "store/api/access_ports.hpp"
#include "store/api/access_routes.hpp"
#include "store/api/customer_routes.hpp"
#include "store/api/search_routes.hpp"
#include "store/operator_settings.hpp"
#include "store/session.hpp"
#include "store/user.hpp"
#include "web/health.hpp"
#include "web/idempotency.hpp"
#include "web/pipeline.hpp"
#include "web/server.hpp"
#include "web/sse.hpp"

namespace app {
using namespace std::chrono_literals;
namespace {

// Metrics are counted from the first moment to the last.
struct counted {
  counted() { core::set_metrics(&it); }
  ~counted() { core::set_metrics(nullptr); }
  prometheus_metrics it;
};

std::string tcp(const std::string& address, int port) {
  return port == 0 ? fmt::format("tcp://{}:*", address) : fmt::format("tcp://{}:{}", address, port);
}

web::rate rate_of(int per_second, int burst) { return {static_cast<double>(per_second), static_cast<double>(burst)}; }

void append(std::vector<web::route>& to, std::vector<web::route> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

}  // namespace

struct house::parts {
  parts(const config& with, const house_options& options, const core::clock& with_clock)
      : settings{with}, clock{with_clock}, me{with.data_dir, with.rooms}, here{with}, door{here.as("store"), server_keys(with.data_dir)}, sessions{here.as("store")}, audit{here.as("store")} {
    store::set_operator({with.business.time_zone, installation_secret(with.data_dir)});
    open_bus();
    if (has("billing")) open_billing();
    if (has("activation")) open_network();
    if (options.demo) demo::load_history(doors(), options.demo_lines);  // before errands are carried with today's date
    if (net) net->settle();
    if (has("activation")) carry_errands();
    hear_events();
    repeat_jobs();
    open_http();
    me.listens_at(where);
    if (options.demo) traffic = std::make_unique<demo::traffic>(doors());
  }

  [[nodiscard]] bool has(std::string_view room) const {
    return settings.rooms.empty() || std::find(settings.rooms.begin(), settings.rooms.end(), room) != settings.rooms.end();
  }

  void open_bus() {
    where.bus_public_key = door.public_key();
    admit_operator(here.as("store"), operator_keys(settings.data_dir).public_key, clock.now());
    bus::events_endpoint_options options;
    options.address = tcp(settings.bus.address, settings.bus.events_port);
    options.on_logged = [this](const db::logged_event& what) {
      if (what.customer.empty()) return;
      desk_hints.publish(what.customer, what.topic);
      bus_hints->say({what.customer, what.topic, what.position});
    };
    bus_hints = std::make_unique<bus::hints_publisher>(door.guard(), tcp(settings.bus.address, settings.bus.hints_port));
    where.hints = bus_hints->address();
    events = std::make_unique<bus::events_endpoint>(door.guard(), here.as("db"), clock, options);
    where.events = events->address();
  }

  billing::tell_charged hear_charges() {
    return [this](std::span<const core::customer_id> who) { charges.charged(who); };
  }

  void open_billing() {
    usage_in = std::make_unique<billing::ingest>(here.database(), clock, settings.business.plan, hear_charges());
    bus::usage_endpoint_options options;
    options.address = tcp(settings.bus.address, settings.bus.usage_port);
    options.workers = static_cast<std::size_t>(settings.billing.ingest_workers);
    usage = std::make_unique<bus::usage_endpoint>(door.guard(), *usage_in, options);
    where.usage = usage->address();
    if (!settings.radius.clients_file.empty()) {
      accounting = open_radius(settings.radius, door, where.usage, clock);
      where.radius = fmt::format("{}:{}", settings.radius.address, accounting->port());
    }
    repeat("hint_charges", 1s, [this](core::instant) {
      auto who = charges.take();
      desk_hints.publish_to_watchers(who, "balance");
      for (auto each : who) bus_hints->say({each, "balance"});
      return false;
    });
    billing::segment_limits segments;
    segments.full_bytes = settings.billing.segment_bytes_max;
    segments.open_at_most = std::chrono::seconds{settings.billing.segment_age_max_seconds};
    keeper = std::make_unique<billing::ledger_keeper>(here.database().config(), segments);
    repeat("publish_usage_files", std::chrono::seconds{settings.metrics.refresh_seconds}, [this](core::instant) {
      publish_usage_files(settings.data_dir);
      return false;
    });
    repeat("join_sessions", 1s, [this](core::instant now) { return billing::join_sessions(here.as("billing"), *usage_in, now) > 0; });
    repeat("forget_sessions", 1h, [this](core::instant now) { return billing::forget_sessions(here.as("billing"), now) > 0; });
    repeat("keep_segments", 1s, [this](core::instant now) { return keeper->keep_segments(now); });
    repeat("keep_balances", 1s, [this](core::instant now) { return keeper->keep_balances(now); });
  }

  void open_network() {
    if (settings.activation.network.starts_with("bus:")) {
      outside_system = settings.activation.network.substr(4);
      return;
    }
    net = std::make_unique<network>(settings, std::nullopt);
    where.hlr = net->hlr_address();
  }

  demo::operator_doors doors() { return {here, net->port(), door, settings, clock, where.usage}; }

  activation::errand_carrier& carrier(const activation::provision_config& rules) {
    if (net) return net->carrier();
    outside = std::make_unique<activation::bus_carrier>(here.as("activation"), outside_system, rules, clock);
    provisioning = std::make_unique<bus::provisioning_endpoint>(door.guard(), *outside, tcp(settings.bus.address, settings.bus.provisioning_port));
    outside->send_through(*provisioning);
    where.provisioning = provisioning->address();
    return *outside;
  }

  void carry_errands() {
    auto rules = provision_rules(settings);
    errands = std::make_unique<activation::provisioner>(here.as("activation"), carrier(rules), rules);
    errands->resume(clock.now());
    errands_job = &repeat("errands", 100ms, [this](core::instant now) { return errands->run_due(now) > 0; });
    repeat("activation_gauges", 15s, [this](core::instant) {
      here.as("activation").read([](db::tx& t) { activation::show_gauges(t); });
      return false;
    });
    repeat("end_quarantine", 1h, [this](core::instant now) {
      return here.as("activation").transact([&](db::tx& t) { return activation::end_quarantine(t, now); }) > 0;
    });
  }

  void hear_events() {
    if (has("billing"))
      consumers.push_back(std::make_unique<bus::event_consumer>(
          door.context(), bus::event_consumer_options{door.to(where.events), std::string{billing::consumer}, billing::topics()}, here.as("billing"), billing::on_event));
    if (has("analytics"))
      consumers.push_back(std::make_unique<bus::event_consumer>(
          door.context(), bus::event_consumer_options{door.to(where.events), std::string{analytics::consumer}, analytics::topics()}, here.as("analytics"), analytics::on_event));
  }

  repeating& repeat(std::string name, std::chrono::milliseconds every, std::function<bool(core::instant)> job) {
    return *jobs.emplace_back(std::make_unique<repeating>(std::move(name), every, clock, std::move(job)));
  }

  void repeat_jobs() {
    repeat("keep_event_log", 1h, [this](core::instant now) {
      auto room = here.as("db");
      db::keep_event_log(room, now, std::chrono::days{settings.bus.keep_events_days});
      return false;
    });
    repeat("forget_sign_ins", 1h, [this](core::instant now) {
      here.as("store").transact([&](db::tx& t) { store::forget_old_sign_ins(t, now); });
      return false;
    });
    repeat("forget_answers", 1h, [this](core::instant now) {
      return here.as("store").transact([&](db::tx& t) { return web::forget_answers(t, now - std::chrono::days{7}); }) > 0;
    });
    if (has("billing")) repeat("charge_fees", 1s, [this](core::instant now) { return billing::charge_fees(here.as("billing"), now, 200, hear_charges()) > 0; });
    repeat("publish_backlog", std::chrono::seconds{settings.metrics.refresh_seconds}, [this](core::instant) {
      auto room = here.as("analytics");  // any room's role would do
      publish_backlog(room);
      return false;
    });
    if (has("analytics"))
      repeat("refresh_figures", std::chrono::seconds{settings.metrics.refresh_seconds}, [this](core::instant now) {
        auto room = here.as("analytics");
        analytics::refresh_figures(room, now, figures);
        return false;
      });
  }

  std::vector<web::readiness_check> readiness() {
    return {{"database", [this]() -> std::optional<std::string> {
               here.as("store").read([](db::tx& t) { t.exec(sql::is_alive); });
               return std::nullopt;
             }}};
  }

  std::vector<web::route> routes() {
    std::vector<web::route> all;
    append(all, web::health_routes(readiness()));
    append(all, store::access_routes(here.as("store"), rate_of(settings.http.address_sign_ins_per_second, settings.http.address_sign_ins_burst)));
    append(all, store::search_routes(here.as("store"), settings.business.plan));
    append(all, store::customer_routes(here.as("store")));
    append(all, catalog::offering_routes(here.as("catalog")));
    if (has("activation")) append(all, activation::order_routes(here.as("activation"), settings.business.plan, [this] { errands_job->poke(); }));
    if (has("care")) {
      append(all, care::card_routes(here.as("care")));
      append(all, care::desk_routes(here.as("care")));
    }
    if (has("billing")) {
      append(all, billing::billing_routes(here.as("billing"), *usage_in));
      append(all, billing::suspense_routes(here.as("billing"), *usage_in));
    }
    if (has("analytics")) append(all, analytics::routes(here.as("analytics"), figures));
    append(all, desk_hints.routes());
    return all;
  }

  void open_http() {
    auto console = console_dir(settings.http.console_dir);
    web::pipeline_config rates{rate_of(settings.http.address_requests_per_second, settings.http.address_requests_burst),
                               rate_of(settings.http.user_requests_per_second, settings.http.user_requests_burst)};
    desk = std::make_unique<web::pipeline>(routes(), sessions, audit, rates, console.empty() ? web::static_files{} : web::static_files{console});
    web::server_config config;
    config.address = settings.http.address;
    config.port = static_cast<std::uint16_t>(settings.http.port);
    config.workers = settings.http.workers;
    config.queue_max = settings.http.queue_length_max;
    config.body_bytes_max = settings.http.body_bytes_max;
    config.connections_max = settings.http.connections_max;
    config.trusted_proxies = settings.http.trusted_proxies;
    http = std::make_unique<web::server>(config, *desk, clock);
    http->start();
    where.http_url = fmt::format("http://{}:{}", settings.http.address == "127.0.0.1" ? "localhost" : settings.http.address, http->port());
    metrics = std::make_unique<metrics_page>(counting.it, settings.metrics.address, static_cast<std::uint16_t>(settings.metrics.port), clock);
    where.metrics_url = fmt::format("http://{}:{}/metrics", settings.metrics.address, metrics->port());
  }

  bool stop() {
    traffic.reset();
    bool idle = http->stop();
    metrics.reset();
    accounting.reset();
    usage.reset();
    jobs.clear();
    provisioning.reset();
    consumers.clear();
    events.reset();
    return idle;
  }

  config settings;
  analytics::settings figures{*core::zone::find(settings.business.time_zone), *core::currency::parse(settings.business.currency)};
  const core::clock& clock;
  counted counting;
  running_program me;
  installation here;
  bus_door door;
  web::hint_hub desk_hints;
  charge_hints charges;
  std::unique_ptr<bus::hints_publisher> bus_hints;
  std::unique_ptr<bus::events_endpoint> events;
  std::unique_ptr<billing::ingest> usage_in;
  std::unique_ptr<bus::usage_endpoint> usage;
  std::unique_ptr<radius::server> accounting;
  std::unique_ptr<billing::ledger_keeper> keeper;
  std::unique_ptr<network> net;
  std::string outside_system;  // that carries errands instead; empty: none
  std::unique_ptr<activation::bus_carrier> outside;
  std::unique_ptr<bus::provisioning_endpoint> provisioning;
  std::unique_ptr<activation::provisioner> errands;
  std::vector<std::unique_ptr<bus::event_consumer>> consumers;
  std::vector<std::unique_ptr<repeating>> jobs;
  repeating* errands_job = nullptr;  // of jobs; nothing without the room activation
  store::sessions_for_web sessions;
  store::audit_for_web audit;
  std::unique_ptr<web::pipeline> desk;
  std::unique_ptr<web::server> http;
  std::unique_ptr<metrics_page> metrics;
  std::unique_ptr<demo::traffic> traffic;
  endpoints where;
};

house::house(const config& with, const house_options& options, const core::clock& clock) : parts_{std::make_unique<parts>(with, options, clock)} {}
house::~house() = default;
const endpoints& house::where() const { return parts_->where; }
installation& house::here() { return parts_->here; }
bool house::serves_desk() const { return parts_->has("care"); }
bool house::stop() { return parts_->stop(); }

std::string house::setup_link() const {
  auto token = parts_->here.as("store").transact([&](db::tx& t) { return store::make_setup_token(t, parts_->clock.now()); });
  return token ? fmt::format("{}/setup#token={}", parts_->where.http_url, *token) : "";
}

}  // namespace app
