// The server as a browser meets it.
#include "web/server.hpp"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/catch.hpp"
#include "tests/wire/web/town.hpp"

using namespace std::chrono_literals;
using tests::web_town;

TEST_CASE("a request is answered, and the connection is kept for the next", "[web]") {
  web_town town;
  auto client = town.client();
  for (int i = 0; i < 3; ++i) {
    auto answer = client.post("/api/v1/echo", R"({"a":1})");
    CHECK(answer.status == 200);
    CHECK(answer.body == R"({"a":1})");
    CHECK(answer.header("content-type") == "application/json;charset=utf-8");
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK_FALSE(answer.header("x-request-id").empty());
    CHECK_FALSE(answer.header("date").empty());
  }
  CHECK(client.get("/api/v1/things/a%20b%c3%a9").body == "\"a bé\"");
}

TEST_CASE("HEAD is GET without the body", "[web]") {
  web_town town;
  auto client = town.client();
  auto answer = client.ask("HEAD", "/api/v1/echo");
  CHECK(answer.status == 200);
  CHECK(answer.header("content-length") == "2");
  CHECK(answer.body.empty());
  CHECK(client.get("/api/v1/echo").body == "{}");  // the connection is still in step
}

TEST_CASE("sign-in gives a cookie that a script cannot read, and a page of another site cannot use", "[web][safety]") {
  web_town town;
  town.callers.sign_in("t", tests::agent({}));
  auto client = town.client();
  CHECK(client.get("/api/v1/mine").status == 401);
  auto answer = client.sign_in("anna", "secret");
  CHECK(answer.header("set-cookie") == "__Host-abonent=t; Path=/; Secure; HttpOnly; SameSite=Strict");
  CHECK(client.get("/api/v1/mine").status == 200);
  CHECK(client.post("/api/v1/mine", "{}").status == 200);
  CHECK(client.post("/api/v1/mine", "{}", {{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}})
            .status == 403);
  CHECK(client.post("/api/v1/mine", "{}", {{"Sec-Fetch-Site", ""}}).status == 403);
  auto port = std::to_string(town.server.port());
  CHECK(client.post("/api/v1/mine", "{}", {{"Sec-Fetch-Site", ""}, {"Origin", "http://127.0.0.1:" + port}}).status ==
        200);
}

TEST_CASE("when every clerk is busy and the queue is full, the next one hears so at once", "[web]") {
  web_town town{{.queue_max = 2}};
  std::vector<std::thread> crowd;
  std::atomic<int> served{0};
  auto ask = [&](const std::string& what) {
    if (town.client().get(what).status == 200) ++served;
  };
  for (int i = 0; i < 2; ++i) crowd.emplace_back(ask, "/api/v1/slow");
  town.slow.wait_for(2);
  for (int i = 0; i < 2; ++i) crowd.emplace_back(ask, "/api/v1/echo");
  auto client = town.client();
  bool heard_no = false;
  for (int i = 0; i < 100 && !heard_no; ++i) {
    std::this_thread::sleep_for(20ms);  // the two have to reach the queue first
    auto another = town.client();
    another.send_raw("GET /api/v1/echo HTTP/1.1\r\nHost: x\r\n\r\n");
    auto text = another.read_until("\r\n\r\n", 100ms);
    heard_no = text.find("503") != std::string::npos && text.find("Retry-After: 1") != std::string::npos;
  }
  CHECK(heard_no);
  CHECK(client.get("/healthz").status == 200);  // alive all the same
  town.slow.open();
  for (auto& each : crowd) each.join();
  CHECK(served >= 2);  // who was being served was served to the end
  CHECK(client.get("/api/v1/echo").status == 200);
}

TEST_CASE("hints stream to a signed-in client until it signs out", "[web]") {
  web_town town{{.heartbeat = 100ms, .stream_check = 200ms}};
  auto client = town.signed_in_client();
  client.send_raw("GET /api/v1/hints HTTP/1.1\r\nHost: x\r\nCookie: " + client.cookie() + "\r\n\r\n");
  auto head = client.read_until("retry: 3000\n\n", 5s);
  CHECK(head.find("200 OK") != std::string::npos);
  CHECK(head.find("Content-Type: text/event-stream") != std::string::npos);
  CHECK(head.find("Content-Length") == std::string::npos);
  town.hub.publish(core::customer_id{17}, "balance");
  CHECK(client.read_until("\n\n", 5s).find("data: {\"customerId\":\"17\",\"what\":\"balance\"}\n\n") !=
        std::string::npos);
  CHECK(client.read_until(": still here\n\n", 5s).find(": still here") != std::string::npos);
  town.callers.sign_out("t");
  client.read_until("never said", 5s);
  CHECK(client.closed());
  CHECK(town.client().get("/api/v1/hints").status == 401);
}

TEST_CASE("a listener who hangs up is forgotten", "[web]") {
  web_town town{{.heartbeat = 50ms, .stream_check = 10s}};
  {
    auto client = town.signed_in_client();
    client.send_raw("GET /api/v1/hints HTTP/1.1\r\nHost: x\r\nCookie: " + client.cookie() + "\r\n\r\n");
    client.read_until("retry: 3000\n\n", 5s);
    CHECK(town.hub.clients() == 1);
  }
  for (int i = 0; i < 100 && town.hub.clients() > 0; ++i) std::this_thread::sleep_for(20ms);
  CHECK(town.hub.clients() == 0);
}

TEST_CASE("the program stops within five seconds, with clients, streams and half a request in the air", "[web]") {
  auto town = std::make_unique<web_town>();
  auto idle = town->client(), half = town->client(), listener = town->signed_in_client();
  idle.get("/api/v1/echo");
  half.send_raw("POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  listener.send_raw("GET /api/v1/hints HTTP/1.1\r\nHost: x\r\nCookie: " + listener.cookie() + "\r\n\r\n");
  listener.read_until("retry: 3000\n\n", 5s);
  std::atomic<bool> finished{false};
  std::thread busy{[&] { finished = town->client().get("/api/v1/slow").status == 200; }};
  town->slow.wait_for(1);
  std::thread opener{[&] {
    std::this_thread::sleep_for(300ms);
    town->slow.open();  // a request that is being worked on is finished
  }};
  auto started = std::chrono::steady_clock::now();
  CHECK(town->server.stop());
  CHECK(std::chrono::steady_clock::now() - started < 5s);
  opener.join();
  busy.join();
  CHECK(finished);
  listener.read_until("never said", 2s);
  CHECK(listener.closed());
  CHECK_THROWS(idle.get("/api/v1/echo"));
}

TEST_CASE("a stop that a busy worker holds up says so instead of hanging", "[web]") {
  auto town = std::make_unique<web_town>();
  std::thread busy{[&] {
    try {
      town->client().get("/api/v1/slow");
    } catch (const std::runtime_error&) {
    }
  }};
  town->slow.wait_for(1);
  auto started = std::chrono::steady_clock::now();
  CHECK_FALSE(town->server.stop(500ms));
  CHECK(std::chrono::steady_clock::now() - started < 3s);
  town->slow.open();
  busy.join();
  std::this_thread::sleep_for(200ms);  // the worker that was left comes to its end before the town does
}

TEST_CASE("a client that asks and does not read is given up, and does not hold up the stop", "[web]") {
  web_town town{{.write_timeout = 300ms}};
  auto deaf = town.client();
  deaf.send_raw("GET /api/v1/big HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK_FALSE(deaf.read_until("200 OK", 5s).empty());
  std::this_thread::sleep_for(700ms);
  auto rest = deaf.read_until("never said", 5s);
  CHECK(deaf.closed());
  CHECK(rest.size() < (32u << 20));
  CHECK(town.client().get("/api/v1/echo").status == 200);

  web_town patient;
  auto other = patient.client();
  other.send_raw("GET /api/v1/big HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK_FALSE(other.read_until("200 OK", 5s).empty());
  auto started = std::chrono::steady_clock::now();
  CHECK(patient.server.stop(300ms));
  CHECK(std::chrono::steady_clock::now() - started < 2s);
}

TEST_CASE("a port that is taken is told with what to do", "[web]") {
  web_town first;
  web::server second{{.port = first.server.port(), .workers = 1}, first.line, first.clock};
  try {
    second.start();
    FAIL("two servers on one port");
  } catch (const std::runtime_error& error) {
    CHECK(std::string{error.what()} ==
          "port " + std::to_string(first.server.port()) +
              " on 127.0.0.1 is already in use by another program. Stop that one, or choose "
              "another port with --http-port.");
  }
}

TEST_CASE("the console's files are served from memory, its own pages by index.html", "[web]") {
  auto dir = std::filesystem::temp_directory_path() / ("abonent-console-" + std::to_string(getpid()));
  std::filesystem::create_directories(dir / "assets");
  std::ofstream{dir / "index.html"} << "<!doctype html>";
  std::ofstream{dir / "assets" / "app-1a2b.js"} << "x()";
  web_town town{{}, web::static_files{dir}};
  std::filesystem::remove_all(dir);
  auto client = town.client();
  auto script = client.get("/assets/app-1a2b.js");
  CHECK(script.body == "x()");
  CHECK(script.header("content-type") == "text/javascript;charset=utf-8");
  CHECK(script.header("cache-control") == "public, max-age=31536000, immutable");
  for (auto page : {"/", "/subscribers/17", "/setup"}) {
    auto answer = client.get(page);
    CHECK(answer.body == "<!doctype html>");
    CHECK(answer.header("cache-control") == "no-cache");
    CHECK(answer.header("content-security-policy").find("script-src 'self'") != std::string::npos);
  }
  CHECK(client.get("/assets/missing.js").status == 404);
  CHECK(client.get("/favicon.ico").status == 404);
  CHECK(client.get("/api/v1/nowhere").status == 404);
  CHECK(client.get("/assets/%2e%2e/%2e%2e/etc/passwd").status == 400);
  CHECK(client.get("/readyz").body == R"({"status":"pass","checks":[{"name":"clerks","status":"pass","output":""}]})");
  CHECK_THROWS(web::static_files{"/nowhere/at/all"});
}

TEST_CASE("a browser that can read them gets the files as the build has packed them", "[web]") {
  auto dir = std::filesystem::temp_directory_path() / ("abonent-packed-" + std::to_string(getpid()));
  std::filesystem::create_directories(dir / "assets");
  std::ofstream{dir / "index.html"} << "<!doctype html>";
  std::ofstream{dir / "assets" / "app-1a2b.js"} << "plain";
  std::ofstream{dir / "assets" / "app-1a2b.js.br"} << "brotli";
  std::ofstream{dir / "assets" / "app-1a2b.js.gz"} << "gzip";
  web_town town{{}, web::static_files{dir}};
  std::filesystem::remove_all(dir);
  auto client = town.client();
  auto asked = [&](const std::string& accepted) { return client.get("/assets/app-1a2b.js", {{"Accept-Encoding", accepted}}); };
  CHECK(asked("gzip, deflate, br, zstd").body == "brotli");
  CHECK(asked("gzip, deflate, br").header("content-encoding") == "br");
  CHECK(asked("gzip;q=0.5").body == "gzip");
  CHECK(asked("br;q=0, gzip").body == "gzip");
  for (auto plain : {"identity", "broken", "br;q=0.0", "deflate"}) {
    CHECK(asked(plain).body == "plain");
    CHECK(asked(plain).header("content-encoding").empty());
  }
  CHECK(asked("br").header("content-type") == "text/javascript;charset=utf-8");
  CHECK(asked("identity").header("vary") == "Accept-Encoding");  // a cache between must not mix them up
  CHECK(client.get("/assets/app-1a2b.js.br").status == 404);     // nor is the packed file a file of its own
}
