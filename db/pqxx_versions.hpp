// Where libpqxx 6.4 (Debian 12) and 7.10 (Debian 13) differ. Included by db/*.cpp only.
#pragma once

#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "db/rows.hpp"
#include "db/text.hpp"

namespace db {

rows to_rows(pqxx::result it);  // in rows.cpp

#if PQXX_VERSION_MAJOR < 7

// pqxx 6 reconnects a lost connection by itself and loses SET ROLE with it: forbidden here.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // deprecated in 6.4 because 7 no longer reconnects at all
inline void keep_lost_connections_lost(pqxx::connection& it) { it.inhibit_reactivation(true); }
#pragma GCC diagnostic pop

inline pqxx::result exec_prepared(pqxx::transaction_base& in, const std::string& name, const std::vector<param>& params) {
  std::vector<const char*> raw;
  raw.reserve(params.size());
  for (const auto& each : params) raw.push_back(each ? each->c_str() : nullptr);
  return in.exec_prepared(name, pqxx::prepare::make_dynamic_params(raw));
}

#else

inline void keep_lost_connections_lost(pqxx::connection&) {}

inline pqxx::result exec_prepared(pqxx::transaction_base& in, const std::string& name, const std::vector<param>& params) {
  pqxx::params all;
  all.reserve(params.size());
  for (const auto& each : params) {
    if (each)
      all.append(*each);
    else
      all.append();
  }
#if PQXX_VERSION_MINOR >= 9
  return in.exec(pqxx::prepped{name}, all);
#else
  return in.exec_prepared(name, all);
#endif
}

#endif

}  // namespace db
