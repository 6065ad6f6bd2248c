// How one sort of file says what was used: from a record to usage, or a reason why not.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/cdr_files/row_reader.hpp"
#include "bus/usage_sink.hpp"
#include "core/refusal.hpp"
#include "core/zone.hpp"

namespace cdr_files {

// As bus::usage_record, owning its texts.
struct usage {
  std::string record_key, subscriber, other_party, network, charging_id;
  bus::usage_service service = bus::usage_service::voice;
  bus::usage_subscriber_kind subscriber_kind = bus::usage_subscriber_kind::msisdn;
  bus::usage_direction direction = bus::usage_direction::originated;
  core::instant start;
  std::int64_t quantity = 0;
  bus::usage_part part = bus::usage_part::whole;
  core::instant ended;
  std::uint32_t part_number = 0;

  [[nodiscard]] bus::usage_record view() const;
  friend bool operator==(const usage&, const usage&) = default;
};

// A record that is rightly no usage: a call nobody answered, a row a skip rule names.
struct passed_over {};

// A record that should have been usage. The reason says what is wrong and how to mend it; never whose it is.
struct reject {
  std::string reason;
};

// A record that is half of something: the layout remembers it until the other half comes.
struct laid_by {};

using reading = std::variant<usage, passed_over, reject, laid_by>;

// A record that was laid by, and the other half never came.
struct given_up {
  std::string raw, reason;
};

// What a file says about itself and its element, where it does: TS 32.297's header.
struct file_number {
  std::string node;
  std::uint32_t sequence = 0;
  std::uint32_t records = 0;
  std::uint32_t lost_records = 0;  // that the element could not write; at least so many
};

class layout {
 public:
  virtual ~layout() = default;
  // Begins a file and reads on from `from`: its beginning, or a record's `next`. Refused: header_wrong, file_incomplete.
  virtual core::result<std::unique_ptr<record_reader>> open(std::istream& in, row_place from) = 0;
  virtual reading read(const row& from) = 0;

  // How a rejected record is written down to be mended, and what stands before the first.
  [[nodiscard]] virtual std::string as_it_stood(const row& of) const { return of.raw + "\n"; }
  [[nodiscard]] virtual std::string head() const { return {}; }
  [[nodiscard]] virtual std::string_view place_word() const { return "line"; }
  [[nodiscard]] virtual std::optional<file_number> numbered() const { return {}; }  // of the file that was opened

  // A layout that puts records together remembers halves from file to file. It is told them again after a restart:
  // what changed its memory, and what it gave up, in the order in which it happened.
  [[nodiscard]] virtual bool changed_memory() const { return false; }  // by the last read()
  virtual std::vector<given_up> give_up() { return {}; }
  virtual void recall(const std::string& /*raw*/) {}
  virtual void forget(const std::string& /*raw*/) {}
  [[nodiscard]] virtual std::vector<std::string> remembered() const { return {}; }
};

// Rows of delimited text, after lines that mean nothing and perhaps a header.
class row_layout : public layout {
 public:
  core::result<std::unique_ptr<record_reader>> open(std::istream& in, row_place from) override;
  [[nodiscard]] std::string head() const override { return head_; }
  [[nodiscard]] virtual row_rules rows() const = 0;

 protected:
  [[nodiscard]] virtual std::size_t lines_before() const { return 0; }  // of the header, or of the first row
  [[nodiscard]] virtual bool has_header() const { return false; }
  // Told the header row before the first row of each file. Refused: header_wrong.
  virtual core::result<void> take_header(const row&) { return {}; }

 private:
  std::string head_;
};

// Every format there is, as the command line names it.
inline constexpr std::string_view formats[] = {"csv",  "fixed",  "asterisk", "freeswitch",
                                               "cucm", "kamailio", "detail",   "3gpp"};

// `csv` and `fixed` need a mapping (TOML, docs/operating/mediation.md); the others take one with a few words of their
// own. `default_zone` is where wall clock times are from when the mapping does not say. Refused: format_unknown,
// mapping_wrong with line and column.
core::result<std::unique_ptr<layout>> make_layout(std::string_view format, std::string_view mapping_toml,
                                                  const core::zone& default_zone);

}  // namespace cdr_files
