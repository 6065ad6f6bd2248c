// People for tests: a customer, a line, in one call each.
#pragma once

#include "store/customer.hpp"
#include "store/operator_settings.hpp"
#include "store/subscriber.hpp"
#include "tests/db/case.hpp"

namespace tests {

inline store::new_customer person(std::string given, std::string family) {
  store::new_customer it;
  it.given_name = std::move(given);
  it.family_name = std::move(family);
  return it;
}

inline core::customer_id add(db::tx& t, const store::new_customer& who) {
  return store::add_customer(t, noon(), who).value();
}

inline core::subscriber_id line_of(db::tx& t, core::customer_id customer,
                                   const std::string& offering = "prepaid_voice") {
  store::new_subscriber line;
  line.customer = customer;
  line.offering_code = offering;
  line.tariff_group = "prepaid";
  return store::open_subscriber(t, noon(), line);
}

// Sets the operator for the time of a test case.
struct operator_for_test {
  explicit operator_for_test(store::operator_settings with = {"Europe/Warsaw", "a key for tests"}) {
    store::set_operator(std::move(with));
  }
  ~operator_for_test() { store::set_operator({}); }
  operator_for_test(const operator_for_test&) = delete;
  operator_for_test& operator=(const operator_for_test&) = delete;
};

}  // namespace tests
