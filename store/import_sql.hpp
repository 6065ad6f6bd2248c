// The named queries of importing.
#pragma once

#include "db/query.hpp"

namespace store::sql {

inline constexpr db::query begin_import{"store.begin_import", R"sql(
  INSERT INTO store.import_run (import_id, name, started_at) VALUES ($1, $2, $3) ON CONFLICT (import_id) DO NOTHING)sql"};

// Locked: two who import one file take turns, and the second finds the first one's lines done.
inline constexpr db::query lock_import{"store.lock_import", R"sql(
  SELECT done_line, added, finished_at FROM store.import_run WHERE import_id = $1 FOR UPDATE)sql"};

inline constexpr db::query advance_import{"store.advance_import", R"sql(
  UPDATE store.import_run SET done_line = $2, added = added + $3 WHERE import_id = $1)sql"};

inline constexpr db::query finish_import{"store.finish_import", R"sql(
  UPDATE store.import_run SET finished_at = $2 WHERE import_id = $1)sql"};

inline constexpr db::query find_claimed{"store.find_claimed", R"sql(
  SELECT g.place FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g (kind, norm, place)
  WHERE EXISTS (SELECT FROM store.identifier i
                WHERE i.kind = g.kind AND i.kind <> 'name' AND i.norm = g.norm AND i.valid_to IS NULL))sql"};

inline constexpr const db::query* all_imports[] = {&begin_import, &lock_import, &advance_import, &finish_import,
                                                   &find_claimed};

}  // namespace store::sql
