// Looking up each meaning by its own index, and saying who was found.
#include "store/search.hpp"

#include <algorithm>
#include <array>

#include "core/identity.hpp"
#include "store/fold.hpp"
#include "store/search_sql.hpp"

namespace store {
namespace {

constexpr std::size_t shortest_similar = 4;  // shorter words are near to everything

struct hit {
  identifier_kind kind;
  std::string norm;
  core::customer_id customer_id;
  std::optional<core::subscriber_id> subscriber_id;
  bool former;
};
BOOST_DESCRIBE_STRUCT(hit, (), (kind, norm, customer_id, subscriber_id, former))

struct ranked_hit : hit {
  certainty sure;
};

struct description {
  std::string given_name, family_name, email, document_kind, document_last4, contract_number;
  std::optional<core::subscriber_id> subscriber_id;
  std::optional<subscriber_state> state;
  std::optional<std::string> offering_code, msisdn, login;
};
BOOST_DESCRIBE_STRUCT(description, (),
                      (given_name, family_name, email, document_kind, document_last4, contract_number, subscriber_id,
                       state, offering_code, msisdn, login))

// One line, or one customer without a line, is one result, whichever of its identifiers matched first.
void keep(std::vector<ranked_hit>& into, const std::vector<hit>& hits, certainty sure) {
  for (const auto& each : hits) {
    if (into.size() == search_most) return;
    bool there = std::any_of(into.begin(), into.end(), [&](const hit& it) {
      return it.customer_id == each.customer_id && (!each.subscriber_id || it.subscriber_id == each.subscriber_id);
    });
    if (!there) into.push_back({each, sure});
  }
}

std::vector<hit> find_exact(db::tx& t, const search_meaning& of) {
  std::vector<identifier_kind> kinds;
  std::vector<std::string> norms;
  for (const auto& each : of.exact) {
    kinds.push_back(each.kind);
    norms.push_back(each.norm);
  }
  return t.all<hit>(sql::find_exact, kinds, norms);
}

using pattern = std::optional<std::string>;

// The words as patterns for LIKE; fewer than four repeat the first, which the index answers from what it has in hand.
std::array<pattern, 4> patterns(const std::vector<std::string>& words, const char* end) {
  std::array<pattern, 4> out;
  if (words.empty()) return out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = "% " + words[i < words.size() ? i : 0] + end;
  return out;
}

std::vector<hit> find_partial(db::tx& t, const search_meaning& of) {
  std::vector<identifier_kind> kinds;
  std::vector<std::string> norms;
  for (const auto& each : of.beginning) {
    kinds.push_back(each.kind);
    norms.push_back(each.norm);
  }
  pattern ending;
  if (!of.ending.empty()) ending.emplace(of.ending.rbegin(), of.ending.rend());
  auto whole = patterns(of.words, " %"), begun = patterns(of.words, "%");
  return t.all<hit>(sql::find_partial, search_most, ending, kinds, norms, whole[0], whole[1], whole[2], whole[3],
                    begun[0], begun[1], begun[2], begun[3]);
}

std::vector<hit> find_similar(db::tx& t, const search_meaning& of) {
  std::vector<std::string> long_enough;
  for (const auto& word : of.words)
    if (word.size() >= shortest_similar) long_enough.push_back(word);
  if (long_enough.empty()) return {};
  return t.all<hit>(sql::find_similar, search_most, long_enough[0], long_enough[long_enough.size() > 1 ? 1 : 0]);
}

std::string shown(const core::numbering_plan& plan, const hit& of, const description& who, const std::string& name) {
  switch (of.kind) {
    case identifier_kind::msisdn:
      if (auto number = core::msisdn::parse(of.norm)) return plan.shown(*number);
      return of.norm;
    case identifier_kind::name:
      return name;
    case identifier_kind::contract:
      return who.contract_number;
    case identifier_kind::document:
      return who.document_kind + " …" + who.document_last4;
    case identifier_kind::imsi:
    case identifier_kind::iccid:
    case identifier_kind::login:
    case identifier_kind::email:
    case identifier_kind::external:
      return of.norm;
  }
  return of.norm;
}

// Who searches sees many at once: the whole number stands on the card, and looking there is written down.
std::optional<std::string> number_of(const description& who) {
  if (who.msisdn) return core::mask(*who.msisdn);
  if (who.login) return core::mask(*who.login, 2, 3);
  return std::nullopt;
}

std::vector<found> describe(db::tx& t, const core::numbering_plan& plan, const std::vector<ranked_hit>& hits) {
  if (hits.empty()) return {};
  std::vector<core::customer_id> customers;
  std::vector<core::subscriber_id> lines;
  for (const auto& each : hits) {
    customers.push_back(each.customer_id);
    lines.push_back(each.subscriber_id.value_or(core::subscriber_id{}));
  }
  auto people = t.all<description>(sql::describe_found, customers, lines);
  std::vector<found> out;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto& who = people[i];
    std::string name = who.given_name.empty() ? who.family_name : who.given_name + " " + who.family_name;
    auto as_written = shown(plan, hits[i], who, name);
    out.push_back({hits[i].customer_id, who.subscriber_id, name, hits[i].kind, as_written, hits[i].former, who.state,
                   number_of(who), who.offering_code.value_or(""), hits[i].sure});
  }
  return out;
}

}  // namespace

found_page find_anyone(db::tx& t, const core::numbering_plan& plan, std::string_view typed, std::size_t limit,
                       std::size_t offset) {
  auto meaning = read_search(plan, typed);
  if (meaning.empty()) return {};
  t.exec(sql::limit_search_time);
  std::vector<ranked_hit> hits;
  keep(hits, find_exact(t, meaning), certainty::exact);
  keep(hits, find_partial(t, meaning), certainty::partial);
  if (hits.empty()) keep(hits, find_similar(t, meaning), certainty::partial);
  found_page out;
  out.total = hits.size();
  auto from = std::min(offset, hits.size()), to = std::min(from + limit, hits.size());
  out.results = describe(
      t, plan, {hits.begin() + static_cast<std::ptrdiff_t>(from), hits.begin() + static_cast<std::ptrdiff_t>(to)});
  return out;
}

}  // namespace store
