/* Slows the monotonic clock of a program a hundredfold.
 *
 * Under valgrind a program runs about fifty times slower than by itself, so that its own
 * time-outs would strike where they never do, and what it does then would be counted. Preloaded,
 * this makes time pass as slowly as the program does. The wall clock is left alone. */

#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SLOWER = 100 };

int clock_gettime(clockid_t clock, struct timespec *time) {
    static struct timespec start;
    int failed = (int)syscall(SYS_clock_gettime, clock, time);
    if (failed != 0 || clock != CLOCK_MONOTONIC) {
        return failed;
    }
    if (start.tv_sec == 0) {
        start = *time;
    }
    long long passed = (long long)(time->tv_sec - start.tv_sec) * 1000000000LL
        + (time->tv_nsec - start.tv_nsec);
    long long now = (long long)start.tv_nsec + passed / SLOWER;
    time->tv_sec = start.tv_sec + (time_t)(now / 1000000000LL);
    time->tv_nsec = (long)(now % 1000000000LL);
    return 0;
}
