/* text.h  A text that grows. Zeroed, it is empty. */
#ifndef ACA_CLI_TEXT_H
#define ACA_CLI_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* `data` has a NUL after its last byte; NULL while nothing was added. `failed`: out of memory, and stays so. */
typedef struct cli_text {
  char *data;
  size_t length;
  size_t capacity;
  bool failed;
} cli_text;

/* At least `extra` bytes of room after the text, to be filled before `length` is raised. */
bool cli_text_reserve(cli_text *text, size_t extra);
void cli_text_add(cli_text *text, const char *bytes, size_t length);
void cli_text_put(cli_text *text, const char *string);
void cli_text_char(cli_text *text, char c);
void cli_text_repeat(cli_text *text, char c, size_t count);
void cli_text_format(cli_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cli_text_vformat(cli_text *text, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* The rest of the stream. False with errno set when it cannot be read; out of memory shows in the text alone. */
bool cli_text_read(cli_text *text, FILE *stream);

/* For people, on one line: control characters, which could also steer a terminal, become blanks. */
void cli_text_printable(cli_text *text, const char *bytes, size_t length);

/* Never NULL. */
const char *cli_text_string(const cli_text *text);
void cli_text_free(cli_text *text);

#endif
