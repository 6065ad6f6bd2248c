// Hints to the console: bounded, filtered, lossy aloud.
#include "tests/catch.hpp"
#include "web/sse.hpp"

namespace {

web::response listen(web::hint_hub& hub, std::map<std::string, std::string> query = {}) {
  web::request in;
  in.query = std::move(query);
  return hub.routes().front().handle(in);
}

}  // namespace

TEST_CASE("a hint reaches everybody who listens, as one event", "[web]") {
  web::hint_hub hub;
  auto anna = listen(hub), boris = listen(hub);
  int rung = 0;
  anna.stream->when_ready([&] { ++rung; });
  hub.publish(core::customer_id{1}, "balance");
  CHECK(anna.stream->take() == "event: hint\ndata: {\"customerId\":\"1\",\"what\":\"balance\"}\n\n");
  CHECK_FALSE(boris.stream->take().empty());
  CHECK(anna.stream->take().empty());
  CHECK(rung == 1);
}

TEST_CASE("who asked about two customers hears of two customers", "[web]") {
  web::hint_hub hub;
  auto anna = listen(hub, {{"customerId", "1,3"}});
  for (int id : {1, 2, 3}) hub.publish(core::customer_id{id}, "order");
  auto heard = anna.stream->take();
  CHECK(heard.find("\"1\"") != std::string::npos);
  CHECK(heard.find("\"2\"") == std::string::npos);
  CHECK(heard.find("\"3\"") != std::string::npos);
  for (auto wrong : {"x", "0", "-1", "1;2"}) CHECK(listen(hub, {{"customerId", wrong}}).status == 400);
  for (auto unknown : {"colour", "limit", "offset", "fields"}) CHECK(listen(hub, {{unknown, "1"}}).status == 400);
}

TEST_CASE("what happens to everybody all the time is told only to who watches that customer", "[web]") {
  web::hint_hub hub;
  auto anna = listen(hub, {{"watch", "2"}}), boris = listen(hub), clara = listen(hub, {{"customerId", "2"}});
  std::vector<core::customer_id> charged{core::customer_id{1}, core::customer_id{2}, core::customer_id{3}};
  hub.publish_to_watchers(charged, "balance");
  CHECK(anna.stream->take() == "event: hint\ndata: {\"customerId\":\"2\",\"what\":\"balance\"}\n\n");
  CHECK(boris.stream->take().empty());
  CHECK(clara.stream->take().empty());
  hub.publish(core::customer_id{9}, "order");  // watching somebody narrows nothing
  CHECK_FALSE(anna.stream->take().empty());
  CHECK(listen(hub, {{"watch", "everybody"}}).status == 400);
}

TEST_CASE("who reads too slowly is told that something was missed, and costs no more memory", "[web]") {
  web::hint_hub hub{{.clients_max = 10, .waiting_max = 4}};
  auto slow = listen(hub);
  for (int i = 0; i < 1'000; ++i) hub.publish(core::customer_id{1}, "balance");
  auto heard = slow.stream->take();
  CHECK(heard.starts_with("event: missed\n"));
  CHECK(heard.size() < 400);
}

TEST_CASE("whoever has left is forgotten, and there is an upper bound", "[web]") {
  web::hint_hub hub{{.clients_max = 2, .waiting_max = 4}};
  auto anna = listen(hub);
  {
    auto boris = listen(hub);
    CHECK(hub.clients() == 2);
    CHECK(listen(hub).status == 503);
  }
  CHECK(hub.clients() == 1);
  CHECK(listen(hub).status == 200);
  hub.close();
  CHECK(anna.stream->closed());
  CHECK(listen(hub).status == 503);
}
