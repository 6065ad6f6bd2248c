// What a load remembers of one source, in a folder of its own: how far each file was read, which batches wait for their
// ack, byte for byte, and which files are done. Everything is on the disk before billing hears of it, so that a load
// that was killed goes on where it stopped and sends exactly what it sent before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/cdr_files/file_numbers.hpp"
#include "adapters/cdr_files/row_reader.hpp"
#include "bus/usage_wire.hpp"
#include "core/refusal.hpp"

namespace cdr_files {

struct load_counts {
  std::uint64_t rows = 0;  // sent + passed_over + rejected + laid_by
  std::uint64_t sent = 0, passed_over = 0, rejected = 0;
  std::uint64_t rated = 0, duplicates = 0, suspended = 0;  // what billing answered for those sent
  std::uint64_t parked_batches = 0;                        // whole batches that billing keeps for a person
  std::uint64_t laid_by = 0;   // halves, until or since the other half came
  std::uint64_t given_up = 0;  // halves laid by here or in a file before whose other half did not come: among the rejects
  friend bool operator==(const load_counts&, const load_counts&) = default;
};

// A file under way.
struct file_progress {
  std::string digest;  // of its bytes
  row_place at;        // the first row not yet read
  load_counts counts;
  std::uint64_t rejects_bytes = 0, reasons_bytes = 0;  // how much of what stands in those files is true
};

struct spool_state {
  std::uint64_t epoch = 0;  // 0: this spool has never sent anything
  std::uint64_t next_sequence = 1;
  std::uint64_t memory_bytes = 0;  // how much of what stands in the memory file is true
  std::optional<file_progress> file;
  std::set<std::uint64_t> acked;  // counted already, their bytes perhaps not yet removed
};

class spool {
 public:
  // Refused: source_name_wrong, load_running. Throws std::runtime_error when the disk does not let us.
  static core::result<spool> open(const std::filesystem::path& dir, const std::string& source);
  spool(spool&& other) noexcept;
  spool& operator=(spool&&) = delete;
  ~spool();

  [[nodiscard]] spool_state& state() { return state_; }
  void save();  // the state, durably

  // A batch's bytes, durably, before it is sent.
  void keep_batch(std::uint64_t sequence, const std::string& raw);
  void drop_batch(std::uint64_t sequence);
  [[nodiscard]] std::map<std::uint64_t, std::string> kept_batches()
      const;  // below next_sequence; others were never sent

  // What a layout remembers of records that are halves: lines, begun anew with each file. True once save() is called.
  [[nodiscard]] std::string memory() const;
  void append_memory(const std::string& lines);
  void replace_memory(const std::string& lines);

  // What a numbered file says about those before it. Told once a file; the alarms stay until a person has seen them.
  std::vector<std::string> note_number(const file_number& of, const numbered_file& read, core::instant now);

  [[nodiscard]] bool is_done(const std::string& digest) const;
  void note_done(const std::string& digest, const std::string& name, const load_counts& counts, core::instant at);

  [[nodiscard]] std::filesystem::path rejects_path(const std::string& file_name, const std::string& digest) const;

 private:
  spool(std::filesystem::path dir, int lock) : dir_{std::move(dir)}, lock_{lock} {}
  [[nodiscard]] std::filesystem::path batch_path(std::uint64_t sequence) const;

  std::filesystem::path dir_;
  int lock_;  // a locked file descriptor; -1 after a move
  spool_state state_;
};

// BLAKE2b of a file's bytes, in hex. Throws std::system_error when it cannot be read.
std::string digest_of_file(const std::filesystem::path& file);

}  // namespace cdr_files
