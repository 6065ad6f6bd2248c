// Writing to the disk so that it is there after a power cut. Every function throws std::system_error with the path.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace cdr_files {

std::string read_whole(const std::filesystem::path& file);  // empty when there is no such file
// All or nothing: a file of another name, then renamed.
void replace_durably(const std::filesystem::path& file, std::string_view text);
void append_durably(const std::filesystem::path& file, std::string_view text);
void remove_file(const std::filesystem::path& file);
void make_folder(
    const std::filesystem::path& dir);  // with all above it, readable by nobody else: the rows in it name people

}  // namespace cdr_files
