/* Random ids. */
#ifndef ACA_UUID_H
#define ACA_UUID_H

#include <stdbool.h>

enum { ACA__UUID_SIZE = 37 }; /* with the NUL */

/* A random UUID (RFC 9562, version 4), in small letters. False when there is no entropy. */
bool aca__uuid(char text[ACA__UUID_SIZE]);

#endif
