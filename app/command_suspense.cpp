// `abonent usage suspense | recycle | mend | write-off`: records without a price, from the command line.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/installation.hpp"
#include "app/usage_command.hpp"
#include "billing/ingest.hpp"
#include "billing/mend_suspended.hpp"
#include "billing/suspense.hpp"
#include "core/identity.hpp"

namespace app {
namespace {

struct suspense_options {
  std::string reason, source, service, subscriber, other_party, start, because;
  std::int64_t id = 0, quantity = -1;
  int limit = 100;
};

std::optional<std::string> said(const std::string& text) { return text.empty() ? std::nullopt : std::optional{text}; }

std::optional<billing::suspense_reason> reason_named(const std::string& name) {
  if (name.empty()) return std::nullopt;
  billing::suspense_reason out{};
  if (boost::describe::enum_from_string(name.c_str(), out)) return out;
  throw std::runtime_error{fmt::format("no record waits under the reason `{}`", name)};
}

int list(command_line& line, const suspense_options& asked) {
  installation here{line.configuration()};
  billing::suspense_filter by;
  by.reason = reason_named(asked.reason);
  by.source = said(asked.source);
  by.service = said(asked.service);
  by.subscriber = said(asked.subscriber);
  auto page = here.as("billing").read([&](db::tx& t) { return billing::find_suspended(t, by, 0, asked.limit); });
  boost::json::array out;
  for (const auto& each : page.records) {
    const char* reason = boost::describe::enum_to_string(each.reason, "");
    out.push_back({{"suspenseId", std::to_string(each.suspense_id)}, {"reason", reason}, {"source", each.source}, {"service", each.service},
                   {"subscriber", core::mask(each.subscriber_norm)}, {"at", each.occurred_at.text()}, {"quantity", each.quantity}, {"tries", each.tries}});
    if (!line.json) fmt::print("{:<8} {:<22} {:<16} {:<8} {:<16} {} {}\n", each.suspense_id, reason, each.source, each.service, core::mask(each.subscriber_norm), each.occurred_at.text(), each.quantity);
  }
  if (line.json) fmt::print("{}\n", boost::json::serialize(boost::json::object{{"total", page.total}, {"records", std::move(out)}}));
  else fmt::print("{} of {} that wait\n", page.records.size(), page.total);
  return 0;
}

// It is safe beside a running program: whoever writes to the ledger notices who was first.
int recycle(command_line& line, const suspense_options& asked) {
  auto with = line.configuration();
  installation here{with};
  core::system_clock clock;
  billing::ingest usage{here.database(), clock, with.business.plan};
  auto done = usage.recycle(reason_named(asked.reason), asked.limit);
  if (line.json) fmt::print("{}\n", boost::json::serialize(boost::json::object{{"rated", done.rated}, {"stillSuspended", done.still_suspended}}));
  else fmt::print("{} rated, {} wait still\n", done.rated, done.still_suspended);
  return 0;
}

int mend(command_line& line, const suspense_options& asked) {
  auto with = line.configuration();
  installation here{with};
  core::system_clock clock;
  billing::ingest usage{here.database(), clock, with.business.plan};
  billing::mending as;
  as.subscriber = said(asked.subscriber);
  as.other_party = said(asked.other_party);
  if (asked.quantity >= 0) as.quantity = asked.quantity;
  if (!asked.start.empty() && !(as.start = core::instant::parse(asked.start)))
    throw std::runtime_error{fmt::format("`{}` is no time; write one such as 2026-03-01T10:00:00Z", asked.start)};
  as.by = "operator";
  as.because = asked.because;
  auto done = billing::mend_suspended(here.as("billing"), usage, clock.now(), asked.id, as);
  if (!done) return fmt::print(stderr, "{} ({})\n", done.error().sentence(), done.error().code()), 1;
  fmt::print("{}\n", done->rated > 0 ? "rated" : "it waits again, under another number: see abonent usage suspense");
  return done->rated > 0 ? 0 : 1;
}

int write_off(command_line& line, const suspense_options& asked) {
  installation here{line.configuration()};
  core::system_clock clock;
  auto done = here.as("billing").transact([&](db::tx& t) { return billing::write_off_suspended(t, clock.now(), asked.id, "operator", asked.because); });
  if (!done) return fmt::print(stderr, "{} ({})\n", done.error().sentence(), done.error().code()), 1;
  fmt::print("written off\n");
  return 0;
}

}  // namespace

void add_usage_suspense(CLI::App& usage, command_line& line) {
  auto command = [&](const char* name, const char* what, int (*does)(command_line&, const suspense_options&)) {
    auto* it = usage.add_subcommand(name, what);
    add_common_options(*it, line);
    auto options = std::make_shared<suspense_options>();
    it->callback([&line, options, does] { line.chosen = [&line, options, does] { return does(line, *options); }; });
    return std::pair{it, options};
  };
  auto [listed, seen] = command("suspense", "Records that have no price yet", list);
  listed->add_option("--reason", seen->reason, "only those that wait for this reason");
  listed->add_option("--source", seen->source, "only those of this source");
  listed->add_option("--service", seen->service, "voice, sms, data or content");
  listed->add_option("--subscriber", seen->subscriber, "only of this number, IMSI or login");
  listed->add_option("--limit", seen->limit, "how many")->check(CLI::Range(1, 10'000));
  auto [again, which] = command("recycle", "Try suspended records again, after their cause is mended", recycle);
  again->add_option("--reason", which->reason, "only those that wait for this reason");
  again->add_option("--limit", which->limit, "how many at most")->check(CLI::Range(1, 10'000));
  auto [mended, as] = command("mend", "Charge a suspended record as it should have been", mend);
  mended->add_option("id", as->id, "the record, as `usage suspense` shows it")->required();
  mended->add_option("--subscriber", as->subscriber, "who is charged");
  mended->add_option("--other-party", as->other_party, "the number called, or the sender");
  mended->add_option("--start", as->start, "when it began: 2026-03-01T10:00:00Z");
  mended->add_option("--quantity", as->quantity, "seconds, messages or bytes");
  mended->add_option("--because", as->because, "why, for the book")->required();
  auto [off, why] = command("write-off", "A suspended record is not charged", write_off);
  off->add_option("id", why->id, "the record, as `usage suspense` shows it")->required();
  off->add_option("--because", why->because, "why, for the book")->required();
}

}  // namespace app
