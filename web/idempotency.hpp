// Idempotency-Key: a request that moves money or provisions is done once, however often it is sent. The answer is
// stored in the same transaction as the effect, so there is no moment at which one is there without the other.
#pragma once

#include <functional>

#include "db/database.hpp"
#include "web/http.hpp"

namespace web {

// Runs `effect` in one transaction of `room` and answers what it answers. The same key from the same caller on the same
// route: the stored answer again, with `Idempotent-Replayed: true`; with another body or path: 409. A refusal leaves no
// trace and keeps nothing, so the same key may be tried again once its reason is gone. Without a key: 400.
//
//   return web::once(db.as("billing"), in, [&](db::tx& t) -> core::result<web::response> { ... });
response once(db::access room, const request& in, const std::function<core::result<response>(db::tx&)>& effect);

// Drops stored answers older than `before`, at most `most` of them; answers how many. Keys are promised for 24 hours.
std::size_t forget_answers(db::tx& t, core::instant before, std::size_t most = 1'000);

}  // namespace web
