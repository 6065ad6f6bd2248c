// A whole HTTP server over loopback with a few routes, for the tests of this folder.
#pragma once

#include <condition_variable>
#include <mutex>

#include "core/log.hpp"
#include "tests/http_client.hpp"
#include "tests/web_desk.hpp"
#include "web/health.hpp"
#include "web/pipeline.hpp"
#include "web/server.hpp"
#include "web/session_cookie.hpp"
#include "web/sse.hpp"

namespace tests {

// A door that handlers wait behind, so that a test can fill the queue.
class gate {
 public:
  void wait() {
    std::unique_lock hold{lock_};
    ++waiting_;
    changed_.notify_all();
    changed_.wait(hold, [&] { return open_; });
  }
  void open() {
    std::lock_guard hold{lock_};
    open_ = true;
    changed_.notify_all();
  }
  void wait_for(int how_many) {
    std::unique_lock hold{lock_};
    changed_.wait(hold, [&] { return waiting_ >= how_many; });
  }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

struct web_town {
  known_callers callers;
  audit_book book;
  web::hint_hub hub;
  gate slow;
  core::system_clock clock;
  web::pipeline line;
  web::server server;

  explicit web_town(web::server_config config = {}, web::static_files console = {})
      : line{routes(), callers, book, {{0, 0}, {0, 0}}, std::move(console)},
        server{small(std::move(config)), line, clock} {
    core::log::set_level(core::log::level::error);  // a line a request is for operators, not for a test's output
    server.start();
  }
  ~web_town() { slow.open(); }
  web_town(const web_town&) = delete;
  web_town& operator=(const web_town&) = delete;

  http_client client() { return http_client{server.port()}; }
  // With the cookie of an agent who may find subscribers.
  http_client signed_in_client() {
    callers.sign_in("t", agent({web::right::subscriber_find}));
    auto out = client();
    out.sign_in("anna", "secret");
    return out;
  }

 private:
  static web::server_config small(web::server_config config) {
    config.workers = 2;
    return config;
  }
  std::vector<web::route> routes() {
    auto echo = [](const web::request& in) { return web::json_text(in.body.empty() ? "{}" : in.body); };
    auto waits = [this](const web::request&) {
      slow.wait();
      return web::json_text("{}");
    };
    auto sign_in = [](const web::request&) {
      auto out = web::json_text("{}");
      out.headers.push_back(web::session_cookie("t"));
      return out;
    };
    auto path = [](const web::request& in) { return web::json_text("\"" + in.params.at("id") + "\""); };
    std::vector<web::route> out = {{web::verb::get, "/api/v1/echo", web::right::none, echo},
                                   {web::verb::post, "/api/v1/echo", web::right::none, echo},
                                   {web::verb::get, "/api/v1/slow", web::right::none, waits},
                                   {web::verb::get, "/api/v1/mine", web::right::signed_in, echo},
                                   {web::verb::post, "/api/v1/mine", web::right::signed_in, echo},
                                   {web::verb::post, "/api/v1/session", web::right::none, sign_in},
                                   {web::verb::get, "/api/v1/big", web::right::none,
                                    [](const web::request&) { return web::json_text(std::string(32u << 20, ' ')); }},
                                   {web::verb::get, "/api/v1/things/{id}", web::right::none, path}};
    for (auto& each : hub.routes()) out.push_back(each);
    for (auto& each : web::health_routes({{"clerks", [] { return std::nullopt; }}})) out.push_back(each);
    return out;
  }
};

}  // namespace tests
