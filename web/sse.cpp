// The hub of hints and the bounded queues of its clients.
#include "web/sse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/assert.hpp"
#include "core/metrics.hpp"
#include "web/listing.hpp"
#include "web/refusals.hpp"

namespace web {
namespace {

constexpr std::string_view missed = "event: missed\ndata: {}\n\n";

core::result<std::set<core::customer_id>> customers_asked_for(const request& in, const std::string& parameter) {
  std::set<core::customer_id> out;
  auto it = in.query.find(parameter);
  if (it == in.query.end()) return out;
  std::string_view rest = it->second;
  while (!rest.empty()) {
    std::int64_t id = 0;
    auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), id);
    if (error != std::errc{} || id <= 0 || out.size() >= 100)
      return query_invalid.because(fmt::format("`{}` must be up to 100 ids.", parameter));
    out.insert(core::customer_id{id});
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.starts_with(',')) rest.remove_prefix(1);
  }
  return out;
}

std::string event_of(core::customer_id about, std::string_view what) {
  ABONENT_ASSERT(what.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
                 std::string_view::npos);  // it goes out unescaped
  return fmt::format("event: hint\ndata: {{\"customerId\":\"{}\",\"what\":\"{}\"}}\n\n", about.value(), what);
}

}  // namespace

void event_stream::push(std::string_view event) {
  std::function<void()> wake;
  {
    std::lock_guard hold{lock_};
    if (closed_) return;
    if (events_ >= waiting_max_) {
      waiting_ = missed;
      events_ = 1;
      core::count("abonent_web_hints_missed_total", "Times a client read too slowly and lost its hints.");
    }
    waiting_ += event;
    ++events_;
    wake = wake_;
  }
  if (wake) wake();
}

std::string event_stream::take() {
  std::lock_guard hold{lock_};
  events_ = 0;
  return std::exchange(waiting_, {});
}

void event_stream::close() {
  std::function<void()> wake;
  {
    std::lock_guard hold{lock_};
    closed_ = true;
    wake = wake_;
  }
  if (wake) wake();
}

bool event_stream::closed() const {
  std::lock_guard hold{lock_};
  return closed_;
}

void event_stream::when_ready(std::function<void()> wake) {
  std::lock_guard hold{lock_};
  wake_ = std::move(wake);
}

hint_hub::hint_hub(hub_limits limits) : limits_{limits} {}
hint_hub::~hint_hub() { close(); }

void hint_hub::publish(core::customer_id about, std::string_view what) {
  auto event = event_of(about, what);
  std::vector<std::shared_ptr<event_stream>> hearing;
  {
    std::lock_guard hold{lock_};
    std::erase_if(clients_, [](const client& each) { return each.stream.expired(); });
    for (const auto& each : clients_)
      if (each.only.empty() || each.only.contains(about) || each.watching.contains(about))
        if (auto stream = each.stream.lock()) hearing.push_back(std::move(stream));
  }
  for (const auto& each : hearing) each->push(event);
}

// Costs what is watched, not what has happened.
void hint_hub::publish_to_watchers(std::span<const core::customer_id> about, std::string_view what) {
  std::vector<std::pair<std::shared_ptr<event_stream>, core::customer_id>> hearing;
  {
    std::lock_guard hold{lock_};
    for (const auto& each : clients_)
      for (auto watched : each.watching)
        if (std::binary_search(about.begin(), about.end(), watched))
          if (auto stream = each.stream.lock()) hearing.emplace_back(std::move(stream), watched);
  }
  for (const auto& [stream, customer] : hearing) stream->push(event_of(customer, what));
}

std::size_t hint_hub::clients() const {
  std::lock_guard hold{lock_};
  return static_cast<std::size_t>(
      std::count_if(clients_.begin(), clients_.end(), [](const client& each) { return !each.stream.expired(); }));
}

void hint_hub::close() {
  std::vector<client> leaving;
  {
    std::lock_guard hold{lock_};
    closed_ = true;
    leaving.swap(clients_);
  }
  for (const auto& each : leaving)
    if (auto stream = each.stream.lock()) stream->close();
}

response hint_hub::open(const request& in) {
  page_rules rules;
  rules.knows_offset = rules.knows_limit = rules.knows_fields = false;
  rules.filters = {"customerId", "watch"};
  if (auto known = read_page(in, rules); !known) return problem(known.error(), in);
  auto only = customers_asked_for(in, "customerId"), watching = customers_asked_for(in, "watch");
  if (!only) return problem(only.error(), in);
  if (!watching) return problem(watching.error(), in);
  response out;
  out.content_type = "text/event-stream;charset=utf-8";
  out.stream = std::make_shared<event_stream>(limits_.waiting_max);
  std::lock_guard hold{lock_};
  std::erase_if(clients_, [](const client& each) { return each.stream.expired(); });
  if (closed_) return problem(stopping, in);
  if (clients_.size() >= limits_.clients_max) return problem(too_busy.because("Too many clients listen to hints."), in);
  clients_.push_back({out.stream, std::move(*only), std::move(*watching)});
  return out;
}

std::vector<route> hint_hub::routes() {
  return {{verb::get, "/api/v1/hints", right::subscriber_find, [this](const request& in) { return open(in); }}};
}

}  // namespace web
