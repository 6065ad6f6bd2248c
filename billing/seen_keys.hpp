// Which records a source has sent before. Every batch keeps the keys it was first to bring, and the span of time its
// records began in; a record can only have come before in a batch whose span holds its own beginning. Those batches' keys
// are read once and kept in memory, so that a new record costs one look into it and no index grows with all usage.
// What is kept in memory is affinity: that one writer at a time adds to a source is decided by the source's position.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "db/copy_session.hpp"

namespace billing {

// Digests in open addressing: 128 bits each, found in one or two touches.
class digest_set {
 public:
  void insert(const core::uuid& digest);
  [[nodiscard]] bool contains(const core::uuid& digest) const;
  [[nodiscard]] std::size_t size() const { return size_; }
  void clear();

 private:
  struct slot {
    std::uint64_t high = 0, low = 0;  // both zero: free
  };
  static slot slot_of(const core::uuid& digest);
  [[nodiscard]] std::size_t place(const slot& of) const;
  void grow();

  std::vector<slot> slots_;
  std::size_t size_ = 0;
};

// The keys a batch brought first, as they are stored: sorted, sixteen bytes each.
std::string pack_keys(std::vector<core::uuid> keys);
std::vector<core::uuid> unpack_keys(std::string_view packed);

class seen_keys {
 public:
  // Of how many keys the memory is given back when they are no longer needed: about 30 bytes each.
  explicit seen_keys(std::size_t keys_kept_max = 8'000'000) : keys_kept_max_{keys_kept_max} {}

  struct keyed {
    core::uuid key;
    core::instant start;
  };
  // Asks what the source has brought since, and moves it to its next position, where this batch stands: two statements
  // sent ahead, whose answers hear() takes. False: another writer was first; look again.
  void ask(db::copy_tx& t, const std::string& source) const;
  bool hear(db::copy_tx& t, const std::string& source, const db::rows& brought, const db::rows& moved);
  // Then, for each record, whether it is the first of its key: in what is committed, and within these.
  std::vector<bool> find_first(db::copy_tx& t, const std::string& source, std::span<const keyed> records);

  [[nodiscard]] std::int64_t position(const std::string& source) const;  // the last one we know

  // After the commit of a batch at the next position.
  void took(const std::string& source, std::int64_t batch_id, std::span<const keyed> first_of);
  void forget(const std::string& source);  // what we know may be wrong

 private:
  struct batch_span {
    std::int64_t batch_id;
    std::int64_t from, to;  // micros, both within
    bool loaded = false;
  };
  struct book {
    std::int64_t position = 0;
    std::vector<batch_span> batches;
    digest_set keys;
  };
  void load(db::copy_tx& t, book& of, std::int64_t from, std::int64_t to) const;

  std::size_t keys_kept_max_;
  std::map<std::string, book> books_;
};

}  // namespace billing
