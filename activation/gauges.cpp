// Gauges of the sales point, read from the tables as they are.
#include "activation/gauges.hpp"

#include <boost/describe/class.hpp>

#include "activation/activation_sql.hpp"
#include "core/metrics.hpp"

namespace activation {
namespace {

struct counts {
  std::int64_t held_orders, open_orders, free_numbers, available_sims;
};
BOOST_DESCRIBE_STRUCT(counts, (), (held_orders, open_orders, free_numbers, available_sims))

void show(const char* name, const char* help, std::int64_t value) { core::gauge(name, help, static_cast<double>(value)); }

}  // namespace

void show_gauges(db::tx& t) {
  auto now = t.get<counts>(sql::count_desk);
  show("abonent_activation_held_orders", "Orders that wait for a person.", now.held_orders);
  show("abonent_activation_open_orders", "Orders that are not finished.", now.open_orders);
  show("abonent_activation_free_numbers", "Numbers in stock that may be sold now.", now.free_numbers);
  show("abonent_activation_available_sims", "SIM cards in stock that may be sold now.", now.available_sims);
}

}  // namespace activation
