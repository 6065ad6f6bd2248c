// Every "no" the subscriber store can say.
#pragma once

#include "core/refusal.hpp"

namespace store {

using core::refusal;
using core::refusal_kind;

inline constexpr refusal customer_unknown{"customer_unknown", refusal_kind::not_found, "There is no such customer."};
inline constexpr refusal subscriber_unknown{"subscriber_unknown", refusal_kind::not_found,
                                            "There is no such subscriber."};
inline constexpr refusal identifier_taken{"identifier_taken", refusal_kind::conflict,
                                          "It already belongs to somebody else."};
inline constexpr refusal identifier_unreadable{"identifier_unreadable", refusal_kind::invalid,
                                               "The identifier is not in the form its kind asks for."};
inline constexpr refusal identifier_needs_line{"identifier_needs_line", refusal_kind::invalid,
                                               "A number, a card or a login belongs to a line, not to a customer."};
inline constexpr refusal move_not_permitted{"move_not_permitted", refusal_kind::conflict,
                                            "The subscriber cannot go from its state to that one."};

inline constexpr refusal surveyed_recently{"surveyed_recently", refusal_kind::refused,
                                           "The customer was asked less than fourteen days ago."};

inline constexpr refusal name_missing{"name_missing", refusal_kind::invalid,
                                      "A customer needs a family name, or an organisation its name."};
inline constexpr refusal name_of_organisation{"name_of_organisation", refusal_kind::invalid,
                                              "An organisation has one name and no given name."};
inline constexpr refusal language_unknown{"language_unknown", refusal_kind::invalid,
                                          "The language is no BCP 47 tag such as `en`."};
inline constexpr refusal time_zone_unknown{"time_zone_unknown", refusal_kind::invalid,
                                           "The time zone is no IANA name such as `Europe/Warsaw`."};
inline constexpr refusal email_unreadable{"email_unreadable", refusal_kind::invalid,
                                          "The e-mail address cannot be one."};
inline constexpr refusal document_unreadable{
    "document_unreadable", refusal_kind::invalid,
    "A document needs a kind and a number of at least six letters and digits."};
inline constexpr refusal contract_unreadable{"contract_unreadable", refusal_kind::invalid,
                                             "The contract number has no letters or digits."};
inline constexpr refusal currency_unknown{"currency_unknown", refusal_kind::invalid,
                                          "The currency is no ISO 4217 code."};
inline constexpr refusal bill_day_unknown{"bill_day_unknown", refusal_kind::invalid,
                                          "The bill day is a day of a month, 1 to 31."};

inline constexpr refusal mapping_unreadable{"mapping_unreadable", refusal_kind::invalid,
                                            "The mapping file cannot be read."};
inline constexpr refusal file_unreadable{"file_unreadable", refusal_kind::invalid, "The file cannot be read."};
inline constexpr refusal column_missing{"column_missing", refusal_kind::invalid,
                                        "A column that is needed is not in the file."};
inline constexpr refusal column_twice{"column_twice", refusal_kind::invalid, "Two columns mean the same."};
inline constexpr refusal import_finished{"import_finished", refusal_kind::conflict, "This file was imported before."};
inline constexpr refusal import_under_way{"import_under_way", refusal_kind::conflict,
                                          "Somebody else is importing this file."};

}  // namespace store
