/* A look at JSON text for what cJSON would let pass or lose. */
#ifndef ACA_JSON_SCAN_H
#define ACA_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* A double holds every number of so many digits. */
enum { ACA__DIGITS_OF_DOUBLE = 15 };

/* Room for the longest number and its NUL. */
enum { ACA__NUMBER_SIZE = 64 };

typedef struct aca__scan {
  const unsigned char *text;
  size_t length;
  /* Called for each number that a double may not hold, with how many numbers stand before it; false ends the scan. */
  bool (*wide)(void *data, size_t ordinal, const char *digits, size_t length);
  void *data;
  size_t at;         /* after a failure: the byte at fault */
  size_t ordinal;    /* of the next number */
  const char *fault; /* after a failure: what is wrong, constant; NULL when `wide` ended it */
} aca__scan;

/* Whether the text has anything that cJSON would lose or that is not safe to give it; cheap. */
bool aca__needs_scan(const char *text, size_t length);

/* Reads the text as RFC 8259 says, within the limits of json.h; the members above `at` are set, the others zeroed. */
bool aca__scan_text(aca__scan *scan);

/* Whether the text is a number as JSON has it, and no more. */
bool aca__is_number(const char *text);

/* The length of the UTF-8 sequence at `text`, 0 when it is none (overlong, surrogate or cut ones included). */
size_t aca__utf8_sequence(const unsigned char *text, size_t left);

#endif
