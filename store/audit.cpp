// Writing into the audit book and reading it.
#include "store/audit.hpp"

#include "store/access_sql.hpp"

namespace store {

namespace sql = access_sql;

void record_audit(db::tx& t, const audit_entry& what) {
  t.exec(sql::record_audit, what.at, what.user_id, what.user_name, what.action, what.customer_id, what.subject,
         what.status, what.outcome, what.request_id, what.client_address);
}

std::vector<audit_entry> audit_page(db::tx& t, const audit_question& asked, std::size_t offset, std::size_t limit) {
  return t.all<audit_entry>(sql::audit_page, asked.about, asked.by, asked.action, asked.from, asked.to, offset, limit);
}

std::size_t count_audit(db::tx& t, const audit_question& asked) {
  return t.get<std::size_t>(sql::count_audit, asked.about, asked.by, asked.action, asked.from, asked.to);
}

}  // namespace store
