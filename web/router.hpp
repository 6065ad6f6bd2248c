// Finds the route of a request: by method and path pattern, `{name}` standing for one segment. A literal segment is
// preferred to a name: `/orders/parked` before `/orders/{id}`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "web/http.hpp"

namespace web {

struct route_match {
  const route* found = nullptr;
  std::map<std::string, std::string> params;
  std::vector<verb> allowed;  // the methods this path knows, when it does not know the one asked for
};

class router {
 public:
  // Throws when two routes have the same method and the same pattern: one of them could never be reached.
  explicit router(std::vector<route> routes);

  [[nodiscard]] route_match find(verb method, std::string_view path) const;
  [[nodiscard]] const std::vector<route>& routes() const { return routes_; }

 private:
  struct entry {
    std::vector<std::string> segments;
    std::size_t at;  // in routes_
  };
  std::vector<route> routes_;
  std::vector<entry> entries_;  // patterns with more literal segments, and earlier ones, first
};

}  // namespace web
