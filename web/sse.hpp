// Server-Sent Events: hints that something about a customer changed. Lossy by design: a client that reads too slowly
// loses its hints and is told so once (`event: missed`); then it asks for everything it shows anew.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "web/http.hpp"

namespace web {

// What waits for one client. Written by any thread, read by the thread of its socket.
class event_stream {
 public:
  explicit event_stream(std::size_t waiting_max = 256) : waiting_max_{waiting_max} {}

  void push(std::string_view event);  // the whole event, with its blank line
  std::string take();                 // everything that waits; empty: nothing
  void close();                       // says goodbye: the socket ends after what waits
  [[nodiscard]] bool closed() const;
  // Called, on whatever thread, when there is something to take. Set by the server.
  void when_ready(std::function<void()> wake);

  // Asked by the server every few seconds, on a worker: may this client still listen? Set by the pipeline.
  std::function<bool()> still_allowed;

 private:
  mutable std::mutex lock_;
  std::string waiting_;
  std::size_t events_ = 0;
  std::size_t waiting_max_;
  bool closed_ = false;
  std::function<void()> wake_;
};

struct hub_limits {
  std::size_t clients_max = 2'000;
  std::size_t waiting_max = 256;  // events a client may be behind
};

// Hints go in from app (which hears them on the bus), out to every signed-in client that may see subscribers.
class hint_hub {
 public:
  explicit hint_hub(hub_limits limits = {});
  ~hint_hub();
  void publish(core::customer_id about, std::string_view what);  // `what`: one word, `balance`, `order`, `timeline`
  // To whoever watches one of these, ascending: for what happens to everybody all the time, such as usage.
  void publish_to_watchers(std::span<const core::customer_id> about, std::string_view what);
  [[nodiscard]] std::size_t clients() const;
  void close();  // ends every stream

  // `GET /api/v1/hints`; `?customerId=1,2` narrows it to these, `?watch=1,2` adds what only watchers of these hear.
  [[nodiscard]] std::vector<route> routes();

 private:
  struct client {
    std::weak_ptr<event_stream> stream;
    std::set<core::customer_id> only;      // empty: all
    std::set<core::customer_id> watching;  // hears everything about these
  };
  response open(const request& in);

  hub_limits limits_;
  mutable std::mutex lock_;
  std::vector<client> clients_;
  bool closed_ = false;
};

}  // namespace web
