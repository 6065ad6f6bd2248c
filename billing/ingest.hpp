// Usage comes in: find who is charged, rate, and write everything of a batch in one transaction, once.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>

#include "billing/charged.hpp"
#include "billing/decide_usage.hpp"
#include "billing/explain_usage.hpp"
#include "billing/seen_keys.hpp"
#include "billing/simulation.hpp"
#include "billing/terms.hpp"
#include "billing/usage_writer.hpp"
#include "core/instant.hpp"
#include "core/numbering_plan.hpp"
#include "db/database.hpp"

namespace billing {

class ingest final : public bus::usage_sink {
 public:
  // Database and clock outlive it. Loads the index of subscribers: seconds for a large store.
  ingest(db::database& in, const core::clock& clock, core::numbering_plan plan, tell_charged tell = {});

  // Applies a batch once by (source, epoch, sequence). The same key with other bytes: `batch_digest_differs`.
  bus::usage_answer apply(const bus::usage_batch& batch) override;
  bus::usage_answer park(const bus::usage_batch& batch, std::string_view reason) override;
  bus::usage_standing standing(std::string_view source) override;

  // Applies a batch that was parked, when what made it fail is mended. Nothing: no such batch is parked.
  std::optional<bus::usage_answer> retry_parked(std::string_view source, std::uint64_t epoch, std::uint64_t sequence);

  struct recycled {
    std::int64_t rated = 0;
    std::int64_t still_suspended = 0;
  };
  // Decides records in suspense again, at most `most`, of one reason or of all. A recycled record is not its own duplicate.
  recycled recycle(std::optional<suspense_reason> only, int most);

  // Rates one piece of usage again and says each step. Refusals: usage_unknown, raw_record_gone.
  core::result<explained_usage> explain(const entry_place& place);

  // The usage of an offering's lines that began in [from, to), charged by a draft: from nothing used, without what a cycle's
  // end would add. Reads, and keeps nothing.
  simulation simulate(const catalog::tariff& draft, std::string_view offering, core::instant from, core::instant to);

 private:
  struct batch_work;
  struct suspended_work;

  // What is known now, after hearing what happened since.
  struct moment {
    std::shared_ptr<const tariff_pages> tariffs;
    core::instant now;
  };
  moment listen();
  std::vector<usage_decision> decide(std::span<const bus::usage_record> records, const moment& at);
  std::int32_t terms_of(const usage_decision& of);
  std::vector<usage_entry> price(std::span<const bus::usage_record> records, std::span<const usage_decision> decided);
  bus::usage_answer apply(const bus::usage_batch& batch, bool parked);
  void tell_rated(std::span<const usage_entry> rated) const;

  db::access billing_;
  const core::clock& clock_;
  core::numbering_plan plan_;
  tell_charged tell_;
  subscriber_index lines_;
  tariff_book tariffs_;
  std::mutex listening_;
  std::int64_t published_ = -1;  // versions in the catalogue when we looked last: they only ever come to be
  std::mutex terms_guard_;
  std::map<terms, std::int32_t> terms_;
  std::mutex writing_;
  usage_writer writer_;
  seen_keys seen_;
};

}  // namespace billing
