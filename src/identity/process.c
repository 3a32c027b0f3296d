#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ends are looked for every so often, since what a program leaves behind may keep its pipes open. */
enum { LOOK_MS = 10 };
enum { LARGEST_OUTPUT = 1024 * 1024, LARGEST_ERRORS = 4096, CHUNK = 4096, MOST_CHUNKS = 64 };

/* ---- finding ---- */

static bool is_program(const char *path)
{
  struct stat found;
  return stat(path, &found) == 0 && S_ISREG(found.st_mode) && access(path, X_OK) == 0;
}

/* Folders that are not absolute are passed over: anything may lie in the one that the program was started in. */
static bool find(const char *name, aca__buffer *path)
{
  const char *folders = getenv("PATH");
  for (const char *folder = folders != NULL ? folders : "/usr/local/bin:/usr/bin:/bin";; folder++) {
    size_t length = strcspn(folder, ":");
    aca__buffer_clear(path);
    aca__buffer_add(path, folder, length);
    aca__buffer_char(path, '/');
    aca__buffer_text(path, name);
    if (path->failed || (*folder == '/' && is_program(path->data)))
      return true;
    folder += length;
    if (*folder == '\0')
      return false;
  }
}

/* ---- starting ---- */

typedef struct child {
  pid_t pid;
  int output; /* -1: closed */
  int errors;
  bool ended;
  int status;
} child;

static void shut(int *fd)
{
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

/* The child's ends are put over its standard descriptors, so they must not be among these, which may be closed here. */
static bool raise_above_standard(int *fd)
{
  if (*fd > STDERR_FILENO)
    return true;
  int raised = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  shut(fd);
  *fd = raised;
  return raised >= 0;
}

static bool open_pipe(int *reader, int *writer)
{
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return false;
  *reader = ends[0];
  *writer = ends[1];
  return raise_above_standard(reader) && raise_above_standard(writer) && fcntl(*reader, F_SETFL, O_NONBLOCK) == 0;
}

/* The caller's thread may block all signals, and the program may ignore some: neither is to be passed on. In a session of
 * its own, the child asks nobody at a terminal, and is killed along with its own children. */
static int set_attributes(posix_spawnattr_t *attributes)
{
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int error = posix_spawnattr_setsigmask(attributes, &none);
  if (error == 0)
    error = posix_spawnattr_setsigdefault(attributes, &all);
  if (error == 0)
    error = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  return error;
}

static int set_actions(posix_spawn_file_actions_t *actions, int output, int errors)
{
  int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (error == 0)
    error = posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO);
  if (error == 0)
    error = posix_spawn_file_actions_adddup2(actions, errors, STDERR_FILENO);
  if (error == 0)
    error = posix_spawn_file_actions_addchdir_np(actions, "/");
  return error;
}

static int spawn(const char *path, const char *const *arguments, int output, int errors, pid_t *pid)
{
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  int error = posix_spawnattr_init(&attributes);
  if (error != 0)
    return error;
  error = posix_spawn_file_actions_init(&actions);
  if (error == 0) {
    error = set_attributes(&attributes);
    if (error == 0)
      error = set_actions(&actions, output, errors);
    if (error == 0)
      error = posix_spawn(pid, path, &actions, &attributes, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
  }
  posix_spawnattr_destroy(&attributes);
  return error;
}

/* 0 or an errno. */
static int start(child *c, const char *path, const char *const *arguments)
{
  int output = -1, errors = -1;
  int error = open_pipe(&c->output, &output) && open_pipe(&c->errors, &errors) ? 0 : errno;
  if (error == 0)
    error = spawn(path, arguments, output, errors, &c->pid);
  shut(&output);
  shut(&errors);
  return error;
}

/* ---- attending ---- */

/* A program that has its children reaped by others, or by nobody, does not get to know how this one ended: well, unless
 * its output says otherwise. */
static bool has_ended(child *c, int options)
{
  pid_t got = c->ended ? c->pid : 0;
  while (!c->ended && (got = waitpid(c->pid, &c->status, options)) < 0 && errno == EINTR)
    continue;
  if (got < 0)
    c->status = 0;
  c->ended = got != 0;
  return c->ended;
}

/* Takes what is there to be read. `cut`: what is beyond the limit is let go. Something else may be writing for ever, so
 * there is an end to it. */
static void take(int *fd, aca__buffer *out, bool cut)
{
  char chunk[CHUNK];
  bool over = false;
  for (int i = 0; i < MOST_CHUNKS && *fd >= 0 && !over; i++) {
    ssize_t got = read(*fd, chunk, sizeof chunk);
    over = got < 0 && errno == EAGAIN;
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
      shut(fd);
    size_t length = got > 0 ? (size_t)got : 0;
    if (cut && length > out->limit - out->length)
      length = out->limit - out->length;
    if (length > 0)
      aca__buffer_add(out, chunk, length);
  }
  aca__wipe(chunk, sizeof chunk);
}

static void await(const child *c, int64_t ms)
{
  struct pollfd pipes[] = {{.fd = c->output, .events = POLLIN}, {.fd = c->errors, .events = POLLIN}};
  (void)poll(pipes, 2, (int)(ms < LOOK_MS ? ms : LOOK_MS));
}

/* ACA_OK: it has ended, or is to be ended, as `process->end` says. */
static aca_status attend(child *c, int64_t until, const aca__ask *ask, aca__process *process)
{
  for (;;) {
    bool ended = has_ended(c, WNOHANG); /* before the reading, so that nothing is missed */
    take(&c->output, &process->output, false);
    take(&c->errors, &process->errors, true);
    if ((process->output.failed && !process->output.full) || process->errors.failed)
      return ACA_ERROR_MEMORY;
    if (process->output.full)
      process->end = ACA__PROCESS_LOUD;
    if (process->output.full || ended)
      return ACA_OK;
    if (ask->cancel != NULL && ask->cancel(ask->cancel_data))
      return ACA_ERROR_CANCELED;
    int64_t now = aca__clock().ms;
    if (now >= ask->deadline)
      return ACA_ERROR_TIMEOUT;
    if (now >= until) {
      process->end = ACA__PROCESS_SLOW;
      return ACA_OK;
    }
    await(c, (until < ask->deadline ? until : ask->deadline) - now);
  }
}

static void finish(child *c)
{
  if (!c->ended)
    kill(-c->pid, SIGKILL);
  has_ended(c, 0);
}

static void note_end(const child *c, aca__process *process)
{
  bool killed = WIFSIGNALED(c->status);
  process->end = killed ? ACA__PROCESS_KILLED : ACA__PROCESS_ENDED;
  process->code = killed ? WTERMSIG(c->status) : WEXITSTATUS(c->status);
}

static aca_status run(const char *path, const char *const *arguments, int64_t timeout_ms, const aca__ask *ask,
                      aca__process *process)
{
  child c = {.output = -1, .errors = -1};
  aca_status status = ACA_OK;
  process->end = ACA__PROCESS_NOT_RUN;
  process->code = start(&c, path, arguments);
  if (process->code == ENOMEM)
    status = ACA_ERROR_MEMORY;
  if (process->code == 0) {
    process->end = ACA__PROCESS_ENDED;
    status = attend(&c, aca__later(aca__clock().ms, timeout_ms), ask, process);
    finish(&c);
    if (process->end == ACA__PROCESS_ENDED)
      note_end(&c, process);
  }
  shut(&c.output);
  shut(&c.errors);
  return status;
}

aca_status aca__process_run(const char *const *arguments, int64_t timeout_ms, const aca__ask *ask,
                            aca__process *process)
{
  *process = (aca__process){.end = ACA__PROCESS_NOT_FOUND,
                            .output = {.limit = LARGEST_OUTPUT, .secret = true},
                            .errors = {.limit = LARGEST_ERRORS}};
  aca__buffer path = {0};
  aca_status status = ACA_OK;
  if (find(arguments[0], &path))
    status = path.failed ? ACA_ERROR_MEMORY : run(path.data, arguments, timeout_ms, ask, process);
  aca__buffer_free(&path);
  return status;
}

void aca__process_free(aca__process *process)
{
  aca__buffer_free(&process->output);
  aca__buffer_free(&process->errors);
}
