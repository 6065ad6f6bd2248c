// Roles to rights. A right is added to a role by adding a word here; it takes effect with the user's next request.
#include "store/api/rights_of_role.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace store {

std::vector<web::right> rights_of_role(user_role role) {
  using enum web::right;
  switch (role) {
    case user_role::agent:  // answers, solves, keeps
      return {subscriber_find, interaction_write, balance_write, usage_read, catalog_read};
    case user_role::supervisor:  // an agent who also sells, and looks after the desk
      return {subscriber_find, interaction_write, order_write,    balance_write,
              usage_read,      catalog_read,      analytics_read, audit_read};
    case user_role::sales:  // sells and switches on
      return {subscriber_find, interaction_write, order_write, stock_write, balance_write, catalog_read};
    case user_role::marketer:  // sees figures, and no person
      return {catalog_read, analytics_read};
    case user_role::billing:  // usage and money
      return {subscriber_find, balance_write, usage_read, usage_write, catalog_read, catalog_write, analytics_read};
    case user_role::auditor:  // sees what was done, does nothing
      return {usage_read, catalog_read, analytics_read, audit_read};
    case user_role::admin:
      return {subscriber_find, interaction_write, order_write,   stock_write,    balance_write, usage_read,
              usage_write,     catalog_read,      catalog_write, analytics_read, audit_read,    user_admin};
    case user_role::integrator:  // a system, with a token
      return {subscriber_find, interaction_write, order_write, stock_write,
              balance_write,   usage_read,        usage_write, catalog_read};
  }
  return {};
}

web::caller caller_of(const user& who) {
  return {who.user_id, who.name, boost::describe::enum_to_string(who.role, ""), rights_of_role(who.role),
          who.display_name};
}

}  // namespace store
