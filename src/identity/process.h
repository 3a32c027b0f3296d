/* Programs that are run for a credential. */
#ifndef ACA_PROCESS_H
#define ACA_PROCESS_H

#include "buffer.h"
#include "source.h"

typedef enum aca__process_end {
  ACA__PROCESS_ENDED,     /* by itself; `code`: its exit code */
  ACA__PROCESS_KILLED,    /* by a signal of others; `code`: which */
  ACA__PROCESS_NOT_FOUND, /* there is no such program on PATH */
  ACA__PROCESS_NOT_RUN,   /* `code`: the errno that says why */
  ACA__PROCESS_SLOW,      /* killed, for its time was over */
  ACA__PROCESS_LOUD,      /* killed, for it printed more than any answer has */
} aca__process_end;

/* What became of a program. */
typedef struct aca__process {
  aca__process_end end;
  int code;
  aca__buffer output; /* what it wrote to stdout */
  aca__buffer errors; /* the beginning of what it wrote to stderr */
} aca__process;

/* Runs a program without a shell, in the root folder, with nothing to read, and waits for its end, but not for that of
 * programs that it leaves behind. `arguments` begin with its name, which is looked for in the absolute folders of PATH,
 * and end with NULL. When it is not let finish, those that it has started are killed, too, unless they have made
 * themselves independent. ACA_OK, ACA_ERROR_MEMORY, or ACA_ERROR_TIMEOUT or ACA_ERROR_CANCELED, which are the ask's;
 * `process` is to be freed in any case. */
aca_status aca__process_run(const char *const *arguments, int64_t timeout_ms, const aca__ask *ask,
                            aca__process *process);
void aca__process_free(aca__process *process);

#endif
