// One connection's life: read, hand to a worker, write, again. g++ 12 destroys the captures of a lambda twice when the
// lambda stands in one expression with co_await (GCC 107288): every lambda here has a name first.
#include "web/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <optional>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "web/refusals.hpp"
#include "web/sse.hpp"

namespace web {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using error_code = boost::system::error_code;
using steady = std::chrono::steady_clock;

constexpr auto quiet = asio::as_tuple(asio::use_awaitable);  // errors are values here: clients come and go

enum class fate { done, no_room, abandoned };

// Runs the job on a worker and waits for it. Whatever becomes of the job, the bell rings: it hangs on the job's own
// life. Abandoned: the program stops and the worker did not come back in time; what the job touches is still its own.
awaitable<fate> on_worker(hall_ptr at, std::shared_ptr<connection> with, std::function<void()> job) {
  auto finished = std::make_shared<bool>(false);
  auto ring = [at, with, finished](void*) {
    auto tell = [with, finished] {
      *finished = true;
      with->bell.cancel();
    };
    asio::post(at->io, tell);
  };
  std::shared_ptr<void> bell_rope{nullptr, ring};
  std::function<void()> errand = [job = std::move(job), bell_rope] { job(); };
  bell_rope.reset();
  bool taken = at->clerks.try_run(std::move(errand));
  if (!taken) co_return fate::no_room;
  while (!*finished && !at->abandoned) {
    with->bell.expires_at(steady::time_point::max());
    co_await with->bell.async_wait(quiet);
  }
  co_return *finished ? fate::done : fate::abandoned;
}

// A request of which nothing more is known than where it came from.
response turn_away(const hall_ptr& at, const connection& with, const core::refusal& why, int status) {
  request in;
  in.client_address = with.peer;
  in.now = at->clock.now();
  return at->work.turn_away(in, why, status);
}

awaitable<response> respond(hall_ptr at, std::shared_ptr<connection> with, read_outcome read) {
  auto got = read.got;
  if (!read.well_formed) co_return at->work.turn_away(*got, request_malformed, 400);
  if (!read.known_method) co_return at->work.turn_away(*got, method_not_allowed, 405);
  if (auto at_once = at->work.at_the_door(*got)) co_return std::move(*at_once);
  auto answer = std::make_shared<std::optional<response>>();
  std::function<void()> job = [at, got, answer] {
    *answer = at->stopping ? at->work.turn_away(*got, stopping, 503) : at->work.answer(*got);
  };
  auto outcome = co_await on_worker(at, with, std::move(job));
  if (outcome == fate::abandoned) co_return turn_away(at, *with, stopping, 503);
  if (outcome == fate::no_room) {
    core::count("abonent_web_queue_full_total", "Requests answered 503 because the queue was full.");
    co_return at->work.turn_away(*got, too_busy, 503);
  }
  if (!*answer) co_return at->work.turn_away(*got, internal_error, 500);
  co_return std::move(**answer);
}

awaitable<bool> may_still_listen(hall_ptr at, std::shared_ptr<connection> with, std::shared_ptr<event_stream> events) {
  auto may = std::make_shared<bool>(true);  // a full queue puts the question off, it does not answer it
  std::function<void()> job = [events, may] { *may = !events->still_allowed || events->still_allowed(); };
  auto outcome = co_await on_worker(at, with, std::move(job));
  bool listens_on = outcome != fate::abandoned && *may;
  co_return listens_on;
}

awaitable<void> speak_events(hall_ptr at, std::shared_ptr<connection> with, response out) {
  auto events = out.stream;
  bool there = co_await write_stream_header(at, with, out);
  if (!there) co_return;
  auto wake = [at, weak = std::weak_ptr<connection>{with}] {
    auto ring = [weak] {
      if (auto still = weak.lock()) still->bell.cancel();
    };
    asio::post(at->io, ring);
  };
  events->when_ready(wake);
  auto spoken = steady::now(), checked = spoken;
  there = co_await write_text(at, with, "retry: 3000\n\n");
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
      bool may = co_await may_still_listen(at, with, events);
      if (!may) break;
    }
    if (text.empty() && now - spoken >= at->config.heartbeat) text = ": still here\n\n";
    if (text.empty()) continue;
    spoken = now;
    there = co_await write_text(at, with, std::move(text));
  }
  events->when_ready({});
}

// True: another request may follow on this connection.
awaitable<bool> one_request(hall_ptr at, std::shared_ptr<connection> with) {
  auto read = co_await read_one(at, with);
  if (!read.got) {
    if (!read.no) co_return false;
    co_await write_answer(at, with, turn_away(at, *with, *read.no, read.status), false, false);
    co_await hear_out(at, with);
    co_return false;
  }
  auto out = co_await respond(at, with, read);
  if (out.stream && !read.head) {
    co_await speak_events(at, with, std::move(out));
    co_return false;
  }
  bool keep = read.keep && !at->stopping;
  bool written = co_await write_answer(at, with, std::move(out), read.head, keep);
  bool go_on = written && keep;
  co_return go_on;
}

awaitable<void> serve(hall_ptr at, std::shared_ptr<connection> with) {
  bool more = true;
  while (more && !at->stopping) more = co_await one_request(at, with);
  error_code ignored;
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
  error_code ignored;
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
