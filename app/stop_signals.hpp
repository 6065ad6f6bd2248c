// The signals that ask a long-running command to stop. They come to whoever waits for them, by sigwait: no handler, no race.
#pragma once

#include <signal.h>

#include <initializer_list>

namespace app {

// Blocks them for this thread and all it will start; to be called before any thread is made. Answers which they are.
inline sigset_t block_stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (int each : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, each);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

}  // namespace app
