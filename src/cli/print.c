#include "print.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"

/* A reader that has seen enough is no news. */
static cli_exit complain(int error)
{
  if (error == EINTR)
    return cli_fail(cli_interrupt_exit(), "interrupted");
  if (error == EPIPE)
    return CLI_TRANSPORT;
  return cli_fail(CLI_TRANSPORT, "standard output cannot be written: %s", strerror(error));
}

static cli_exit write_all(const cli_text *out)
{
  for (size_t done = 0; done < out->length;) {
    ssize_t count = write(STDOUT_FILENO, out->data + done, out->length - done);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      count = poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT}, 1, -1) < 0 ? -1 : 0;
    if (count < 0 && errno != EINTR)
      return complain(errno);
    done += count > 0 ? (size_t)count : 0;
    if (done < out->length && cli_interrupted())
      return complain(EINTR);
  }
  return CLI_SUCCESS;
}

cli_exit cli_print(cli_text *out)
{
  cli_exit code = out->failed ? cli_out_of_memory() : write_all(out);
  if (code != CLI_SUCCESS)
    cli_text_free(out);
  out->length = 0;
  return code;
}
