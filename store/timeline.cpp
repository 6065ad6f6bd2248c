// Writing to the timeline and reading it page by page.
#include "store/timeline.hpp"

#include "store/store_sql.hpp"

namespace store {

void record_timeline(db::tx& t, const timeline_entry& what) {
  t.exec(sql::record_timeline, what.customer_id, what.entry_id, what.subscriber_id, what.at, what.kind, what.title,
         what.note, what.channel, what.tone, what.by, what.reference, what.what, what.facts);
}

std::vector<timeline_entry> timeline_page(db::tx& t, core::customer_id customer, std::optional<timeline_key> before,
                                          std::size_t limit) {
  if (!before) return t.all<timeline_entry>(sql::timeline_newest, customer, limit);
  return t.all<timeline_entry>(sql::timeline_before, customer, limit, before->at, before->entry_id);
}

void send_timeline_page(db::tx& t, core::customer_id customer, std::size_t limit) {
  t.send(sql::timeline_newest, customer, limit);
}

std::vector<timeline_entry> read_timeline_page(const db::rows& answered) {
  return db::read_rows<timeline_entry>(answered);
}

}  // namespace store
