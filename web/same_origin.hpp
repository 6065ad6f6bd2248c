// Was a change asked for from our own pages? A browser says so in Sec-Fetch-Site or Origin, and no page can forge
// either. Together with SameSite=Strict on the cookie this is the whole defence against cross-site requests.
#pragma once

#include "web/http.hpp"

namespace web {

// For a request that changes something. `with_cookie`: it is made in the name of whoever holds the session cookie; then
// one of the two headers must be there. Without one (curl, an integrator), they must only not contradict.
bool asked_from_here(const request& in, bool with_cookie);

}  // namespace web
