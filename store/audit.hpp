// The audit book: who did what, and who looked at whom. Only ever added to.
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "db/tx.hpp"

namespace store {

struct audit_entry {
  std::int64_t audit_id = 0;  // given by the database
  core::instant at;
  core::user_id user_id;  // empty: nobody was signed in
  std::string user_name;
  std::string action;             // `view_card`, `sign_in`
  core::customer_id customer_id;  // empty: about no customer
  std::string subject;            // ids of what it was about; never personal data
  int status = 0;                 // of the answer
  std::string outcome;            // `ok`, or the refusal's code
  std::string request_id, client_address;
};
BOOST_DESCRIBE_STRUCT(audit_entry, (),
                      (audit_id, at, user_id, user_name, action, customer_id, subject, status, outcome, request_id,
                       client_address))

void record_audit(db::tx& t, const audit_entry& what);

struct audit_question {  // what is not given does not narrow
  std::optional<core::customer_id> about;
  std::optional<core::user_id> by;
  std::optional<std::string> action;
  std::optional<core::instant> from, to;  // [from, to)
};
std::vector<audit_entry> audit_page(db::tx& t, const audit_question& asked, std::size_t offset,
                                    std::size_t limit);  // newest first
// How many there are, counted up to ten thousand: beyond that nobody pages.
std::size_t count_audit(db::tx& t, const audit_question& asked);

}  // namespace store
