// Every "no" the HTTP kit itself can say, before or around a room's handler.
#pragma once

#include "core/refusal.hpp"

namespace web {

using enum core::refusal_kind;

inline constexpr core::refusal json_invalid{"json_invalid", invalid, "The body is not the JSON this call expects."};
inline constexpr core::refusal field_invalid{"field_invalid", invalid,
                                             "A member of the body is missing or has a wrong value."};
inline constexpr core::refusal request_malformed{"request_malformed", invalid, "The request is not valid HTTP."};
inline constexpr core::refusal query_invalid{"query_invalid", invalid,
                                             "A query parameter is not known here or has a wrong value."};
inline constexpr core::refusal personal_filter{
    "personal_filter", invalid,
    "A number, name or address does not belong into a URL: search with POST /api/v1/search instead."};
inline constexpr core::refusal media_type_unsupported{"media_type_unsupported", invalid,
                                                      "The body must be application/json."};
inline constexpr core::refusal body_too_large{"body_too_large", invalid, "The body is larger than this server takes."};
inline constexpr core::refusal header_too_large{"header_too_large", invalid,
                                                "The request's header is larger than this server takes."};
inline constexpr core::refusal route_unknown{"route_unknown", not_found, "There is nothing at this address."};
inline constexpr core::refusal id_unknown{"id_unknown", not_found, "There is nothing with this id."};
inline constexpr core::refusal method_not_allowed{"method_not_allowed", invalid,
                                                  "This address does not know that method."};
inline constexpr core::refusal not_signed_in{"not_signed_in", not_allowed, "Sign in first."};
inline constexpr core::refusal right_missing{"right_missing", not_allowed, "Your role does not permit this."};
inline constexpr core::refusal cross_site{"cross_site", not_allowed,
                                          "A change must be asked for from this site's own pages."};
inline constexpr core::refusal too_many_requests{"too_many_requests", try_later, "Too many requests; wait a moment."};
inline constexpr core::refusal too_busy{"too_busy", try_later, "All clerks are busy; try again in a moment."};
inline constexpr core::refusal stopping{"stopping", try_later, "The program is stopping."};
inline constexpr core::refusal database_unavailable{"database_unavailable", try_later, "The database does not answer."};
inline constexpr core::refusal outcome_unknown{
    "outcome_unknown", try_later,
    "It is not known whether this was done. Ask again with the same Idempotency-Key: it will not be done twice."};
inline constexpr core::refusal internal_error{"internal_error", try_later,
                                              "Something broke here. It is written down under the request id."};
inline constexpr core::refusal idempotency_key_missing{
    "idempotency_key_missing", invalid, "This call needs an Idempotency-Key header of 1 to 255 printable characters."};
inline constexpr core::refusal idempotency_key_reused{"idempotency_key_reused", conflict,
                                                      "This Idempotency-Key was used for another request."};

}  // namespace web
