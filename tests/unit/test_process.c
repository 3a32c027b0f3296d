#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "help.h"
#include "process.h"

enum { LONG_MS = 20000, SHORT_MS = 150 };

static const aca__ask patient = {.deadline = ACA__NEVER};

/* Runs a script of the shell, found on PATH as any other program. */
static aca_status run(const char *script, int64_t timeout_ms, const aca__ask *ask, aca__process *process)
{
  const char *const arguments[] = {"sh", "-c", script, NULL};
  return aca__process_run(arguments, timeout_ms, ask, process);
}

static void assert_end(const char *script, aca__process_end end, int code)
{
  aca__process process;
  assert_int_equal(run(script, LONG_MS, &patient, &process), ACA_OK);
  assert_int_equal(process.end, end);
  assert_int_equal(process.code, code);
  aca__process_free(&process);
}

/* The status when that is `expected`, and the process has not taken its time. */
static void assert_soon(const char *script, int64_t timeout_ms, const aca__ask *ask, aca_status expected,
                        aca__process_end end, const char *output)
{
  aca__process process;
  int64_t begun = aca__clock().ms;
  assert_int_equal(run(script, timeout_ms, ask, &process), expected);
  assert_true(aca__clock().ms - begun < LONG_MS / 2);
  if (expected == ACA_OK)
    assert_int_equal(process.end, end);
  if (output != NULL)
    assert_string_equal(process.output.data, output);
  aca__process_free(&process);
}

/* Those that stay open in other programs, or all. */
static int open_descriptors(bool inherited)
{
  int count = 0;
  for (int fd = 0; fd < 1024; fd++) {
    int flags = fcntl(fd, F_GETFD);
    count += flags >= 0 && !(inherited && (flags & FD_CLOEXEC) != 0);
  }
  return count;
}

/* ---- what comes back ---- */

static void gives_output_and_errors(void **state)
{
  (void)state;
  aca__process process;
  assert_int_equal(run("echo out; echo err >&2; exit 3", LONG_MS, &patient, &process), ACA_OK);
  assert_int_equal(process.end, ACA__PROCESS_ENDED);
  assert_int_equal(process.code, 3);
  assert_string_equal(process.output.data, "out\n");
  assert_true(process.output.secret);
  assert_string_equal(process.errors.data, "err\n");
  aca__process_free(&process);
}

static void tells_how_it_ended(void **state)
{
  (void)state;
  assert_end("exit 0", ACA__PROCESS_ENDED, 0);
  assert_end("exit 127", ACA__PROCESS_ENDED, 127);
  assert_end("kill -TERM $$", ACA__PROCESS_KILLED, SIGTERM);
  assert_end("kill -KILL $$", ACA__PROCESS_KILLED, SIGKILL);
}

static void gives_long_output_whole(void **state)
{
  (void)state;
  aca__process process;
  assert_int_equal(run("head -c 1048576 /dev/zero | tr '\\0' x", LONG_MS, &patient, &process), ACA_OK);
  assert_int_equal(process.end, ACA__PROCESS_ENDED);
  assert_int_equal(process.output.length, 1048576);
  aca__process_free(&process);
}

static void stops_what_prints_more_than_an_answer(void **state)
{
  (void)state;
  assert_soon("yes", LONG_MS, &patient, ACA_OK, ACA__PROCESS_LOUD, NULL);
  assert_soon("head -c 1048577 /dev/zero", LONG_MS, &patient, ACA_OK, ACA__PROCESS_LOUD, NULL);
}

static void keeps_the_beginning_of_errors_alone(void **state)
{
  (void)state;
  aca__process process;
  assert_int_equal(run("echo first >&2; head -c 300000 /dev/zero | tr '\\0' x >&2; echo out", LONG_MS, &patient, &process),
                   ACA_OK);
  assert_int_equal(process.end, ACA__PROCESS_ENDED);
  assert_memory_equal(process.errors.data, "first\nxxx", 9);
  assert_int_equal(process.errors.length, process.errors.limit);
  assert_string_equal(process.output.data, "out\n");
  aca__process_free(&process);
  assert_soon("yes >&2", SHORT_MS, &patient, ACA_OK, ACA__PROCESS_SLOW, NULL);
}

/* ---- what may hang ---- */

static void ends_what_takes_too_long(void **state)
{
  (void)state;
  assert_soon("sleep 30", SHORT_MS, &patient, ACA_OK, ACA__PROCESS_SLOW, NULL);
  assert_soon("exec >&- 2>&-; sleep 30", SHORT_MS, &patient, ACA_OK, ACA__PROCESS_SLOW, NULL);
  assert_soon("kill -STOP $$", SHORT_MS, &patient, ACA_OK, ACA__PROCESS_SLOW, NULL);
  assert_soon("trap '' TERM INT HUP; while :; do sleep 1; done", SHORT_MS, &patient, ACA_OK, ACA__PROCESS_SLOW, NULL);
}

/* True once the process is gone, or waits for whoever is to reap it. */
static bool is_gone(long pid)
{
  char path[64], line[256] = "";
  snprintf(path, sizeof path, "/proc/%ld/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL)
    return true;
  const char *read = fgets(line, sizeof line, file);
  fclose(file);
  return read == NULL || strstr(line, ") Z") != NULL || strstr(line, ") X") != NULL;
}

static void its_children_end_with_it(void **state)
{
  (void)state;
  aca__process process;
  assert_int_equal(run("sleep 30 & echo $!; wait", SHORT_MS, &patient, &process), ACA_OK);
  assert_int_equal(process.end, ACA__PROCESS_SLOW);
  long pid = strtol(process.output.data, NULL, 10);
  assert_true(pid > 1);
  for (int i = 0; i < 200 && !is_gone(pid); i++)
    aca__sleep(10);
  assert_true(is_gone(pid));
  aca__process_free(&process);
}

static void does_not_wait_for_what_it_leaves_behind(void **state)
{
  (void)state;
  assert_soon("sleep 15 & echo done", LONG_MS, &patient, ACA_OK, ACA__PROCESS_ENDED, "done\n");
  assert_soon("yes >&2 & echo done", LONG_MS, &patient, ACA_OK, ACA__PROCESS_ENDED, "done\n");
}

static void keeps_to_the_deadline(void **state)
{
  (void)state;
  const aca__ask late = {.deadline = aca__clock().ms - 1};
  assert_soon("sleep 30", LONG_MS, &late, ACA_ERROR_TIMEOUT, 0, NULL);
  const aca__ask soon = {.deadline = aca__clock().ms + SHORT_MS};
  assert_soon("sleep 30", LONG_MS, &soon, ACA_ERROR_TIMEOUT, 0, NULL);
}

static bool count_down(void *data)
{
  return --*(int *)data <= 0;
}

static void is_canceled(void **state)
{
  (void)state;
  int left = 5;
  const aca__ask ask = {.deadline = ACA__NEVER, .cancel = count_down, .cancel_data = &left};
  assert_soon("sleep 30", LONG_MS, &ask, ACA_ERROR_CANCELED, 0, NULL);
  assert_int_equal(left, 0);
}

static void leaves_nothing_behind(void **state)
{
  (void)state;
  int before = open_descriptors(false);
  its_children_end_with_it(NULL);
  gives_output_and_errors(NULL);
  is_canceled(NULL);
  assert_int_equal(open_descriptors(false), before);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
}

/* ---- what it starts with ---- */

static void signals_are_as_in_a_new_program(void **state)
{
  (void)state;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  assert_soon("while read -r name set; do case $name in SigBlk:|SigIgn:) echo $((0x$set & 0x7FFFFFFF));; esac; done "
              "</proc/$$/status",
              LONG_MS, &patient, ACA_OK, ACA__PROCESS_ENDED, "0\n0\n");
  signal(SIGINT, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void ends_too_where_children_are_not_reaped(void **state)
{
  (void)state;
  signal(SIGCHLD, SIG_IGN);
  assert_soon("echo out; exit 3", LONG_MS, &patient, ACA_OK, ACA__PROCESS_ENDED, "out\n");
  assert_soon("sleep 30", SHORT_MS, &patient, ACA_OK, ACA__PROCESS_SLOW, NULL);
  signal(SIGCHLD, SIG_DFL);
}

static void has_nothing_to_read(void **state)
{
  (void)state;
  assert_soon("cat; echo done", LONG_MS, &patient, ACA_OK, ACA__PROCESS_ENDED, "done\n");
}

static void inherits_none_of_the_pipes(void **state)
{
  (void)state;
  aca__process process;
  int expected = open_descriptors(true);
  assert_int_equal(run("ls /proc/$$/fd; :", LONG_MS, &patient, &process), ACA_OK);
  for (const char *line = process.output.data; *line != '\0'; line++)
    expected -= *line == '\n';
  assert_int_equal(expected, 0);
  aca__process_free(&process);
}

static void is_in_the_root_folder_without_a_terminal(void **state)
{
  (void)state;
  assert_soon("pwd; (: </dev/tty) 2>/dev/null || echo alone", LONG_MS, &patient, ACA_OK, ACA__PROCESS_ENDED,
              "/\nalone\n");
}

static void works_where_standard_descriptors_are_closed(void **state)
{
  (void)state;
  int kept[3];
  aca__process process;
  for (int fd = 0; fd < 3; fd++) {
    kept[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 10);
    close(fd);
  }
  aca_status status = run("cat; echo out; echo err >&2", LONG_MS, &patient, &process);
  for (int fd = 0; fd < 3; fd++) {
    dup2(kept[fd], fd);
    close(kept[fd]);
  }
  assert_int_equal(status, ACA_OK);
  assert_int_equal(process.end, ACA__PROCESS_ENDED);
  assert_string_equal(process.output.data, "out\n");
  assert_string_equal(process.errors.data, "err\n");
  aca__process_free(&process);
}

/* ---- finding it ---- */

static void assert_found(const char *path, const char *name, aca__process_end end)
{
  const char *const arguments[] = {name, NULL};
  aca__process process;
  char *before = strdup(getenv("PATH"));
  path != NULL ? setenv("PATH", path, 1) : unsetenv("PATH");
  aca_status status = aca__process_run(arguments, LONG_MS, &patient, &process);
  setenv("PATH", before, 1);
  free(before);
  assert_int_equal(status, ACA_OK);
  assert_int_equal(process.end, end);
  aca__process_free(&process);
}

static void is_found_in_absolute_folders_of_path(void **state)
{
  (void)state;
  assert_found("/nowhere:/usr/bin:/bin", "true", ACA__PROCESS_ENDED);
  assert_found("/etc/passwd:/bin/:", "true", ACA__PROCESS_ENDED);
  assert_found(NULL, "true", ACA__PROCESS_ENDED);
  assert_found("", "true", ACA__PROCESS_NOT_FOUND);
  assert_found("/nowhere", "true", ACA__PROCESS_NOT_FOUND);
  assert_found("/usr/bin:/bin", "no-program-has-this-name", ACA__PROCESS_NOT_FOUND);
  assert_int_equal(chdir("/bin"), 0);
  assert_found(":.::bin", "true", ACA__PROCESS_NOT_FOUND);
}

static void is_a_file_that_can_be_run(void **state)
{
  (void)state;
  char folder[] = "/tmp/aca_process_XXXXXX", path[64];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/tool", folder);
  assert_int_equal(mkdir(path, 0700), 0);
  assert_found(folder, "tool", ACA__PROCESS_NOT_FOUND);
  rmdir(path);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs("#!/nowhere/interpreter\n", file);
  fclose(file);
  assert_found(folder, "tool", ACA__PROCESS_NOT_FOUND);
  chmod(path, 0700);
  assert_found(folder, "tool", ACA__PROCESS_NOT_RUN);
  unlink(path);
  rmdir(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gives_output_and_errors),
      cmocka_unit_test(tells_how_it_ended),
      cmocka_unit_test(gives_long_output_whole),
      cmocka_unit_test(stops_what_prints_more_than_an_answer),
      cmocka_unit_test(keeps_the_beginning_of_errors_alone),
      cmocka_unit_test(ends_what_takes_too_long),
      cmocka_unit_test(its_children_end_with_it),
      cmocka_unit_test(does_not_wait_for_what_it_leaves_behind),
      cmocka_unit_test(keeps_to_the_deadline),
      cmocka_unit_test(is_canceled),
      cmocka_unit_test(leaves_nothing_behind),
      cmocka_unit_test(signals_are_as_in_a_new_program),
      cmocka_unit_test(ends_too_where_children_are_not_reaped),
      cmocka_unit_test(has_nothing_to_read),
      cmocka_unit_test(inherits_none_of_the_pipes),
      cmocka_unit_test(is_in_the_root_folder_without_a_terminal),
      cmocka_unit_test(works_where_standard_descriptors_are_closed),
      cmocka_unit_test(is_found_in_absolute_folders_of_path),
      cmocka_unit_test(is_a_file_that_can_be_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
