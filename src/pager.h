/* A list as a state machine on top of calls: it says which page comes next, and reads it. */
#ifndef ACA_PAGER_PRIVATE_H
#define ACA_PAGER_PRIVATE_H

#include "aca/pager.h"
#include "aca/poller.h"
#include "buffer.h"
#include "clock.h"
#include "codec.h"

struct aca_pager {
  aca_request *first; /* NULL: the constant pager for when there is no memory */
  aca_request *next;  /* under way; NULL, or `first`; not of the poller */
  aca_poller *poller; /* of a long-running operation, whose result is the first page; it owns `first` then. NULL */
  aca_response *response;
  aca_status status;   /* ACA_OK while there may be more */
  aca__any_list items; /* of this page */
  size_t item_size;
  bool bare; /* the items stand in the list; else it holds pointers to them */
  size_t index; /* of the next item */
  aca__buffer link; /* the next page; empty before the first one, unless it is to be continued, and after the last */
  aca__buffer mark; /* a link of before: to come to it again is a loop */
  size_t pages;
  size_t marked; /* the page when the mark was set */
};

/* The request of the next page; the pager keeps it until the answer. NULL when there is no more, or out of memory:
 * the status says which. Nothing is to be sent before `*not_before`, in ms of the clock. */
const aca_request *aca__pager_request(aca_pager *pager, aca__now now, int64_t *not_before);

/* Takes over the response to the request. True when that was no page yet: the operation that gives it goes on. */
bool aca__pager_answer(aca_pager *pager, aca_response *response, aca__now now);

#endif
