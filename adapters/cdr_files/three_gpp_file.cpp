// TS 32.297 6.1. Every length is checked against the bytes that are there; what cannot be skipped ends the file as one reject.
#include "adapters/cdr_files/three_gpp_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <istream>

#include "adapters/cdr_files/ber.hpp"
#include "adapters/cdr_files/refusals.hpp"

namespace cdr_files {
namespace {

constexpr std::size_t header_least = 50;  // up to the length of the routeing filter
constexpr std::size_t header_most = 140'000;  // with a filter and a private extension of 65535 each
constexpr std::uint32_t unknown_length = 0xffff'ffff;

std::uint32_t number_at(std::string_view in, std::size_t at, int octets) {
  std::uint32_t out = 0;
  for (int i = 0; i < octets; ++i) out = out << 8 | static_cast<unsigned char>(in[at + static_cast<std::size_t>(i)]);
  return out;
}

std::uint64_t size_of(std::istream& in) {
  in.clear();
  in.seekg(0, std::ios::end);
  return static_cast<std::uint64_t>(in.tellg());
}

std::string bytes_at(std::istream& in, std::uint64_t at, std::size_t count) {
  std::string out(count, '\0');
  in.clear();
  in.seekg(static_cast<std::streamoff>(at));
  in.read(out.data(), static_cast<std::streamsize>(count));
  out.resize(static_cast<std::size_t>(in.gcount()));
  return out;
}

// 6.1.1: four octets of ones and an IPv6 address, or one with IPv4 in its end; some write the four octets first.
std::string node_text(std::string_view address) {
  auto text = [](std::string_view v4) {
    return fmt::format("{}.{}.{}.{}", static_cast<unsigned char>(v4[0]), static_cast<unsigned char>(v4[1]),
                       static_cast<unsigned char>(v4[2]), static_cast<unsigned char>(v4[3]));
  };
  auto all = [](std::string_view in, char what) { return in.find_first_not_of(what) == std::string_view::npos; };
  if (all(address.substr(4), '\0') || all(address.substr(4), '\xff')) return text(address.substr(0, 4));
  if (all(address.substr(4, 10), '\0')) return text(address.substr(16));
  std::string out;
  for (std::size_t i = 4; i < 20; i += 2) out += fmt::format("{}{:x}", i == 4 ? "" : ":", number_at(address, i, 2));
  return out;
}

// 6.1.1.13: the top bit says that the number is exact; 0x80 and 0xff are at least one and at least 127.
std::uint32_t lost_from(std::uint32_t octet) {
  if (octet == 0x80) return 1;
  return octet & 0x7f;
}

class pieces : public record_reader {
 public:
  pieces(std::istream& in, row_place from, std::uint64_t end) : in_{in}, here_{from}, end_{end} {}
  [[nodiscard]] row_place here() const override { return here_; }

 protected:
  void begin(row& into) const {
    into = {};
    into.at = here_;
  }
  bool finish(row& into, std::uint64_t size) {
    here_.offset += size;
    ++here_.line;
    into.next = here_;
    return true;
  }
  // What is left cannot be cut into records.
  bool give_rest(row& into, std::string why) {
    into.raw = bytes_at(in_, here_.offset, static_cast<std::size_t>(std::min<std::uint64_t>(end_ - here_.offset, row_bytes_max)));
    into.wrong = std::move(why);
    return finish(into, end_ - here_.offset);
  }
  std::istream& in_;
  row_place here_;
  std::uint64_t end_;
};

class headed_records final : public pieces {
 public:
  headed_records(std::istream& in, row_place from, std::uint64_t stated_end, std::uint64_t end)
      : pieces{in, from, end}, stated_end_{stated_end} {}

  // 6.1.2: length, release and version, format and specification, and from release 10 on one octet more.
  bool next(row& into) override {
    if (here_.offset >= end_) return false;
    begin(into);
    if (here_.offset >= stated_end_) return give_rest(into, "the file is longer than its header says");
    auto head = bytes_at(in_, here_.offset, 5);
    if (head.size() < 4) return give_rest(into, "the file ends within a record's header");
    std::size_t length = number_at(head, 0, 2), head_size = number_at(head, 2, 1) >> 5 == 7 ? 5 : 4;
    if (head_size + length > end_ - here_.offset || length == 0)
      return give_rest(into, fmt::format("a record's header says {} bytes, the file has {} more", length, end_ - here_.offset));
    into.raw = bytes_at(in_, here_.offset + head_size, length);
    if (auto format = number_at(head, 3, 1) >> 5; format != 1)
      into.wrong = fmt::format("the record's header says format {}; only 1, BER, is read", format);
    return finish(into, head_size + length);
  }

 private:
  std::uint64_t stated_end_;
};

class bare_records final : public pieces {
 public:
  using pieces::pieces;

  // Some elements fill their blocks with zeros or ones.
  bool next(row& into) override {
    auto front = bytes_at(in_, here_.offset, 2 * row_bytes_max);
    auto filler = front.find_first_not_of(std::string_view{"\0\xff", 2});
    while (filler == std::string::npos && !front.empty()) {
      here_.offset += front.size();
      front = bytes_at(in_, here_.offset, 2 * row_bytes_max);
      filler = front.find_first_not_of(std::string_view{"\0\xff", 2});
    }
    if (front.empty()) return false;
    here_.offset += filler;
    begin(into);
    auto size = ber_size(std::string_view{front}.substr(filler));
    if (!size || *size > row_bytes_max) return give_rest(into, "here begins no whole record: its length leads past the end, or is none");
    into.raw = front.substr(filler, *size);
    return finish(into, *size);
  }
};

class hexadecimal_records final : public record_reader {
 public:
  hexadecimal_records(std::istream& in, row_place from) : lines_{in, {'\n', false, "#"}, from} {}
  [[nodiscard]] row_place here() const override { return lines_.here(); }

  bool next(row& into) override {
    if (!lines_.next(into)) return false;
    std::string bytes;
    for (std::size_t i = 0; i < into.raw.size() && into.wrong.empty(); i += 2) {
      unsigned value = 0;
      auto pair = std::string_view{into.raw}.substr(i, 2);
      for (char c : pair) value = value << 4 | digit(c, into.wrong);
      if (pair.size() < 2) into.wrong = "a line of hexadecimal digits has an odd number of them";
      bytes += static_cast<char>(value);
    }
    into.raw = std::move(bytes);
    return true;
  }

 private:
  static unsigned digit(char c, std::string& wrong) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    wrong = "a line is no line of hexadecimal digits";
    return 0;
  }
  row_reader lines_;
};

core::result<three_gpp_start> open_headed(std::istream& in, row_place from, std::string_view front, std::uint64_t size) {
  if (front.size() < header_least) return file_incomplete.because(fmt::format("It has {} bytes; a header of TS 32.297 has {}.", front.size(), header_least));
  auto stated = number_at(front, 0, 4), header = number_at(front, 4, 4);
  if (header < header_least || header > header_most)
    return header_wrong.because(fmt::format("It begins with no header of TS 32.297 (one of {} bytes?) and with no record of TS 32.298.", header));
  if (stated != unknown_length && size < stated) return file_incomplete.because(fmt::format("It says {} bytes and has {}.", stated, size));
  if (stated < header || size < header) return header_wrong.because("The length it states is shorter than its header.");
  std::uint64_t stated_end = stated == unknown_length ? size : stated;
  row_place begin{header, 1};
  three_gpp_start out;
  out.numbered = file_number{node_text(front.substr(27, 20)), number_at(front, 22, 4), number_at(front, 18, 4), lost_from(number_at(front, 47, 1))};
  out.records = std::make_unique<headed_records>(in, from.offset > header ? from : begin, stated_end, size);
  return out;
}

}  // namespace

core::result<three_gpp_start> open_three_gpp(std::istream& in, row_place from) {
  auto size = size_of(in);
  auto front = bytes_at(in, 0, 64);
  three_gpp_start out;
  auto first = front.empty() ? 0u : static_cast<unsigned char>(front[0]);
  bool text = std::all_of(front.begin(), front.end(), [](char c) { return std::string_view{"0123456789abcdefABCDEF\r\n#"}.find(c) != std::string_view::npos; });
  if (!front.empty() && first >= 0xa0 && first <= 0xbf)  // a context tag around a record; a file of that length there is none
    out.records = std::make_unique<bare_records>(in, from, size);
  else if (text)
    out.records = std::make_unique<hexadecimal_records>(in, from);
  else
    return open_headed(in, from, front, size);
  return out;
}

}  // namespace cdr_files
