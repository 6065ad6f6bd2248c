// Every "no" about users, signing in, tokens and bus keys.
#pragma once

#include "core/refusal.hpp"

namespace store {

inline constexpr core::refusal user_unknown{"user_unknown", core::refusal_kind::not_found, "There is no such user."};
inline constexpr core::refusal user_name_unreadable{"user_name_unreadable", core::refusal_kind::invalid,
                                                    "A user's name is 2 to 64 of a-z, 0-9 and . _ @ -"};
inline constexpr core::refusal user_name_taken{"user_name_taken", core::refusal_kind::conflict,
                                               "Another user has this name."};
inline constexpr core::refusal role_change_not_permitted{
    "role_change_not_permitted", core::refusal_kind::refused,
    "A person does not become an integrator, nor the other way round."};
inline constexpr core::refusal not_on_oneself{
    "not_on_oneself", core::refusal_kind::refused,
    "Nobody disables themselves or changes their own role: ask another admin."};
inline constexpr core::refusal password_too_short{
    "password_too_short", core::refusal_kind::invalid,
    "A password has at least 12 characters; a few words in a row are best."};
inline constexpr core::refusal password_too_long{"password_too_long", core::refusal_kind::invalid,
                                                 "A password has at most 256 characters."};
inline constexpr core::refusal password_too_easy{"password_too_easy", core::refusal_kind::invalid,
                                                 "This password is among the first that would be guessed."};
inline constexpr core::refusal password_wrong{"password_wrong", core::refusal_kind::not_allowed,
                                              "The old password is not right."};
inline constexpr core::refusal integrator_has_no_password{"integrator_has_no_password", core::refusal_kind::invalid,
                                                          "An integrator signs in with a token, not with a password."};
inline constexpr core::refusal token_for_integrators{"token_for_integrators", core::refusal_kind::refused,
                                                     "Only an integrator has tokens; people sign in."};
inline constexpr core::refusal token_life_wrong{"token_life_wrong", core::refusal_kind::invalid,
                                                "A token lives for 1 to 730 days."};
inline constexpr core::refusal token_unknown{"token_unknown", core::refusal_kind::not_found,
                                             "There is no such token in force."};
inline constexpr core::refusal sign_in_wrong{"sign_in_wrong", core::refusal_kind::not_allowed,
                                             "The name or the password is not right."};
inline constexpr core::refusal too_many_attempts{"too_many_attempts", core::refusal_kind::try_later,
                                                 "Too many wrong passwords; try again in a quarter of an hour."};
inline constexpr core::refusal setup_done{"setup_done", core::refusal_kind::conflict,
                                          "There is a user already; further ones are made by an admin."};
inline constexpr core::refusal setup_link_wrong{"setup_link_wrong", core::refusal_kind::not_allowed,
                                                "The set-up link is not the newest one, or it is older than a day."};
inline constexpr core::refusal bus_key_name_unreadable{"bus_key_name_unreadable", core::refusal_kind::invalid,
                                                       "A system's name is 1 to 64 of a-z, 0-9 and . _ -"};
inline constexpr core::refusal bus_right_unknown{
    "bus_right_unknown", core::refusal_kind::invalid,
    "A right is `hints`, or `usage:`, `charging:`, `events:` or `provisioning:` and a name or `*`."};
inline constexpr core::refusal bus_key_taken{"bus_key_taken", core::refusal_kind::conflict,
                                             "This key is, or was, in use; make a new pair."};
inline constexpr core::refusal bus_key_unknown{"bus_key_unknown", core::refusal_kind::not_found,
                                               "No key of that name is in force."};

}  // namespace store
