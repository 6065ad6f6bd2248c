// One card after the other: known? to the network; into stock in pieces.
#include "activation/load_sims.hpp"

#include "activation/activation_sql.hpp"
#include "activation/vendor_file.hpp"

namespace activation {
namespace {

constexpr std::size_t piece = 200;  // what a crash makes the next load send again


class sim_loader {
 public:
  sim_loader(db::access room, network_port& network, core::instant now) : room_{room}, network_{&network}, now_{now} {}

  // False: the network is not there, and going on is of no use.
  bool take(const vendor_file::line& line) {
    if (const auto* wrong = std::get_if<std::string>(&line.card)) return reject(line.number, *wrong);
    const auto& card = std::get<vendor_card>(line.card);
    auto known = find(card);
    if (known == knowledge::same) ++report_.already_there;
    if (known == knowledge::other) return reject(line.number, "pair_differs");
    if (known != knowledge::none) return true;
    auto answer = network_->load_card(card.imsi, card.keys);
    if (answer.outcome == network_outcome::refused) return reject(line.number, answer.reason);
    if (answer.outcome != network_outcome::done) return stop(line.number, answer.reason);
    keep(card);
    return true;
  }
  load_report finish() {
    flush();
    return std::move(report_);
  }

 private:
  enum class knowledge { none, same, other };

  knowledge find(const vendor_card& card) {
    auto rows = room_.read([&](db::tx& t) { return t.exec(sql::find_cards, card.iccid, card.imsi); });
    bool waiting = false;
    for (std::size_t i = 0; i < iccids_.size(); ++i) {
      if (iccids_[i] != card.iccid.digits() && imsis_[i] != card.imsi.digits()) continue;
      if (iccids_[i] != card.iccid.digits() || imsis_[i] != card.imsi.digits()) return knowledge::other;
      waiting = true;
    }
    if (rows.empty()) return waiting ? knowledge::same : knowledge::none;
    bool same = rows.size() == 1 && rows[0].get<core::iccid>("iccid") == card.iccid && rows[0].get<core::imsi>("imsi") == card.imsi;
    return same ? knowledge::same : knowledge::other;
  }
  void keep(const vendor_card& card) {
    iccids_.emplace_back(card.iccid.digits());
    imsis_.emplace_back(card.imsi.digits());
    if (iccids_.size() >= piece) flush();
  }
  void flush() {
    if (iccids_.empty()) return;
    auto written = room_.transact([&](db::tx& t) { return t.change(sql::load_sims, iccids_, imsis_, now_); });
    report_.loaded += static_cast<std::size_t>(written);
    report_.already_there += iccids_.size() - static_cast<std::size_t>(written);  // another load of the same file
    iccids_.clear();
    imsis_.clear();
  }
  bool reject(std::size_t line, const std::string& reason) {
    report_.rejects.push_back({line, reason});
    return true;
  }
  bool stop(std::size_t line, const std::string& reason) {
    reject(line, reason);
    report_.whole = false;
    return false;
  }

  db::access room_;
  network_port* network_;
  core::instant now_;
  std::vector<std::string> iccids_, imsis_;  // loaded into the network, not yet in stock
  load_report report_;
};

}  // namespace

core::result<load_report> load_sims(db::access room, network_port& network, core::instant now, std::istream& file) {
  auto cards = vendor_file::open(file);
  if (!cards) return cards.error();
  sim_loader loader{room, network, now};
  while (auto line = cards->next())
    if (!loader.take(*line)) break;
  return loader.finish();
}

}  // namespace activation
