#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Both give what is wrong, or NULL. strerror() has constant texts for what the system says here. */

static const char *read_all(int fd, size_t most, aca__buffer *content)
{
  char part[4096];
  ssize_t got = 1;
  const char *fault = NULL;
  const size_t end = content->length + most + 1;
  while (got != 0 && fault == NULL && !content->failed && content->length < end) {
    const size_t room = end - content->length;
    got = read(fd, part, room < sizeof part ? room : sizeof part);
    if (got > 0)
      aca__buffer_add(content, part, (size_t)got);
    else if (got < 0 && errno != EINTR)
      fault = strerror(errno);
  }
  aca__wipe(part, sizeof part);
  return fault;
}

static const char *read_regular(int fd, size_t most, aca__buffer *content)
{
  struct stat about;
  if (fstat(fd, &about) != 0)
    return strerror(errno);
  return S_ISREG(about.st_mode) ? read_all(fd, most, content) : "not a regular file";
}

aca_status aca__file_read(const char *what, const char *path, size_t most, aca__buffer *content, aca_token *token)
{
  const size_t before = content->length;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe must not keep anyone waiting */
  const char *fault = fd < 0 ? strerror(errno) : NULL;
  content->secret = true;
  if (fd >= 0) {
    fault = read_regular(fd, most, content);
    close(fd);
  }
  if (content->failed)
    return ACA_ERROR_MEMORY;
  if (fault == NULL && content->length == before)
    fault = "empty";
  if (fault != NULL)
    return aca__token_refused(token, "%s: %s: %s", what, path, fault);
  if (content->length - before > most)
    return aca__token_refused(token, "%s: %s: larger than %zu bytes", what, path, most);
  return ACA_OK;
}
