// Numbers in pieces that commit within a second.
#include "activation/load_numbers.hpp"

#include <algorithm>
#include <string>

#include "activation/activation_sql.hpp"
#include "activation/refusals.hpp"

namespace activation {
namespace {

constexpr std::size_t piece = 2'000;
constexpr std::uint64_t range_max = 1'000'000;

class number_loader {
 public:
  number_loader(db::access room, core::instant now) : room_{room}, now_{now} {}
  void add(const core::msisdn& it) {
    waiting_.emplace_back(it.digits());
    if (waiting_.size() >= piece) flush();
  }
  void reject(std::size_t line, std::string reason) { report_.rejects.push_back({line, std::move(reason)}); }
  load_report finish() {
    flush();
    return std::move(report_);
  }

 private:
  void flush() {
    if (waiting_.empty()) return;
    auto written = room_.transact([&](db::tx& t) { return t.change(sql::load_numbers, waiting_, now_); });
    report_.loaded += static_cast<std::size_t>(written);
    report_.already_there += waiting_.size() - static_cast<std::size_t>(written);
    waiting_.clear();
  }
  db::access room_;
  core::instant now_;
  std::vector<std::string> waiting_;
  load_report report_;
};

}  // namespace

load_report load_numbers(db::access room, core::instant now, std::istream& file, const core::numbering_plan& plan) {
  number_loader loader{room, now};
  std::string line;
  for (std::size_t at = 1; std::getline(file, line); ++at) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    if (auto it = plan.normalise(line))
      loader.add(*it);
    else
      loader.reject(at, "not_a_number");
  }
  return loader.finish();
}

core::result<load_report> load_number_range(db::access room, core::instant now, const core::msisdn& first, const core::msisdn& last) {
  bool sound = first.digits().size() == last.digits().size() && first <= last && last.number() - first.number() < range_max;
  if (!sound) return number_range_wrong;
  number_loader loader{room, now};
  for (auto n = first.number(); n <= last.number(); ++n) loader.add(core::msisdn::parse(std::to_string(n)).value());
  return loader.finish();
}

}  // namespace activation
