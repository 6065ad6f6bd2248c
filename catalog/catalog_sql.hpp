// Every named query of the catalogue.
#pragma once

#include "db/query.hpp"

namespace catalog::sql {

// Two people publish one after the other.
inline constexpr db::query lock_publishing{"catalog.lock_publishing", R"sql(
    SELECT pg_advisory_xact_lock(hashtext('catalog.publish'))::text)sql"};

inline constexpr db::query find_tariff{"catalog.find_tariff", R"sql(
    SELECT content FROM catalog.tariff WHERE code = $1 AND version = $2)sql"};
inline constexpr db::query tariff_at{"catalog.tariff_at", R"sql(
    SELECT content FROM catalog.tariff
    WHERE code = $1 AND valid_from <= $2 AND (valid_to IS NULL OR $2 < valid_to)
    ORDER BY version DESC LIMIT 1)sql"};
inline constexpr db::query list_tariff_versions{"catalog.list_tariff_versions", R"sql(
    SELECT code, version, valid_from, valid_to FROM catalog.tariff ORDER BY code, version)sql"};
inline constexpr db::query latest_tariff{"catalog.latest_tariff", R"sql(
    SELECT version, valid_from FROM catalog.tariff WHERE code = $1 ORDER BY version DESC LIMIT 1)sql"};
inline constexpr db::query tariff_currency{"catalog.tariff_currency", R"sql(
    SELECT currency FROM catalog.tariff WHERE code = $1 AND ($2::integer IS NULL OR version = $2)
    ORDER BY version DESC LIMIT 1)sql"};
inline constexpr db::query record_tariff{"catalog.record_tariff", R"sql(
    INSERT INTO catalog.tariff (code, version, name, currency, valid_from, valid_to, content, published_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};

inline constexpr db::query find_offering{"catalog.find_offering", R"sql(
    SELECT content FROM catalog.offering WHERE code = $1 AND version = $2)sql"};
inline constexpr db::query offering_at{"catalog.offering_at", R"sql(
    SELECT content FROM catalog.offering
    WHERE code = $1 AND valid_from <= $2 AND (valid_to IS NULL OR $2 < valid_to)
    ORDER BY version DESC LIMIT 1)sql"};
inline constexpr db::query offerings_at{"catalog.offerings_at", R"sql(
    SELECT DISTINCT ON (code) content, published_at FROM catalog.offering
    WHERE valid_from <= $1 AND (valid_to IS NULL OR $1 < valid_to)
    ORDER BY code, version DESC LIMIT 1000)sql"};
inline constexpr db::query list_offering_versions{"catalog.list_offering_versions", R"sql(
    SELECT code, version, tariff_code, tariff_version FROM catalog.offering ORDER BY code, version)sql"};
inline constexpr db::query published_offering{"catalog.published_offering", R"sql(
    SELECT content, published_at FROM catalog.offering WHERE code = $1 AND version = $2)sql"};
inline constexpr db::query latest_offering{"catalog.latest_offering", R"sql(
    SELECT version, valid_from FROM catalog.offering WHERE code = $1 ORDER BY version DESC LIMIT 1)sql"};
inline constexpr db::query record_offering{"catalog.record_offering", R"sql(
    INSERT INTO catalog.offering (code, version, name, currency, tariff_group, tariff_code, tariff_version, valid_from,
                                  valid_to, content, published_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql"};

inline constexpr const db::query* all[] = {
    &lock_publishing,    &find_tariff,     &tariff_at,       &list_tariff_versions,  &latest_tariff,
    &tariff_currency,    &record_tariff,   &find_offering,   &offering_at,           &offerings_at,
    &published_offering, &latest_offering, &record_offering, &list_offering_versions};

}  // namespace catalog::sql
