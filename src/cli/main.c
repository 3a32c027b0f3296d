/* The aca command: every operation of the definition from a shell, on the public interface of libaca alone. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "call.h"
#include "help.h"
#include "print.h"
#include "sign_in.h"
#include "wait.h"

/* Else a connection could take the place of a stream that is closed. */
static cli_exit open_streams(void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (fcntl(fd, F_GETFD) != -1)
      continue;
    if (fd == STDOUT_FILENO)
      return cli_fail(CLI_TRANSPORT, "standard output is closed");
    if (open("/dev/null", O_RDWR) != fd)
      return CLI_TRANSPORT;
  }
  return CLI_SUCCESS;
}

static cli_exit run(const cli_options *options, cli_text *out)
{
  if (options->command == CLI_VERSION) {
    cli_help_version(out);
  } else if (options->help && options->operation != NULL) {
    cli_help_operation(out, options->operation);
  } else if (options->help) {
    cli_help_general(out);
  } else {
    static cli_exit (*const commands[])(const cli_options *options, cli_text *out) = {
        [CLI_CALL] = cli_call, [CLI_OPS] = cli_ops,     [CLI_HELP] = cli_help,
        [CLI_WAIT] = cli_wait, [CLI_TOKEN] = cli_token, [CLI_LOGIN] = cli_login};
    return commands[options->command](options, out);
  }
  return CLI_SUCCESS;
}

int main(int argc, char **argv)
{
  cli_options options = {0};
  cli_text out = {0};
  signal(SIGPIPE, SIG_IGN);
  cli_exit code = open_streams();
  if (code == CLI_SUCCESS) {
    code = cli_options_parse(argc, argv, &options);
    if (code == CLI_SUCCESS)
      code = run(&options, &out);
    cli_exit wrote = cli_print(&out);
    code = wrote != CLI_SUCCESS ? wrote : code;
  }
  cli_text_free(&out);
  cli_options_free(&options);
  return (int)code;
}
