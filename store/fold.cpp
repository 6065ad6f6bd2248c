// Folding by Unicode's own decomposition, a table for Cyrillic, and ICU's transliterator for every other script.
#include "store/fold.hpp"

#include <sodium.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "store/operator_settings.hpp"

namespace store {
namespace {

// How a letter is read: as a passport writes it, or as people write it in letters and chats.
enum class reading { passport, everyday };

struct letter {
  char32_t from;
  const char* passport;
  const char* everyday;
};

// ICAO Doc 9303-3 section 6, table B, for the letters of Russian, Ukrainian and Belarusian; and the Latin letters that
// Unicode does not decompose. `j` and `y` are written `i` here already.
constexpr letter letters[] = {
    {U'а', "a", "a"},   {U'б', "b", "b"},      {U'в', "v", "v"},    {U'г', "g", "g"},  {U'ґ', "g", "g"},
    {U'д', "d", "d"},   {U'е', "e", "e"},      {U'ё', "e", "io"},   {U'є', "ie", "e"}, {U'ж', "zh", "zh"},
    {U'з', "z", "z"},   {U'и', "i", "i"},      {U'й', "i", "i"},    {U'і', "i", "i"},  {U'ї', "i", "i"},
    {U'к', "k", "k"},   {U'л', "l", "l"},      {U'м', "m", "m"},    {U'н', "n", "n"},  {U'о', "o", "o"},
    {U'п', "p", "p"},   {U'р', "r", "r"},      {U'с', "s", "s"},    {U'т', "t", "t"},  {U'у', "u", "u"},
    {U'ў', "u", "u"},   {U'ф', "f", "f"},      {U'х', "kh", "h"},   {U'ц', "ts", "c"}, {U'ч', "ch", "ch"},
    {U'ш', "sh", "sh"}, {U'щ', "shch", "sch"}, {U'ъ', "", ""},      {U'ы', "i", "i"},  {U'ь', "", ""},
    {U'э', "e", "e"},   {U'ю', "iu", "iu"},    {U'я', "ia", "ia"},  {U'ł', "l", "l"},  {U'đ', "d", "d"},
    {U'ø', "o", "o"},   {U'ß', "ss", "ss"},    {U'æ', "ae", "e"},   {U'œ', "oe", "e"}, {U'ı', "i", "i"},
    {U'þ', "th", "t"},  {U'ð', "d", "d"},      {U'\u2019', "", ""}, {U'\'', "", ""},   {U'`', "", ""},
};

const letter* find_letter(char32_t c) {
  for (const auto& each : letters)
    if (each.from == c) return &each;
  return nullptr;
}

const icu::Normalizer2& decomposition() {
  UErrorCode error = U_ZERO_ERROR;
  const auto* it = icu::Normalizer2::getNFKDInstance(error);
  if (U_FAILURE(error)) throw std::runtime_error{"ICU has no NFKD data"};
  return *it;
}

// Georgian, Greek, Arabic and the rest. Made once; its const calls are safe from many threads.
const icu::Transliterator& to_latin() {
  static const std::unique_ptr<icu::Transliterator> it = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made{
        icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, error)};
    if (U_FAILURE(error)) throw std::runtime_error{"ICU has no transliteration to Latin"};
    return made;
  }();
  return *it;
}

// Lower-case code points; composed, so that ё and й are letters of their own.
std::u32string lowered(std::string_view text) {
  auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
  unicode.foldCase();
  UErrorCode error = U_ZERO_ERROR;
  unicode = icu::Normalizer2::getNFKCInstance(error)->normalize(unicode, error);
  std::u32string out;
  for (std::int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1))
    out += static_cast<char32_t>(unicode.char32At(i));
  return out;
}

// The plain letters of one code point of no table: its base letter without marks, or its sound in Latin.
std::string plain(char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString one{static_cast<UChar32>(c)};
  auto parts = decomposition().normalize(one, error);
  char32_t base = static_cast<char32_t>(parts.char32At(0));
  if (const auto* known = find_letter(base)) return known->passport;
  if (base >= 128) {
    to_latin().transliterate(one);
    parts = one;
  }
  std::string out;
  for (std::int32_t i = 0; i < parts.length(); ++i) {
    char32_t each = static_cast<char32_t>(parts.char32At(i));
    if ((each >= U'a' && each <= U'z') || (each >= U'0' && each <= U'9')) out += static_cast<char>(each);
  }
  return out;
}

bool is_mark(char32_t c) { return u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK; }
bool belongs_to_word(char32_t c) { return u_isalnum(static_cast<UChar32>(c)) || is_mark(c) || find_letter(c); }

void append_letter(std::string& out, char c) {
  if (c == 'j' || c == 'y') c = 'i';
  if (c == 'w') c = 'v';
  if (c == 'i' && !out.empty() && out.back() == 'i') return;  // Дмитрий, Dmitriy, Dmitry
  out += c;
}

std::string fold_word(std::u32string_view word, reading as) {
  std::string out;
  for (char32_t c : word) {
    if (is_mark(c)) continue;
    const auto* known = find_letter(c);
    std::string piece;
    if (known)
      piece = as == reading::passport ? known->passport : known->everyday;
    else
      piece = c < 128 ? std::string(1, static_cast<char>(c)) : plain(c);
    for (char each : piece) append_letter(out, each);
  }
  return out;
}

std::vector<std::u32string> split_words(std::string_view text) {
  std::vector<std::u32string> out;
  bool inside = false;
  for (char32_t c : lowered(text)) {
    bool letter_here = belongs_to_word(c);
    if (letter_here && !inside) out.emplace_back();
    if (letter_here) out.back() += c;
    inside = letter_here;
  }
  return out;
}

void replace_all(std::string& in, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = in.find(what, at)) != std::string::npos; at += with.size())
    in.replace(at, what.size(), with);
}

// A Latin name as a Russian would write it down after hearing it, in the passport spelling of fold(): `Szczepaniak` is
// Щепаняк. Polish digraphs; c as ts, x as ks; the y and j before a vowel that Cyrillic writes as one letter.
std::string heard(std::string word) {
  replace_all(word, "sz", "sh");
  replace_all(word, "cz", "ch");
  replace_all(word, "rz", "zh");
  replace_all(word, "x", "ks");
  replace_all(word, "io", "e");
  if (word.starts_with("ie")) word.erase(0, 1);
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    out += word[i];
    if (word[i] == 'c' && (i + 1 == word.size() || (word[i + 1] != 'h' && word[i + 1] != 'k')))
      out.back() = 't', out += 's';
  }
  return out;
}

// The same where Polish letters say more than the plain ones they are folded to: Wiśniewska is Вишневская, Żukowski is
// Жуковский, Dąbrowska is Домбровская; and a family name in -ska ends in -ская.
std::string heard_in_polish(std::u32string_view word) {
  std::u32string spelt;
  for (std::size_t i = 0; i < word.size(); ++i) {
    bool lips = i + 1 < word.size() && (word[i + 1] == U'b' || word[i + 1] == U'p');
    if (word[i] == U'ś')
      spelt += U"sz";
    else if (word[i] == U'ż')
      spelt += U"rz";
    else if (word[i] == U'ą' || word[i] == U'ę')
      spelt += std::u32string{word[i] == U'ą' ? U"o" : U"e"} + (lips ? U"m" : U"n");
    else
      spelt += word[i];
  }
  auto out = heard(fold_word(spelt, reading::passport));
  replace_all(out, "ie", "e");
  if (out.ends_with("ska")) out += "ia";
  return out;
}

// A Cyrillic name as people spell it in Latin letters: Харламов, Harlamov; Елена, Yelena; Алексей, Alexey.
std::string everyday(std::u32string_view word) {
  std::string out = fold_word(word, reading::everyday);
  replace_all(out, "ks", "x");
  if (word.front() == U'е') out.insert(0, "i");
  return out;
}

bool is_cyrillic(std::u32string_view word) {
  return std::any_of(word.begin(), word.end(), [](char32_t c) { return c >= 0x400 && c < 0x530; });
}

}  // namespace

std::string fold(std::string_view name) {
  std::string out;
  for (const auto& word : split_words(name)) {
    auto folded = fold_word(word, reading::passport);
    if (!folded.empty()) out += (out.empty() ? "" : " ") + folded;
  }
  return out;
}

std::string searchable_name(std::string_view name) {
  std::vector<std::string> kept;
  auto keep = [&](std::string word) {
    if (!word.empty() && std::find(kept.begin(), kept.end(), word) == kept.end()) kept.push_back(std::move(word));
  };
  for (const auto& word : split_words(name)) {
    auto folded = fold_word(word, reading::passport);
    keep(folded);
    keep(is_cyrillic(word) ? everyday(word) : heard(folded));
    if (!is_cyrillic(word)) keep(heard_in_polish(word));
  }
  std::string out = " ";
  for (const auto& word : kept) out += word + " ";
  return out;
}

std::vector<std::string> words_of(std::string_view folded) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < folded.size();) {
    auto end = std::min(folded.find(' ', at), folded.size());
    if (end > at) out.emplace_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string tidy_code(std::string_view code) {
  std::string out;
  for (const auto& word : split_words(code)) {
    icu::UnicodeString capitals;
    for (char32_t c : word)
      if (u_isalnum(static_cast<UChar32>(c))) capitals.append(static_cast<UChar32>(c));
    capitals.toUpper().toUTF8String(out);
  }
  return out;
}

std::string tidy_email(std::string_view email) {
  auto from = email.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  auto unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece{email.data() + from, static_cast<std::int32_t>(email.find_last_not_of(" \t\r\n") - from + 1)});
  std::string out;
  unicode.foldCase().toUTF8String(out);
  return out;
}

std::string document_norm(std::string_view number) {
  const auto& key = operator_now().document_key;
  if (key.empty()) throw std::logic_error{"documents are kept under a key, and the operator's settings hold none"};
  auto tidy = tidy_code(number);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(tidy.data()), tidy.size());
  unsigned char mac[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_final(&state, mac);
  char hex[2 * sizeof mac + 1];
  sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
  return hex;
}

}  // namespace store
