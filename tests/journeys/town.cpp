// Setting up an operator for a journey.
#include "tests/journeys/town.hpp"

#include <fmt/format.h>

#include <fstream>
#include <regex>
#include <stdexcept>
#include <thread>

#include "core/identity.hpp"
#include "core/uuid.hpp"

namespace tests {

boost::json::value parsed(const http_answer& answer) {
  boost::json::error_code wrong;
  auto out = boost::json::parse(answer.body, wrong);
  if (wrong) throw std::runtime_error{fmt::format("status {}, no JSON: {}", answer.status, answer.body)};
  return out;
}

std::string text_at(const boost::json::value& in, std::string_view pointer) {
  boost::json::error_code wrong;
  const auto* it = in.find_pointer(pointer, wrong);
  if (!it) throw std::runtime_error{fmt::format("nothing at {} in {}", pointer, boost::json::serialize(in))};
  return it->is_string() ? std::string{it->as_string()} : boost::json::serialize(*it);
}

http_client signed_in_client(const program& at) {
  // It is printed when everything runs, a moment after the doors are open.
  std::smatch found;
  std::string said = at.log();
  for (int i = 0; i < 200 && !std::regex_search(said, found, std::regex{"setup#token=([^ \\n]+) "}); ++i, said = at.log()) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  if (found.empty()) throw std::runtime_error{"the program printed no set-up link:\n" + said};
  http_client out{at.http_port()};
  auto answer = out.post("/api/v1/setup", fmt::format(R"({{"token":"{}","name":"vera","displayName":"Vera","password":"a long enough secret"}})", found[1].str()));
  if (answer.status != 201) throw std::runtime_error{"set-up was refused: " + answer.body};
  answer = out.sign_in("vera", "a long enough secret");
  if (answer.status != 200) throw std::runtime_error{"sign-in was refused: " + answer.body};
  return out;
}

std::string stock::msisdn(int n) { return fmt::format("7900{:07}", n); }
std::string stock::imsi(int n) { return fmt::format("25099{:010}", n); }
std::string stock::iccid(int n) {
  auto body = fmt::format("897019900{:09}", n);
  return body + core::luhn_digit(body);
}

void supply(const program& at, int count) {
  auto run = [&](const std::vector<std::string>& args) {
    auto answer = at.command(args);
    if (answer.exit_code != 0) throw std::runtime_error{args[0] + " " + args[1] + " failed: " + answer.err + answer.out};
  };
  auto samples = std::filesystem::path{ABONENT_SOURCE_DIR} / "catalog/samples";
  run({"catalog", "load", samples / "talk_freely.json", samples / "all_in.json", samples / "home_fibre.json"});
  run({"numbers", "load", "--from", stock::msisdn(0), "--to", stock::msisdn(count - 1)});
  std::ofstream cards{at.dir() / "cards.csv"};
  cards << "iccid,imsi,ki,opc\n";
  for (int i = 0; i < count; ++i) cards << fmt::format("{},{},{:032x},{:032x}\n", stock::iccid(i), stock::imsi(i), i + 1, i + 1'000'000);
  cards.close();
  run({"sims", "load", at.dir() / "cards.csv"});
}

std::filesystem::path write_message_mapping(const std::filesystem::path& dir) {
  auto file = dir / "msc.toml";
  std::ofstream{file} << R"(header = true
start_format = "%Y-%m-%dT%H:%M:%S%z"
[columns]
record_key = "key"
subscriber = "from"
other_party = "to"
start = "at"
quantity = "count"
[constants]
service = "sms"
direction = "originated"
)";
  return file;
}

boost::json::value await_order(http_client& desk, const std::string& order_id) {
  for (int i = 0; i < 400; ++i) {
    auto order = parsed(desk.get("/api/v1/orders/" + order_id));
    auto state = text_at(order, "/state");
    if (state == "completed" || state == "held" || state == "failed" || state == "cancelled") return order;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  throw std::runtime_error{"the order does not come to an end"};
}

boost::json::value sell(http_client& desk, int number, const std::string& offering, const std::string& given_name, const std::string& family_name) {
  auto body = fmt::format(R"({{"kind":"activate_subscriber","customer":{{"givenName":"{}","familyName":"{}","language":"en"}},"offering":"{}","msisdn":"{}","iccid":"{}"}})",
                          given_name, family_name, offering, stock::msisdn(number), stock::iccid(number));
  auto answer = desk.post("/api/v1/orders", body, {{"Idempotency-Key", core::uuid::make(core::system_clock{}.now()).text()}});
  if (answer.status != 202) throw std::runtime_error{fmt::format("the order was refused with {}: {}", answer.status, answer.body)};
  return await_order(desk, text_at(parsed(answer), "/orderId"));
}

}  // namespace tests
