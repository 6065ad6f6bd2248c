// One timeline of a customer over all channels and rooms: what happened, newest first, paged by key.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "db/tx.hpp"

namespace store {

struct timeline_entry {
  core::uuid entry_id;  // made by the writer: the same fact twice is one entry
  core::customer_id customer_id;
  std::optional<core::subscriber_id> subscriber_id;
  core::instant at;
  std::string kind;   // `order`, `payment`, `interaction`, `usage`, `fee`, `complaint`, `campaign`, `network`, `system`
  std::string title;  // one sentence for a person
  std::string note;   // a second line, may be empty
  std::string channel;    // `phone`, `shop`, `app`, `email`, `sms`, `system`
  std::string tone;       // `neutral`, `good`, `bad`, `accent`
  std::string by;         // the name of the user or system
  std::string reference;  // what it is about, such as an order's UUID; may be empty
  // The same for a desk of another language: what happened as a word that never changes (`topped_up`), and its facts, name
  // and value in turn (`amount`, `7.50`). An empty word: the sentence is all there is. What a person wrote is the note.
  std::string what = {};
  std::vector<std::string> facts = {};
};
BOOST_DESCRIBE_STRUCT(timeline_entry, (),
                      (entry_id, customer_id, subscriber_id, at, kind, title, note, channel, tone, by, reference, what, facts))

void record_timeline(db::tx& t, const timeline_entry& what);

// Newest first; `before` is the (at, entry_id) of the last one already seen.
struct timeline_key {
  core::instant at;
  core::uuid entry_id;
};
std::vector<timeline_entry> timeline_page(db::tx& t, core::customer_id customer, std::optional<timeline_key> before,
                                          std::size_t limit);
// The newest page for who asks for several things at once: sent, and read from what settle() answers.
void send_timeline_page(db::tx& t, core::customer_id customer, std::size_t limit);
std::vector<timeline_entry> read_timeline_page(const db::rows& answered);

}  // namespace store
