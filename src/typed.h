/* What the generated functions call. */
#ifndef ACA_TYPED_H
#define ACA_TYPED_H

#include "aca/operation.h"
#include "aca/poller.h"

/* As aca_operation_request(), but of the arguments only texts are texts: for a number or a boolean there is a pointer to
 * its optional, for a list one to its struct. */
aca_status aca__operation_request(aca_client *client, const aca_operation *operation, const void *const *arguments,
                                  const void *body, const aca_call_options *options, aca_request **request);

/* These take the request over and go on as aca_operation_call() and aca_operation_begin() do; what kept it from being
 * built is what they come to, so that nobody need look at it before. */
aca_status aca__request_call(aca_request *request, aca_response **response, const void **value);
aca_status aca__request_begin(aca_request *request, aca_poller **poller);

/* Reads the headers that an operation declares into the struct of `model`. ACA_OK; ACA_ERROR_DECODE when one did not fit
 * its type; ACA_ERROR_ARGUMENT for NULL. */
aca_status aca__response_headers(const aca_response *response, const aca_model *model, void *headers);

#endif
