// One thread: receives, gathers a batch, sends it, hears acks, answers. Waiting is done in poll(), a millisecond while
// something is under way.
#include "adapters/radius/server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <map>
#include <optional>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "bus/refusals.hpp"
#include "bus/usage_client.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"

namespace radius {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr auto repeats_known_for = 30s;  // RFC 5080 2.2.2: longer than an element tries one packet
constexpr int datagrams_a_turn = 512;

void count(const char* outcome) {
  core::count("abonent_radius_requests_total", "Accounting requests by what became of them.", {{"outcome", outcome}});
}

class descriptor {
 public:
  explicit descriptor(int it) : it_{it} {}
  ~descriptor() { ::close(it_); }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  operator int() const { return it_; }

 private:
  int it_;
};

[[noreturn]] void failed(const std::string& what) { throw std::system_error{errno, std::generic_category(), what}; }

int bound_socket(const server_options& by) {
  auto address = parse_ip(by.address);
  if (!address) throw std::runtime_error{fmt::format("`{}` is no address to listen at for RADIUS", by.address)};
  int out = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (out < 0) failed("cannot make a UDP socket");
  int no = 0, large = 4 << 20;
  ::setsockopt(out, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  ::setsockopt(out, SOL_SOCKET, SO_RCVBUF, &large, sizeof large);  // while a batch is committed requests wait there
  sockaddr_in6 at{};
  at.sin6_family = AF_INET6;
  at.sin6_port = htons(by.port);
  bool any = by.address == "0.0.0.0";
  if (!any) std::copy(address->begin(), address->end(), at.sin6_addr.s6_addr);
  if (::bind(out, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
    int why = errno;
    ::close(out);
    errno = why;
    failed(fmt::format("cannot listen at {} port {} for RADIUS", by.address, by.port));
  }
  return out;
}

}  // namespace

struct server::works {
  // RFC 5080 2.2.2: the same sender, port, id and authenticator is the same request.
  using request_key = std::string;
  struct request {
    sockaddr_in6 from{};
    std::string answer;  // made when it came, sent when billing has it
    bool answered = false;
    steady::time_point heard_at;
  };

  works(bus::context& in, bus::connection to, client_book known, server_options by, const core::clock& with_clock)
      : options{std::move(by)}, clients{std::move(known)}, clock{with_clock}, socket{bound_socket(options)},
        billing{in, {std::move(to), options.source}} {
    sockaddr_in6 at{};
    socklen_t size = sizeof at;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&at), &size) != 0) failed("cannot see our own port");
    port = ntohs(at.sin6_port);
    thread = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      try {
        if (epoch == 0 && !take_epoch()) continue;
        turn();
      } catch (const std::exception& failure) {
        core::log::error("room=radius verb=serve outcome=failed what=\"{}\"", failure.what());
        std::this_thread::sleep_for(1s);
      }
    }
  }

  // Nothing is remembered from one start to the next, so a new numbering begins with each.
  bool take_epoch() {
    auto standing = billing.ask_standing(1'000ms);
    if (standing) epoch = standing->epoch + 1;
    if (!standing && billing.key_refused()) core::log::error("room=radius verb=serve outcome=key_refused");
    return standing.has_value();
  }

  void turn() {
    bool busy = !batch.empty() || billing.unacked() > 0;
    pollfd wait{socket, POLLIN, 0};
    ::poll(&wait, 1, busy ? 1 : 20);
    if ((wait.revents & POLLIN) != 0) receive();
    if (!batch.empty() && !billing.window_full() && (batch.size() >= options.batch_records || steady::now() - batch_began >= options.batch_wait)) send_batch();
    for (const auto& each : billing.collect(0ms)) hear(each);
    forget_old();
  }

  void receive() {
    char datagram[packet_bytes_max];
    for (int i = 0; i < datagrams_a_turn; ++i) {
      sockaddr_in6 from{};
      socklen_t size = sizeof from;
      auto length = ::recvfrom(socket, datagram, sizeof datagram, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (length < 0) return;  // nothing more for now, or a sender that is gone
      take({datagram, static_cast<std::size_t>(length)}, from);
      if (batch.size() >= options.batch_records) return;
    }
  }

  // RFC 2866 4.1: what cannot be proven, or read, is silently let go.
  void take(std::string_view datagram, const sockaddr_in6& from) {
    ip address{};
    std::copy_n(from.sin6_addr.s6_addr, 16, address.begin());
    const auto* who = clients.find(address);
    if (!who) return count("client_unknown");
    auto it = read_packet(datagram);
    if (!it || it->code != static_cast<std::uint8_t>(code::accounting_request)) return count("malformed");
    if (!proves_request(*it, who->secret)) return count("secret_wrong");
    auto key = fmt::format("{}", ntohs(from.sin6_port));
    key.append(address.begin(), address.end()).append(1, static_cast<char>(it->id)).append(it->authenticator.begin(), it->authenticator.end());
    if (auto known = requests.find(key); known != requests.end()) {
      count("repeated");
      if (known->second.answered) answer(known->second);
      return;
    }
    if (pending >= options.pending_max) return count("busy");
    auto used = read_accounting(*it, who->name, ip_text(address), clock.now(), options.rules);
    auto& now_known = requests[key] = {from, write_response(code::accounting_response, *it, {}, who->secret), false, steady::now()};
    in_order.push_back(key);
    if (!used) {
      count("no_usage");
      return answer(now_known);
    }
    if (batch.empty()) batch_began = steady::now();
    batch.push_back(std::move(*used));
    waiting.push_back(std::move(key));
    ++pending;
  }

  void send_batch() {
    std::vector<bus::usage_record> views;
    views.reserve(batch.size());
    for (const auto& each : batch) views.push_back(each.view());
    auto number = ++sequence;
    billing.submit(epoch, number, bus::write_usage_batch(options.source, epoch, number, views));
    under_way.emplace(number, std::move(waiting));
    batch.clear();
    waiting.clear();
  }

  void hear(const bus::usage_ack& ack) {
    auto at = under_way.find(ack.sequence);
    if (at == under_way.end()) return;
    bool kept = ack.answer.refusal.empty() || ack.answer.refusal == bus::batch_parked.code();
    if (!kept) core::log::error("room=radius verb=serve outcome={} batch={} detail=\"{}\"", ack.answer.refusal, ack.sequence, ack.answer.detail);
    for (const auto& key : at->second) {
      --pending;
      auto known = requests.find(key);
      if (known == requests.end()) continue;
      if (kept)
        answer(known->second);
      else
        requests.erase(known);  // the element may try again
    }
    for (std::size_t i = 0; i < at->second.size(); ++i) count(kept ? "answered" : "refused");
    under_way.erase(at);
  }

  void answer(request& to) {
    to.answered = true;
    // A full buffer loses it as the wire would: the element asks again.
    ::sendto(socket, to.answer.data(), to.answer.size(), 0, reinterpret_cast<const sockaddr*>(&to.from), sizeof to.from);
  }

  void forget_old() {
    auto before = steady::now() - repeats_known_for;
    while (!in_order.empty()) {
      auto at = requests.find(in_order.front());
      if (at != requests.end() && (at->second.heard_at > before || !at->second.answered)) return;
      if (at != requests.end()) requests.erase(at);
      in_order.pop_front();
    }
  }

  server_options options;
  client_book clients;
  const core::clock& clock;
  descriptor socket;
  std::uint16_t port = 0;
  bus::usage_client billing;
  std::uint64_t epoch = 0, sequence = 0;
  std::vector<accounting_usage> batch;
  std::vector<request_key> waiting;  // whose batch it is
  steady::time_point batch_began;
  std::map<std::uint64_t, std::vector<request_key>> under_way;  // by batch
  std::unordered_map<request_key, request> requests;
  std::deque<request_key> in_order;
  std::size_t pending = 0;
  std::jthread thread;  // last: it stops before what it uses goes
};

server::server(bus::context& in, bus::connection billing, client_book clients, server_options options, const core::clock& clock)
    : works_{std::make_unique<works>(in, std::move(billing), std::move(clients), std::move(options), clock)} {}
server::~server() = default;
std::uint16_t server::port() const { return works_->port; }

}  // namespace radius
