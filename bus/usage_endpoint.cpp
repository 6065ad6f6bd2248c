// The usage endpoint: one thread owns the socket, a few work on batches.
#include "bus/usage_endpoint.hpp"

#include <atomic>
#include <mutex>
#include <thread>
#include <tuple>
#include <vector>

#include "bus/key_book.hpp"
#include "bus/refusals.hpp"
#include "bus/router.hpp"
#include "bus/usage_queue.hpp"
#include "bus/usage_wire.hpp"
#include "bus/usage_work.hpp"
#include "bus/zap.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto silence_most = 15s;  // three hellos missed
constexpr int messages_a_turn = 64;
constexpr const char* batches_total = "abonent_bus_usage_batches_total";

usage_ack refused(const core::refusal& why, std::string source = {}, std::uint64_t epoch = 0,
                  std::uint64_t sequence = 0) {
  return {std::move(source), epoch, sequence, refused_answer(why)};
}

void count_batch(const usage_answer& answer) {
  core::count(batches_total, "Usage batches answered",
              {{"outcome", answer.refusal.empty() ? "applied" : answer.refusal}});
}

}  // namespace

struct usage_endpoint::works {
  // A batch under way: a repeat of it waits for the same answer instead of being worked on again.
  struct under_way {
    shared_usage_job job;
    std::string answer_to;
  };
  using batch_key = std::tuple<std::string, std::uint64_t, std::uint64_t>;
  struct answered {
    shared_usage_job job;
    std::string frame;  // an ack; for a hello the credit is written when it is sent
    usage_standing standing;
  };

  works(zap_handler& door, usage_sink& to, const usage_endpoint_options& options)
      : server{door, {"usage", options.address, usage_frame_bytes_max, 4, 1000}}, sink{to}, floor{options.bounds} {
    for (std::size_t i = 0; i < options.workers; ++i) workers.emplace_back([this] { work(); });
    porter = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  }
  ~works() {
    queue.close();
    workers.clear();  // joins: a batch in work is committed, and its ack sent
    porter.request_stop();
    server.wake();
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      server.wait(100ms);
      send_answers();
      for (int turn = 0; turn < messages_a_turn; ++turn) {
        auto it = server.receive();
        if (!it) break;
        hear(*it);
      }
      tidy();
    }
  }

  void hear(arrival& it) {
    if (it.wrong) {
      floor.left(it.peer);
      refuse(it.peer, refused(*it.wrong));
      return;
    }
    auto job = std::make_shared<usage_job>();
    job->peer = it.peer;
    job->frame = std::move(it.frame);  // before it is read: the views must point to where the bytes stay
    auto request = read_usage_request(job->frame.to_string_view());
    if (!request) {
      refuse(it.peer, refused(request.error()));
      return;
    }
    floor.heard(it.peer, clock::now());
    if (auto* hello = std::get_if<usage_hello>(&*request)) {
      job->source = hello->source;
    } else {
      job->batch = std::get<unread_batch>(*request);
      job->source = job->batch->source;
    }
    if (!holds_right(it.holder->rights, "usage", job->source)) {
      refuse(*job, source_not_allowed);
      return;
    }
    if (job->batch) take_in(std::move(job));
    else queue.push(std::move(job));
  }

  void take_in(std::shared_ptr<const usage_job> job) {
    batch_key key{job->source, job->batch->epoch, job->batch->sequence};
    auto at = batches.find(key);
    if (at != batches.end() && at->second.job->batch->raw == job->batch->raw) {
      at->second.answer_to = job->peer;
      return;
    }
    if (auto why = floor.admit(job->peer, job->frame.size())) {
      refuse(*job, *why);
      return;
    }
    // The same key with other bytes goes its own way: the sink will refuse it aloud.
    if (at == batches.end()) batches.emplace(std::move(key), under_way{job, job->peer});
    queue.push(std::move(job));
  }

  void refuse(const usage_job& job, const core::refusal& why) {
    auto epoch = job.batch ? job.batch->epoch : 0;
    auto sequence = job.batch ? job.batch->sequence : 0;
    refuse(job.peer, refused(why, job.source, epoch, sequence));
  }
  void refuse(const std::string& peer, const usage_ack& with) {
    count_batch(with.answer);
    server.send(peer, write_usage_ack(with));
  }

  void send_answers() {
    std::vector<answered> ready;
    {
      std::scoped_lock lock{guard};
      ready.swap(answers);
    }
    for (auto& each : ready) {
      if (each.job->batch) send_ack(each);
      // An answer that cannot be delivered is not kept: the client asks again, and gets the same one.
      else server.send(each.job->peer, write_usage_credit({floor.window(), each.standing}));
    }
  }

  void send_ack(const answered& it) {
    auto peer = it.job->peer;
    floor.done(peer, it.job->frame.size());
    auto at = batches.find({it.job->source, it.job->batch->epoch, it.job->batch->sequence});
    if (at != batches.end() && at->second.job == it.job) {
      peer = at->second.answer_to;
      batches.erase(at);
    }
    server.send(peer, it.frame);
  }

  void tidy() {
    auto now = clock::now();
    if (now < tidy_at) return;
    tidy_at = now + 1s;
    floor.forget_silent(now - silence_most);
    core::gauge("abonent_bus_usage_clients", "Clients of the usage endpoint heard within 15 s",
                static_cast<double>(floor.clients()));
    core::gauge("abonent_bus_usage_queue_batches", "Usage batches taken in and not yet answered",
                static_cast<double>(floor.batches()));
  }

  void work() {
    std::vector<usage_record> records;
    records.reserve(usage_batch_records_max);
    while (auto job = queue.take()) {
      answered it{job, {}, {}};
      bool known = true;
      if (job->batch) {
        auto answer = apply_usage(sink, *job->batch, records);
        count_batch(answer);
        it.frame = write_usage_ack({job->source, job->batch->epoch, job->batch->sequence, std::move(answer)});
      } else {
        auto standing = find_standing(sink, job->source);
        known = standing.has_value();
        it.standing = standing.value_or(usage_standing{});
      }
      queue.finish(*job);
      if (!known) continue;  // the client says hello again
      std::scoped_lock lock{guard};
      answers.push_back(std::move(it));
      server.wake();
    }
  }

  router server;
  usage_sink& sink;
  usage_floor floor;
  std::map<batch_key, under_way> batches;
  clock::time_point tidy_at{};
  usage_queue queue;
  std::mutex guard;
  std::vector<answered> answers;
  std::vector<std::jthread> workers;
  std::jthread porter;
};

usage_endpoint::usage_endpoint(zap_handler& door, usage_sink& sink, usage_endpoint_options options)
    : works_{std::make_unique<works>(door, sink, options)} {}
usage_endpoint::~usage_endpoint() = default;

const std::string& usage_endpoint::address() const { return works_->server.address(); }

}  // namespace bus
