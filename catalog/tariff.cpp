// Names of the words a tariff is written in.
#include "catalog/tariff.hpp"

#include "core/assert.hpp"

namespace catalog {

std::string_view name_of(service it) {
  switch (it) {
    case service::voice:
      return "voice";
    case service::sms:
      return "sms";
    case service::data:
      return "data";
    case service::content:
      return "content";
  }
  ABONENT_ASSERT(false);
}

std::optional<service> parse_service(std::string_view name) {
  for (auto it : {service::voice, service::sms, service::data, service::content})
    if (name_of(it) == name) return it;
  return std::nullopt;
}

std::string_view name_of(direction it) {
  switch (it) {
    case direction::originated:
      return "originated";
    case direction::terminated:
      return "terminated";
  }
  ABONENT_ASSERT(false);
}

std::optional<direction> parse_direction(std::string_view name) {
  for (auto it : {direction::originated, direction::terminated})
    if (name_of(it) == name) return it;
  return std::nullopt;
}

std::string_view name_of(sharing it) {
  switch (it) {
    case sharing::subscriber:
      return "subscriber";
    case sharing::customer:
      return "customer";
  }
  ABONENT_ASSERT(false);
}

std::optional<sharing> parse_sharing(std::string_view name) {
  for (auto it : {sharing::subscriber, sharing::customer})
    if (name_of(it) == name) return it;
  return std::nullopt;
}

}  // namespace catalog
