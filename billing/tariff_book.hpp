// Every published tariff, compiled, and which offering is rated by which. Pages never change: a thread takes them once
// a batch and rates by them; refresh() lays out new ones when a version has been published.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "billing/tariff.hpp"
#include "db/tx.hpp"

namespace billing {

class tariff_pages {
 public:
  // The tariff that rates usage of this offering's version starting at `at`; null when there is none: the record goes
  // to suspense. It lives as long as these pages, and longer for who keeps a pointer to later ones.
  [[nodiscard]] const compiled_tariff* find(std::string_view offering_code, int offering_version,
                                            core::instant at) const;
  // One version of a tariff by its name: how a past charge is explained.
  [[nodiscard]] const compiled_tariff* find_version(std::string_view tariff_code, int version) const;

 private:
  friend class tariff_book;
  struct ranked {
    std::string tariff_code;
    std::optional<int> tariff_version;
  };
  struct by_offering {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const {
      return a.first != b.first ? std::string_view{a.first} < std::string_view{b.first} : a.second < b.second;
    }
  };
  std::map<std::pair<std::string, int>, ranked, by_offering> offerings_;
  std::map<std::string, std::vector<std::shared_ptr<const compiled_tariff>>, std::less<>> tariffs_;  // by version
};

class tariff_book {
 public:
  tariff_book();
  // Safe from any thread; cheap.
  [[nodiscard]] std::shared_ptr<const tariff_pages> pages() const;
  // Reads what is new in the catalogue, and gives numbers to the buckets of what has any. Safe from any thread; true when
  // there was something.
  bool refresh(db::tx& t);

 private:
  mutable std::mutex guard_;
  std::shared_ptr<const tariff_pages> pages_;
};

}  // namespace billing
