/* Lines of `name=value`, separated by blanks, the values percent-encoded. */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_SETTINGS = 64 };

typedef struct settings {
  size_t count;
  struct {
    const char *name;
    const char *value;
  } items[MOST_SETTINGS];
} settings;

/* Takes the line apart; it is changed, and lives as long as the settings. */
void settings_read(settings *s, char *line);

/* The first value; NULL or 0 without one. */
const char *setting(const settings *s, const char *name);
long number(const settings *s, const char *name);

/* All values, `most` at most; how many. */
size_t all_settings(const settings *s, const char *name, const char **values, size_t most);

/* Prints ` name=value`; NULL prints nothing. */
void say(const char *name, const char *value);
void say_number(const char *name, int64_t value);

#endif
