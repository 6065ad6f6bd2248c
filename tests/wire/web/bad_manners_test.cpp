// Clients that are slow, too long, or do not speak HTTP.
#include <thread>

#include "tests/catch.hpp"
#include "tests/wire/web/town.hpp"

using namespace std::chrono_literals;
using tests::web_town;

namespace {

// What the server says to these bytes.
std::string said_to(web_town& town, std::string_view bytes) {
  auto client = town.client();
  client.send_raw(bytes);
  return client.read_until("\r\n\r\n", 5s);
}

bool is_status(const std::string& answer, std::string_view status) {
  return answer.starts_with("HTTP/1.1 " + std::string{status});
}

}  // namespace

TEST_CASE("a client that never finishes its sentence is sent away", "[web]") {
  web_town town{{.header_timeout = 300ms, .body_timeout = 300ms}};
  for (auto start : {"GET /api/v1/echo HTTP/1.1\r\nHost",
                     "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc", ""}) {
    auto client = town.client();
    client.send_raw(start);
    auto began = std::chrono::steady_clock::now();
    client.read_until("never said", 5s);
    CHECK(client.closed());
    CHECK(std::chrono::steady_clock::now() - began < 3s);
  }
  CHECK(town.client().get("/api/v1/echo").status == 200);
}

TEST_CASE("one letter at a time does not stretch the time for a header", "[web]") {
  web_town town{{.header_timeout = 400ms}};
  auto client = town.client();
  auto began = std::chrono::steady_clock::now();
  client.send_raw("GET / HTTP/1.1\r\nX: ");
  for (int i = 0; i < 40 && !client.closed(); ++i) {
    client.send_raw("a");
    client.read_some(50ms);
  }
  CHECK(client.closed());
  CHECK(std::chrono::steady_clock::now() - began < 1'500ms);
}

TEST_CASE("a body that is too large is refused, announced or not, and the client hears it", "[web]") {
  web_town town{{.body_bytes_max = 1'000}};
  auto client = town.client();
  CHECK(client.post("/api/v1/echo", std::string(1'000, ' ')).status == 200);
  auto answer = client.post("/api/v1/echo", std::string(300'000, ' '));
  CHECK(answer.status == 413);
  CHECK(answer.body.find("body_too_large") != std::string::npos);
  CHECK(answer.header("connection") == "close");
  std::string chunked = "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n" +
                        std::string(0x800, 'a') + "\r\n0\r\n\r\n";
  CHECK(is_status(said_to(town, chunked), "413"));
}

TEST_CASE("a header that is too long is refused", "[web]") {
  web_town town;
  CHECK(is_status(said_to(town, "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n"), "431"));
}

TEST_CASE("what is not HTTP is a bad request and ends the connection", "[web]") {
  web_town town;
  for (std::string bytes :
       {"hello\r\n\r\n", "GET /api/v1/echo HTTP/9.9\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc",
        "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello\r\n\r\n"}) {
    INFO(bytes);
    CHECK(is_status(said_to(town, bytes), "400"));
  }
  CHECK(town.client().get("/api/v1/echo").status == 200);
}

TEST_CASE("targets that could be read in two ways are bad requests", "[web][safety]") {
  web_town town;
  auto client = town.client();
  for (auto target : {"/api/v1/things/a%2fb", "/api/v1/things/%00", "/api/v1/things/%0a", "/api/v1/things/%2e%2e",
                      "/api/v1/echo?a=1&a=2", "/api/v1/echo?a=%00", "/api/v1/things/%zz"}) {
    INFO(target);
    CHECK(client.get(target).status == 400);
  }
  CHECK(client.get("/api/v1/echo?a=1&b=%20x").status == 200);
}

TEST_CASE("methods that nobody knows here are told so", "[web]") {
  web_town town;
  auto client = town.client();
  for (auto method : {"OPTIONS", "TRACE", "PROPFIND", "BREW"}) CHECK(client.ask(method, "/api/v1/echo").status == 405);
  auto put = client.ask("PUT", "/api/v1/echo", "{}");
  CHECK(put.status == 405);
  CHECK(put.header("allow") == "GET, POST");
}

TEST_CASE("a client that asks before it sends is told to go on", "[web]") {
  web_town town;
  auto client = town.client();
  client.send_raw(
      "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: "
      "100-continue\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n", 5s) == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send_raw("{}");
  CHECK(is_status(client.read_until("{}", 5s), "200"));
}

TEST_CASE("two requests in one breath are answered one after the other", "[web]") {
  web_town town;
  auto client = town.client();
  client.send_raw(
      "GET /api/v1/things/1 HTTP/1.1\r\nHost: x\r\n\r\nGET /api/v1/things/2 HTTP/1.1\r\nHost: x\r\nConnection: "
      "close\r\n\r\n");
  auto all = client.read_until("\"2\"", 5s);
  CHECK(all.find("\"1\"") < all.find("\"2\""));
  client.read_until("never said", 2s);
  CHECK(client.closed());
}
