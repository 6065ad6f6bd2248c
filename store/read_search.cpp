// What a typed text can mean: pure, so that every way of writing a number is a line in a test.
#include <algorithm>

#include "core/identity.hpp"
#include "store/fold.hpp"
#include "store/operator_settings.hpp"
#include "store/search.hpp"

namespace store {
namespace {

constexpr std::size_t longest_query = 200, most_words = 4;
constexpr std::size_t shortest_ending = 4, longest_ending = 12;  // of an E.164 number without its country
constexpr std::size_t shortest_number_beginning = 5, shortest_card_beginning = 8, shortest_code_beginning = 3;
constexpr std::size_t shortest_document = 6;

std::string_view trimmed(std::string_view text) {
  auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

// The digits, when there is nothing else but what people put between them.
std::optional<std::string> only_digits(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= '0' && c <= '9')
      out += c;
    else if (std::string_view{" \t()-./+\xC2\xA0"}.find(c) == std::string_view::npos)
      return std::nullopt;
  }
  if (out.empty()) return std::nullopt;
  return out;
}

class reading {
 public:
  explicit reading(search_meaning& into) : into_{into} {}

  void exact(identifier_kind kind, std::string norm) { add(into_.exact, kind, std::move(norm)); }
  void beginning(identifier_kind kind, std::string norm, std::size_t shortest) {
    if (norm.size() >= shortest) add(into_.beginning, kind, std::move(norm));
  }

 private:
  static void add(std::vector<identifier_value>& to, identifier_kind kind, std::string norm) {
    bool there = std::any_of(to.begin(), to.end(), [&](const auto& it) { return it.kind == kind && it.norm == norm; });
    if (!norm.empty() && !there) to.push_back({kind, std::move(norm)});
  }
  search_meaning& into_;
};

// Contract, document, outside id, login: codes of any shape.
void read_code(reading& it, std::string_view text) {
  auto tidy = tidy_code(text);
  it.exact(identifier_kind::contract, tidy);
  if (tidy.size() >= shortest_document && !operator_now().document_key.empty())
    it.exact(identifier_kind::document, document_norm(text));
  it.exact(identifier_kind::external, std::string{text});
  it.exact(identifier_kind::login, std::string{text});
  it.beginning(identifier_kind::contract, tidy, shortest_code_beginning);
}

void read_card(reading& it, const std::string& digits) {
  if (auto card = core::iccid::parse(digits)) it.exact(identifier_kind::iccid, std::string{card->digits()});
  // Nineteen digits may be a card of twenty whose check digit the scanner dropped.
  if (digits.size() == 19)
    if (auto card = core::iccid::parse(digits + core::luhn_digit(digits)))
      it.exact(identifier_kind::iccid, std::string{card->digits()});
  it.beginning(identifier_kind::iccid, digits, shortest_card_beginning);
}

// A number being typed: the first digits as E.164, as the country writes them, and with its trunk or exit prefix.
void read_first_digits(reading& it, const core::numbering_plan& plan, const std::string& digits, bool plus) {
  auto begins = [&](std::string number) {
    it.beginning(identifier_kind::msisdn, std::move(number), shortest_number_beginning);
  };
  begins(digits);
  if (plus) return;
  begins(plan.country_code + digits);
  if (!plan.national_prefix.empty() && digits.starts_with(plan.national_prefix))
    begins(plan.country_code + digits.substr(plan.national_prefix.size()));
  if (!plan.international_prefix.empty() && digits.starts_with(plan.international_prefix))
    begins(digits.substr(plan.international_prefix.size()));
}

void read_digits(search_meaning& out, const core::numbering_plan& plan, std::string_view text,
                 const std::string& digits) {
  reading it{out};
  bool plus = text.starts_with('+');
  if (auto number = plan.normalise(text)) it.exact(identifier_kind::msisdn, std::string{number->digits()});
  if (auto card = core::imsi::parse(digits)) it.exact(identifier_kind::imsi, std::string{card->digits()});
  read_card(it, digits);
  read_first_digits(it, plan, digits, plus);
  it.beginning(identifier_kind::imsi, digits, shortest_card_beginning);
  if (!plus && digits.size() >= shortest_ending && digits.size() <= longest_ending) out.ending = digits;
}

}  // namespace

search_meaning read_search(const core::numbering_plan& plan, std::string_view typed) {
  search_meaning out;
  auto text = trimmed(typed);
  if (text.empty() || text.size() > longest_query) return out;
  reading it{out};
  if (auto digits = only_digits(text)) {
    read_digits(out, plan, text, *digits);
    read_code(it, text);
    return out;
  }
  if (text.find('@') != std::string_view::npos) {
    auto address = tidy_email(text);
    it.exact(identifier_kind::email, address);
    it.exact(identifier_kind::login, std::string{text});
    it.exact(identifier_kind::external, std::string{text});
    it.beginning(identifier_kind::email, address, shortest_code_beginning);
    return out;
  }
  if (text.find_first_of("0123456789") != std::string_view::npos || text.find_first_of(" \t") == std::string_view::npos)
    read_code(it, text);
  if (text.find_first_of(" \t") == std::string_view::npos)
    it.beginning(identifier_kind::email, tidy_email(text), shortest_code_beginning);
  out.words = words_of(fold(text));
  std::stable_sort(out.words.begin(), out.words.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  if (out.words.size() > most_words) out.words.resize(most_words);
  return out;
}

}  // namespace store
