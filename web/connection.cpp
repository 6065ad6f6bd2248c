// One connection's life: read, hand to a worker, write, again. g++ 12 destroys the captures of a lambda twice when the
// lambda stands in one expression with co_await (GCC 107288): every lambda here has a name first.
#include "web/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <optional>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "web/refusals.hpp"
#include "web/sse.hpp"
#include "web/wire.hpp"

namespace web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;
using steady = std::chrono::steady_clock;
using hall_ptr = std::shared_ptr<server_hall>;
using parser = http::request_parser<http::string_body>;
using message = http::response<http::string_body>;

constexpr auto quiet = asio::as_tuple(asio::use_awaitable);  // errors are values here: clients come and go

// Runs the job on a worker and waits for it. False: the queue was full. Whatever becomes of the job, the bell rings:
// it hangs on the job's own life.
awaitable<bool> on_worker(hall_ptr at, std::function<void()> job) {
  struct errand {
    asio::steady_timer bell;
    bool done = false;
  };
  auto it = std::make_shared<errand>(errand{asio::steady_timer{at->io, steady::time_point::max()}});
  auto ring = [at, it](void*) {
    auto done = [it] {
      it->done = true;
      it->bell.cancel();
    };
    asio::post(at->io, done);
  };
  std::shared_ptr<void> bell_rope{nullptr, ring};
  std::function<void()> errand_of_job = [job = std::move(job), bell_rope] { job(); };
  bell_rope.reset();
  bool taken = at->clerks.try_run(std::move(errand_of_job));
  if (!taken) co_return false;
  while (!it->done) co_await it->bell.async_wait(quiet);
  co_return true;
}

// Of what could not be read: the answer, or nothing when nobody is there to hear it.
std::optional<response> answer_to(const beast::error_code& failed, hall_ptr at, const connection& with) {
  request in;
  in.client_address = with.peer;
  in.now = at->clock.now();
  if (failed == http::error::body_limit) return at->work.turn_away(in, body_too_large, 413);
  if (failed == http::error::header_limit || failed == http::error::buffer_overflow)
    return at->work.turn_away(in, header_too_large, 431);
  bool broken_off = failed == http::error::end_of_stream || failed == http::error::partial_message;
  if (broken_off || failed.category() != http::make_error_code(http::error::end_of_stream).category()) return std::nullopt;
  return at->work.turn_away(in, request_malformed, 400);
}

awaitable<response> respond(hall_ptr at, std::shared_ptr<read_request> got) {
  if (!got->well_formed) co_return at->work.turn_away(got->it, request_malformed, 400);
  if (!got->known_method) co_return at->work.turn_away(got->it, method_not_allowed, 405);
  if (auto at_once = at->work.at_the_door(got->it)) co_return std::move(*at_once);
  auto answer = std::make_shared<std::optional<response>>();
  std::function<void()> job = [at, got, answer] {
    *answer = at->stopping ? at->work.turn_away(got->it, stopping, 503) : at->work.answer(got->it);
  };
  bool taken = co_await on_worker(at, std::move(job));
  if (!taken) {
    core::count("abonent_web_queue_full_total", "Requests answered 503 because the queue was full.");
    co_return at->work.turn_away(got->it, too_busy, 503);
  }
  if (!*answer) co_return at->work.turn_away(got->it, internal_error, 500);
  co_return std::move(**answer);
}

// True: written whole.
awaitable<bool> write(hall_ptr at, connection& with, response out, bool head, bool keep) {
  message it{to_header(out, out.body.size(), 11, keep)};
  if (!head && out.status != 204) it.body() = std::move(out.body);
  with.stream.expires_after(at->config.write_timeout);
  auto outcome = co_await http::async_write(with.stream, it, quiet);
  co_return !std::get<0>(outcome);
}

awaitable<bool> write_text(hall_ptr at, connection& with, const std::string& text) {
  with.stream.expires_after(at->config.write_timeout);
  auto outcome = co_await asio::async_write(with.stream, asio::buffer(text), quiet);
  with.stream.expires_never();
  co_return !std::get<0>(outcome);
}

awaitable<bool> may_still_listen(hall_ptr at, std::shared_ptr<event_stream> events) {
  auto may = std::make_shared<bool>(true);  // a full queue puts the question off, it does not answer it
  std::function<void()> job = [events, may] { *may = !events->still_allowed || events->still_allowed(); };
  co_await on_worker(at, std::move(job));
  co_return *may;
}

awaitable<void> speak_events(hall_ptr at, std::shared_ptr<connection> with, response out) {
  auto events = out.stream;
  message head{to_header(out, std::nullopt, 11, false)};
  http::response_serializer<http::string_body> header_only{head};
  with->stream.expires_after(at->config.write_timeout);
  auto outcome = co_await http::async_write_header(with->stream, header_only, quiet);
  if (std::get<0>(outcome)) co_return;
  auto wake = [at, weak = std::weak_ptr<connection>{with}] {
    auto ring = [weak] {
      if (auto still = weak.lock()) still->bell.cancel();
    };
    asio::post(at->io, ring);
  };
  events->when_ready(wake);
  auto spoken = steady::now(), checked = spoken;
  bool there = co_await write_text(at, *with, "retry: 3000\n\n");
  while (there && !at->stopping) {
    auto text = events->take();
    if (text.empty()) {
      if (events->closed()) break;
      with->bell.expires_after(std::min(at->config.heartbeat, at->config.stream_check));
      co_await with->bell.async_wait(quiet);
      text = events->take();
    }
    auto now = steady::now();
    if (now - checked >= at->config.stream_check) {
      checked = now;
      bool may = co_await may_still_listen(at, events);
      if (!may) break;
    }
    if (text.empty() && now - spoken >= at->config.heartbeat) text = ": still here\n\n";
    if (text.empty()) continue;
    spoken = now;
    there = co_await write_text(at, *with, text);
  }
  events->when_ready({});
}

// A client in the middle of sending hears our answer only if we listen on for a while: closing at once resets the
// connection and throws the answer away.
awaitable<void> hear_out(hall_ptr at, connection& with) {
  beast::error_code ignored;
  with.stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  with.stream.expires_after(std::chrono::seconds{at->stopping ? 0 : 2});
  char waste[4'096];
  for (std::size_t heard = 0; heard < (4u << 20);) {
    auto outcome = co_await with.stream.async_read_some(asio::buffer(waste), quiet);
    if (std::get<0>(outcome)) co_return;
    heard += std::get<1>(outcome);
  }
}

awaitable<beast::error_code> read(hall_ptr at, connection& with, parser& into) {
  into.header_limit(static_cast<std::uint32_t>(at->config.header_bytes_max));
  into.body_limit(at->config.body_bytes_max);
  with.reading = true;
  with.stream.expires_after(at->config.header_timeout);
  auto header = co_await http::async_read_header(with.stream, with.buffer, into, quiet);
  if (std::get<0>(header)) co_return std::get<0>(header);
  with.stream.expires_after(at->config.body_timeout);
  if (beast::iequals(into.get()[http::field::expect], "100-continue")) {
    static constexpr char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    auto said = co_await asio::async_write(with.stream, asio::buffer(go_on, sizeof go_on - 1), quiet);
    if (std::get<0>(said)) co_return std::get<0>(said);
  }
  auto body = co_await http::async_read(with.stream, with.buffer, into, quiet);
  with.reading = false;
  co_return std::get<0>(body);
}

// True: another request may follow on this connection.
awaitable<bool> one_request(hall_ptr at, std::shared_ptr<connection> with) {
  parser incoming;
  auto failed = co_await read(at, *with, incoming);
  if (failed) {
    auto out = answer_to(failed, at, *with);
    if (!out) co_return false;
    co_await write(at, *with, std::move(*out), false, false);
    co_await hear_out(at, *with);
    co_return false;
  }
  bool keep = incoming.keep_alive() && incoming.get().version() == 11;
  const auto& proxies = at->config.trusted_proxies;
  bool by_proxy = std::find(proxies.begin(), proxies.end(), with->peer) != proxies.end();
  auto got = std::make_shared<read_request>(to_request(incoming.release(), with->peer, by_proxy, at->clock.now()));
  with->stream.expires_never();  // the worker has limits of its own
  auto out = co_await respond(at, got);
  if (out.stream && !got->head) {
    co_await speak_events(at, with, std::move(out));
    co_return false;
  }
  keep = keep && !at->stopping;
  bool written = co_await write(at, *with, std::move(out), got->head, keep);
  co_return written && keep;
}

awaitable<void> serve(hall_ptr at, std::shared_ptr<connection> with) {
  bool more = true;
  while (more && !at->stopping) more = co_await one_request(at, with);
  beast::error_code ignored;
  with->stream.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

void count_connections(server_hall& at, int by) {
  std::size_t now_open = 0;
  {
    std::lock_guard hold{at.lock};
    at.connections += static_cast<std::size_t>(by);
    now_open = at.connections;
  }
  at.gone.notify_all();
  core::gauge("abonent_web_connections", "Open client connections.", static_cast<double>(now_open));
}

void begin(const hall_ptr& at, asio::ip::tcp::socket socket) {
  beast::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
  auto with = std::make_shared<connection>(std::move(socket));
  auto peer = with->stream.socket().remote_endpoint(ignored);
  with->peer = peer.address().to_string();
  at->open.insert(with.get());
  count_connections(*at, 1);
  auto end = [at, with](std::exception_ptr broke) {
    at->open.erase(with.get());
    count_connections(*at, -1);
    try {
      if (broke) std::rethrow_exception(broke);
    } catch (const std::exception& error) {  // the edge of the HTTP session
      core::log::error("connection broke: {}", error.what());
    }
  };
  asio::co_spawn(at->io, serve(at, with), end);
}

}  // namespace

awaitable<void> welcome(hall_ptr at) {
  while (!at->stopping) {
    auto outcome = co_await at->door.async_accept(quiet);
    auto failed = std::get<0>(outcome);
    if (at->stopping) co_return;
    if (failed) {  // out of descriptors, most likely: wait until some are given back
      core::log::warn("accept failed: {}", failed.message());
      asio::steady_timer pause{at->io, std::chrono::milliseconds{100}};
      co_await pause.async_wait(quiet);
    } else if (at->open.size() >= at->config.connections_max) {
      core::count("abonent_web_connections_refused_total", "Connections closed because too many were open.");
    } else {
      begin(at, std::move(std::get<1>(outcome)));
    }
  }
}

}  // namespace web
