// Every "no" the bus can say. The codes travel in acks and are listed in docs/bus/README.md.
#pragma once

#include "core/refusal.hpp"

namespace bus {

using core::refusal;
using core::refusal_kind;

// Key files.
inline constexpr refusal key_file_missing{"key_file_missing", refusal_kind::not_found, "There is no key file there."};
inline constexpr refusal key_file_exists{"key_file_exists", refusal_kind::conflict, "A key file is there already."};
inline constexpr refusal key_file_open_to_others{
    "key_file_open_to_others", refusal_kind::not_allowed,
    "The key file can be read or written by others; its mode must be 0600."};
inline constexpr refusal key_file_malformed{"key_file_malformed", refusal_kind::invalid, "This is no key file."};
inline constexpr refusal key_is_public_knowledge{
    "key_is_public_knowledge", refusal_kind::not_allowed,
    "This key is printed in the CURVE manual: everybody has its secret half."};
inline constexpr refusal key_malformed{"key_malformed", refusal_kind::invalid,
                                       "A key is 40 characters of Z85 (ZeroMQ RFC 32)."};

// What an endpoint answers. Of kind try_later: the sender keeps what it sent and sends it again after a pause.
inline constexpr refusal frame_malformed{"frame_malformed", refusal_kind::invalid, "The frame could not be read."};
inline constexpr refusal routing_id_chosen{"routing_id_chosen", refusal_kind::invalid,
                                           "Leave ZMQ_ROUTING_ID unset: the server names its connections itself."};
inline constexpr refusal key_revoked{"key_revoked", refusal_kind::not_allowed, "This key is no longer in force."};
inline constexpr refusal source_not_allowed{"source_not_allowed", refusal_kind::not_allowed,
                                            "This key may not speak for that source."};
inline constexpr refusal batch_too_large{"batch_too_large", refusal_kind::invalid,
                                         "A batch holds at most 10,000 records."};
inline constexpr refusal batch_parked{"batch_parked", refusal_kind::refused,
                                      "The batch failed three times and is kept for a person to look at."};
inline constexpr refusal no_credit{"no_credit", refusal_kind::try_later,
                                   "More batches are under way than the window allows."};
inline constexpr refusal try_later{"try_later", refusal_kind::try_later,
                                   "Nothing is wrong with the message; the server is busy."};
inline constexpr refusal consumer_not_allowed{"consumer_not_allowed", refusal_kind::not_allowed,
                                              "This key may not subscribe under that name."};
inline constexpr refusal subscribe_first{"subscribe_first", refusal_kind::invalid,
                                         "There is no subscription on this connection; subscribe again."};
inline constexpr refusal subscription_taken{"subscription_taken", refusal_kind::conflict,
                                            "Another connection has subscribed under this name."};
inline constexpr refusal system_not_allowed{"system_not_allowed", refusal_kind::not_allowed,
                                            "This key may not serve as that system."};
inline constexpr refusal hello_first{"hello_first", refusal_kind::invalid, "Say hello before anything else."};

}  // namespace bus
