// Sessions reported in parts become one record each, which is rated like any other. Run by a scheduler; an interrupted
// run is finished by the next.
#pragma once

#include <span>
#include <string_view>

#include "billing/session.hpp"
#include "billing/usage_writer.hpp"
#include "bus/usage_sink.hpp"
#include "db/database.hpp"

namespace billing {

// Lays those by that are parts (`session_open`); called by ingest in the batch's transaction.
void record_parts(db::copy_tx& t, core::instant now, std::string_view source, std::span<const usage_entry> suspended,
                  const session_rules& rules = {});

// Joins what is due and gives it to `to` as batches of `SOURCE/joined`. How many sessions were looked at: none when
// there is nothing to do.
std::size_t join_sessions(db::access billing, bus::usage_sink& to, core::instant now, const session_rules& rules = {});

// What billing itself has made of records (joined sessions, mended records) and not yet rated goes through `to`. A repeat
// finds it applied.
void deliver_made(db::access billing, bus::usage_sink& to);
inline constexpr std::uint64_t made_epoch = 1;  // of their batches

// Parts and sessions of long ago: what would come so late is rated as a session of its own.
std::size_t forget_sessions(db::access billing, core::instant now, std::chrono::days kept = std::chrono::days{60});

}  // namespace billing
