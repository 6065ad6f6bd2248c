// Why a record has no price yet. Stable words: people search by them.
#pragma once

#include <boost/describe/enum.hpp>

namespace billing {

enum class suspense_reason {
  record_unreadable,       // no service, no kind of subscriber, or a text longer than any real one
  start_out_of_range,      // before 2000 or more than an hour in the future: a clock is wrong
  subscriber_unreadable,   // what should name the subscriber is no number, IMSI or login
  subscriber_unknown,      // nobody held it at that time
  line_without_offering,   // the line was on no offering at that time
  tariff_unknown,          // the catalogue has no tariff for that offering then
  currency_differs,        // the tariff is in another currency than the account
  no_section,              // as rating_outcome
  no_destination,
  no_price_then,
  out_of_range,
  session_open,            // a part of a session: laid by until it is joined with the others; never in suspense for a person
};
BOOST_DESCRIBE_ENUM(suspense_reason, record_unreadable, start_out_of_range, subscriber_unreadable, subscriber_unknown,
                    line_without_offering, tariff_unknown, currency_differs, no_section, no_destination, no_price_then, out_of_range, session_open)

}  // namespace billing
