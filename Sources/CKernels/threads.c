// What a thread pool needs of the processor and the kernel.

#define _GNU_SOURCE
#include "CKernels.h"

#if defined(__linux__)
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#endif
#include <time.h>
#include <unistd.h>

int32_t wh_available_processors(void) {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
#endif
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int32_t)online : 1;
}

void wh_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

void wh_futex_wait(const uint32_t *address, uint32_t expected) {
#if defined(__linux__)
  syscall(SYS_futex, address, FUTEX_WAIT_PRIVATE, expected, 0, 0, 0);
#else
  // Without futexes sleepers poll; the caller checks its condition again in any case.
  (void)address, (void)expected;
  struct timespec moment = {0, 50000};
  nanosleep(&moment, 0);
#endif
}

void wh_futex_wake(const uint32_t *address, int32_t count) {
#if defined(__linux__)
  syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, count, 0, 0, 0);
#else
  (void)address, (void)count;
#endif
}
