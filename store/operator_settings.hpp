// What the store must know of the operator it serves. app/ sets it once, before the first verb.
#pragma once

#include <string>

namespace store {

struct operator_settings {
  std::string time_zone = "UTC";  // IANA; of customers who gave none
  // Key of the hash under which document numbers are kept. Lost or changed: documents are no longer found.
  // Empty: a customer with a document is an error, never a document kept in clear.
  std::string document_key;
};

void set_operator(operator_settings settings);  // throws std::invalid_argument on an unknown zone
const operator_settings& operator_now();

}  // namespace store
