// Stored answers.
#include "web/idempotency.hpp"

#include <sodium/crypto_generichash.h>

#include <boost/describe/class.hpp>

#include "web/refusals.hpp"
#include "web/web_sql.hpp"

namespace web {
namespace {

struct stored_answer {
  db::bytes digest;
  int status;
  std::string body;
  std::string location;  // empty: it had none
};
BOOST_DESCRIBE_STRUCT(stored_answer, (), (digest, status, body, location))

std::string location_of(const response& answer) {
  for (const auto& [name, value] : answer.headers)
    if (name == "Location") return value;
  return {};
}

bool usable(const std::string& key) {
  if (key.empty() || key.size() > 255) return false;
  for (char c : key)
    if (c < 0x20 || c > 0x7e) return false;
  return true;
}

std::string scope_of(const request& in) {
  return "user:" + std::to_string(in.by ? in.by->user.value() : 0) + " " + std::string{name_of(in.method)} + " " +
         in.route;
}

std::string digest_of(const request& in) {
  auto text = in.path + "\n" + in.body;
  std::string out(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return out;
}

core::result<response> once_in(db::tx& t, const request& in,
                               const std::function<core::result<response>(db::tx&)>& effect) {
  auto scope = scope_of(in), digest = digest_of(in);
  t.exec(sql::lock_key, scope, in.idempotency_key);
  if (auto earlier = t.find<stored_answer>(sql::find_answer, scope, in.idempotency_key)) {
    if (earlier->digest.data != digest) return idempotency_key_reused;
    auto out = json_text(std::move(earlier->body), earlier->status);
    if (!earlier->location.empty()) out.headers.emplace_back("Location", earlier->location);
    out.headers.emplace_back("Idempotent-Replayed", "true");
    return out;
  }
  auto out = effect(t);
  if (out) t.exec(sql::record_answer, scope, in.idempotency_key, db::bytes{digest}, out->status, out->body, in.now, location_of(*out));
  return out;
}

}  // namespace

response once(db::access room, const request& in, const std::function<core::result<response>(db::tx&)>& effect) {
  if (!usable(in.idempotency_key)) return problem(idempotency_key_missing, in);
  auto out = room.transact([&](db::tx& t) { return once_in(t, in, effect); });
  return out ? std::move(*out) : problem(out.error(), in);
}

std::size_t forget_answers(db::tx& t, core::instant before, std::size_t most) {
  return static_cast<std::size_t>(t.change(sql::forget_answers, before, most));
}

}  // namespace web
