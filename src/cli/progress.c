#include "progress.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "text.h"

static bool is_shown;
static int64_t shown_s;

static bool is_terminal(void)
{
  const char *type = getenv("TERM");
  return isatty(STDERR_FILENO) && (type == NULL || strcmp(type, "dumb") != 0);
}

/* Characters, not bytes, that fit on a line; one less than there are, where cursors wait before the next line. */
static size_t room(void)
{
  enum { USUAL = 80 };
  struct winsize size = {0};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return USUAL - 1;
  return size.ws_col - 1u;
}

/* A longer line would wrap, and could not be taken back. */
static void shorten(cli_text *line)
{
  size_t left = room();
  for (size_t i = 0; i < line->length; i++) {
    bool begins = ((unsigned char)line->data[i] & 0xC0) != 0x80;
    if (begins && left-- == 0) {
      line->length = i;
      line->data[i] = '\0';
    }
  }
}

static void describe(cli_text *line, const aca_poller *poller)
{
  const aca_operation *operation = aca_poller_operation(poller);
  const char *state = aca_poller_state(poller);
  double percent = aca_poller_percent_complete(poller);
  shown_s = aca_poller_elapsed_ms(poller) / 1000;
  cli_text_format(line, "%s %s: ", operation->group, operation->verb);
  cli_text_printable(line, state, strlen(state));
  if (percent >= 0)
    cli_text_format(line, ", %.0f %%", percent);
  cli_text_format(line, ", %lld s", (long long)shown_s);
}

void cli_progress_show(const aca_poller *poller)
{
  cli_text line = {0};
  if (!is_terminal())
    return;
  describe(&line, poller);
  shorten(&line);
  if (!line.failed)
    fprintf(stderr, "\r%s\033[K", line.data);
  is_shown = true;
  cli_text_free(&line);
}

void cli_progress_tick(const aca_poller *poller)
{
  if (*aca_poller_state(poller) != '\0' && aca_poller_elapsed_ms(poller) / 1000 != shown_s)
    cli_progress_show(poller);
}

void cli_progress_clear(void)
{
  if (is_shown)
    fputs("\r\033[K", stderr);
  is_shown = false;
}
