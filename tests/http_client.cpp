// Beast, used synchronously with time limits.
#include "tests/http_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <stdexcept>

namespace tests {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using error_code = boost::system::error_code;

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

constexpr auto patience_with_answers = std::chrono::seconds{30};

}  // namespace

struct http_client::line {
  asio::io_context io;
  beast::tcp_stream stream{io};
  beast::flat_buffer buffer;
  bool open = false, ended = false;

  // Runs until the started operation is over: asynchronous inside, so that time limits hold.
  template <class Start>
  error_code wait(std::chrono::milliseconds limit, Start start) {
    error_code outcome = asio::error::would_block;
    stream.expires_after(limit);
    auto done = [&outcome](const error_code& failed, auto&&...) { outcome = failed; };
    start(done);
    io.restart();
    io.run();
    return outcome;
  }
  void connect(const std::string& host, std::uint16_t port) {
    if (open) return;
    asio::ip::tcp::endpoint where{asio::ip::make_address(host), port};
    auto failed = wait(patience_with_answers, [&](auto done) { stream.async_connect(where, done); });
    if (failed) throw std::runtime_error{"cannot connect: " + failed.message()};
    buffer.clear();
    open = true;
    ended = false;
  }
  void hang_up() {
    error_code ignored;
    stream.socket().close(ignored);
    open = false;
  }
};

http_client::http_client(std::uint16_t port, std::string host)
    : line_{std::make_unique<line>()}, port_{port}, host_{std::move(host)} {}
http_client::~http_client() = default;
http_client::http_client(http_client&&) noexcept = default;

std::string http_answer::header(const std::string& lower_case_name) const {
  auto it = headers.find(lower_case_name);
  return it == headers.end() ? std::string{} : it->second;
}

http_answer http_client::ask(std::string_view method, const std::string& target, const std::string& body,
                             const header_list& headers) {
  http::request<http::string_body> out;
  out.method_string({method.data(), method.size()});
  out.target(target);
  out.version(11);
  out.set("Host", host_ + ":" + std::to_string(port_));
  if (!body.empty()) out.set("Content-Type", "application/json");
  if (!bearer_.empty()) out.set("Authorization", "Bearer " + bearer_);
  if (!cookie_.empty()) out.set("Cookie", cookie_);
  if (method != "GET" && method != "HEAD") out.set("Sec-Fetch-Site", "same-origin");
  for (const auto& [name, value] : headers)
    if (value.empty())
      out.erase(name);
    else
      out.set(name, value);
  out.body() = body;
  out.prepare_payload();

  line_->connect(host_, port_);
  auto failed = line_->wait(patience_with_answers, [&](auto done) { http::async_write(line_->stream, out, done); });
  http::response_parser<http::string_body> in;
  in.body_limit(64u << 20);
  in.skip(method == "HEAD");
  if (!failed)
    failed = line_->wait(patience_with_answers,
                         [&](auto done) { http::async_read(line_->stream, line_->buffer, in, done); });
  if (failed) {
    line_->hang_up();
    throw std::runtime_error{"the connection broke off: " + failed.message()};
  }
  http_answer answer;
  answer.status = in.get().result_int();
  answer.body = in.get().body();
  for (const auto& each : in.get())
    answer.headers.emplace(lower(std::string{each.name_string()}), std::string{each.value()});
  if (!in.keep_alive()) line_->hang_up();
  if (auto set = answer.header("set-cookie"); !set.empty()) {
    cookie_ = set.substr(0, set.find(';'));
    if (cookie_.ends_with('=')) cookie_.clear();
  }
  return answer;
}

http_answer http_client::sign_in(const std::string& name, const std::string& password) {
  return post("/api/v1/session", R"({"name":")" + name + R"(","password":")" + password + R"("})");
}

void http_client::send_raw(std::string_view bytes) {
  line_->connect(host_, port_);
  auto failed = line_->wait(patience_with_answers,
                            [&](auto done) { asio::async_write(line_->stream, asio::buffer(bytes), done); });
  if (failed) line_->ended = true;
}

std::string http_client::read_some(std::chrono::milliseconds patience) {
  char some[4'096];
  std::size_t count = 0;
  error_code failed = asio::error::would_block;
  // The socket itself, not the stream: a stream that runs out of time closes its socket, and we may want to read on.
  auto& socket = line_->stream.socket();
  auto done = [&](const error_code& outcome, std::size_t bytes) {
    failed = outcome;
    count = bytes;
  };
  socket.async_read_some(asio::buffer(some), done);
  line_->io.restart();
  line_->io.run_for(patience);
  if (failed == asio::error::would_block) {  // nothing yet: take the wish to read back
    socket.cancel();
    line_->io.restart();
    line_->io.run();
  } else if (failed) {
    line_->ended = true;
  }
  return {some, count};
}

std::string http_client::read_until(std::string_view what, std::chrono::milliseconds patience) {
  auto until = std::chrono::steady_clock::now() + patience;
  std::string all;
  while (all.find(what) == std::string::npos && !closed()) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    all += read_some(left);
  }
  return all;
}

bool http_client::closed() const { return line_->ended; }

}  // namespace tests
