// Reading and writing instants. Strict: a date that does not exist is refused, not mended.
#include "core/instant.hpp"

#include <fmt/format.h>

#include <charconv>

namespace core {
namespace {

// Takes exactly `count` digits off the front; -1 when they are not there.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// Up to six digits of a fraction; more are refused rather than rounded.
std::optional<int> take_fraction_micros(std::string_view& text) {
  int micros = 0, digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (++digits > 6) return std::nullopt;
    micros = micros * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 6; ++digits) micros *= 10;
  return micros;
}

// `Z`, `+03`, `+0300`, `+03:00`.
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return std::chrono::minutes{0};
  bool minus = !text.empty() && text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  int hours = take_digits(text, 2), minutes = 0;
  if (hours < 0 || hours > 15) return std::nullopt;
  if (!text.empty()) {
    take(text, ':');
    minutes = take_digits(text, 2);
    if (minutes < 0 || minutes > 59) return std::nullopt;
  }
  auto offset = std::chrono::minutes{hours * 60 + minutes};
  return minus ? -offset : offset;
}

}  // namespace

std::optional<instant> instant::parse(std::string_view text) {
  using namespace std::chrono;
  int y = take_digits(text, 4);
  if (y < 0 || !take(text, '-')) return std::nullopt;
  int mo = take_digits(text, 2);
  if (mo < 0 || !take(text, '-')) return std::nullopt;
  int d = take_digits(text, 2);
  if (d < 0 || (!take(text, 'T') && !take(text, ' '))) return std::nullopt;
  year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  int h = take_digits(text, 2);
  if (h < 0 || h > 23 || !take(text, ':')) return std::nullopt;
  int mi = take_digits(text, 2);
  if (mi < 0 || mi > 59) return std::nullopt;
  int s = 0, micros = 0;
  if (take(text, ':')) {
    s = take_digits(text, 2);
    if (s < 0 || s > 59) return std::nullopt;  // a leap second is not in any clock we meet
    if (take(text, '.')) {
      auto fraction = take_fraction_micros(text);
      if (!fraction) return std::nullopt;
      micros = *fraction;
    }
  }
  auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  auto at = sys_days{date} + hours{h} + minutes{mi} + seconds{s} + microseconds{micros} - *offset;
  return instant{at};
}

std::string instant::text() const {
  using namespace std::chrono;
  auto date = floor<days>(at_);
  year_month_day ymd{date};
  auto rest = at_ - date;
  auto whole = duration_cast<seconds>(rest);
  auto micros = (rest - whole).count();
  auto out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int{ymd.year()}, unsigned{ymd.month()},
                         unsigned{ymd.day()}, whole.count() / 3600, whole.count() / 60 % 60, whole.count() % 60);
  if (micros != 0) out += fmt::format(".{:06}", micros);
  return out + "Z";
}

instant system_clock::now() const {
  return instant{std::chrono::floor<duration>(std::chrono::system_clock::now())};
}

}  // namespace core
