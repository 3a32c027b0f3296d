/* What the drivers share. */
#ifndef ACA_PERFORM_H
#define ACA_PERFORM_H

#include "call.h"

/* Does ACA__GET_TOKEN. */
void aca__get_token(aca__call *call);

#endif
