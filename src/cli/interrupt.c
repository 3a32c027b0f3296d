#include "interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

/* Shells add KILLED to a signal's number. What follows within TWICE_MS is the same signal to the process and to its
 * group, as timeout(1) sends it. */
enum { KILLED = 128, TWICE_MS = 100 };

static volatile sig_atomic_t caught;
static struct timespec first;

static long since_first_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long)(now.tv_sec - first.tv_sec) * 1000 + (now.tv_nsec - first.tv_nsec) / 1000000;
}

static void on_signal(int number)
{
  if (caught != 0 && since_first_ms() >= TWICE_MS)
    _exit(KILLED + number);
  if (caught == 0)
    clock_gettime(CLOCK_MONOTONIC, &first);
  caught = number;
}

/* Without SA_RESTART: what waits is woken up. */
static void catch_signal(int number)
{
  struct sigaction action = {.sa_handler = on_signal};
  struct sigaction before;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
  if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
    sigaction(number, &action, NULL);
}

void cli_interrupt_catch(void)
{
  catch_signal(SIGINT);
  catch_signal(SIGTERM);
}

bool cli_interrupted(void)
{
  return caught != 0;
}

cli_exit cli_interrupt_exit(void)
{
  return caught == SIGTERM ? CLI_TERMINATED : CLI_INTERRUPTED;
}
