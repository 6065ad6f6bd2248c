// `abonent usage watch`: a folder whose files are loaded as they come, until it is told to stop.
#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <cstdio>

#include "adapters/cdr_files/refusals.hpp"
#include "adapters/cdr_files/watch_folder.hpp"
#include "app/stop_signals.hpp"
#include "app/usage_command.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

struct watch_options : usage_options {
  std::string folder, loaded_to;
  int settle_seconds = 5;
};

// True when somebody asked us to stop while we waited.
bool stopped_within(const sigset_t& asked_by, std::chrono::seconds wait) {
  timespec most{wait.count(), 0};
  return sigtimedwait(&asked_by, nullptr, &most) > 0;
}

// One look. False: billing could not be reached, and the next look asks anew where it is.
bool look(cdr_files::folder_watch& watch, bus::usage_client& to, cdr_files::layout& by, bool json) {
  auto progress = [](const cdr_files::load_counts& c) { fmt::print(stderr, "\r{} rows", c.rows); };
  bool reached = true;
  for (const auto& each : watch.look(to, by, std::chrono::steady_clock::now(), progress)) {
    tell_loaded(each.file.filename().string(), each.answer, json);
    reached = each.answer || each.answer.error() != cdr_files::billing_silent;
  }
  std::fflush(stdout);
  return reached;
}

// A kill is answered here as everywhere: the file goes on at the record where it stopped, when we are started again.
int watch(command_line& line, const watch_options& asked) {
  auto stops = block_stop_signals();
  auto with = line.configuration();
  auto layout = layout_for(with, asked);
  if (!layout) return 1;
  cdr_files::folder_watch folder{{{asked.source, with.data_dir / "spool"}, asked.folder, asked.loaded_to, std::chrono::seconds{asked.settle_seconds}}};
  bus::context context;
  std::unique_ptr<bus::usage_client> to;
  fmt::print(stderr, "watching {}\n", asked.folder);
  do {
    try {
      if (!to) to = usage_client_for(context, with, asked);
      if (!look(folder, *to, *layout, line.json)) to.reset();
    } catch (const std::exception& failure) {  // the operator is away, or the disk is full: files wait
      fmt::print(stderr, "{}\n", failure.what());
      to.reset();
    }
  } while (!stopped_within(stops, to ? 1s : 10s));
  return 0;
}

}  // namespace

void add_usage_watch(CLI::App& usage, command_line& line) {
  auto* it = usage.add_subcommand("watch", "Load the files that come into a folder, each once, until told to stop");
  add_common_options(*it, line);
  auto options = std::make_shared<watch_options>();
  add_source_options(*it, *options);
  it->add_option("--folder", options->folder, "the folder")->required()->check(CLI::ExistingDirectory);
  it->add_option("--loaded", options->loaded_to, "where files go that are done with; else they stay where they are");
  it->add_option("--settle-seconds", options->settle_seconds, "a file that has not changed for so long is whole")->check(CLI::Range(1, 86'400));
  it->callback([&line, options] { line.chosen = [&line, options] { return watch(line, *options); }; });
}

}  // namespace app
