// The metrics page: our own server with one route and no users.
#include "app/metrics_page.hpp"

#include "web/pipeline.hpp"
#include "web/server.hpp"

namespace app {
namespace {

struct nobody final : web::session_source, web::audit_sink {
  std::optional<web::caller> by_session(std::string_view, core::instant, bool) override { return std::nullopt; }
  std::optional<web::caller> by_bearer(std::string_view, core::instant) override { return std::nullopt; }
  void record(const web::audit_line&) override {}
};

web::server_config small(const std::string& address, std::uint16_t port) {
  web::server_config it;
  it.address = address;
  it.port = port;
  it.workers = 1;
  it.port_option = "--metrics-port";
  it.queue_max = 16;
  it.connections_max = 64;
  return it;
}

}  // namespace

struct metrics_page::page {
  page(const prometheus_metrics& of, const std::string& address, std::uint16_t port, const core::clock& clock)
      : pipeline{{{web::verb::get, "/metrics", web::right::none,
                   [&of](const web::request&) {
                     web::response out;
                     out.body = of.page();
                     out.content_type = prometheus_metrics::content_type;
                     return out;
                   }}},
                 who, who},
        server{small(address, port), pipeline, clock} {
    server.start();
  }
  nobody who;
  web::pipeline pipeline;
  web::server server;
};

metrics_page::metrics_page(const prometheus_metrics& of, const std::string& address, std::uint16_t port, const core::clock& clock)
    : page_{std::make_unique<page>(of, address, port, clock)} {}
metrics_page::~metrics_page() { (void)page_->server.stop(); }
std::uint16_t metrics_page::port() const { return page_->server.port(); }

}  // namespace app
