/* What a loop works on, and its lists of them. */
#ifndef ACA_JOB_H
#define ACA_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/loop.h"
#include "call.h"
#include "credential.h"
#include "due.h"
#include "transport.h"

typedef struct aca__job aca__job;

typedef struct aca__job_list {
  aca__job *first;
  aca__job *last;
  size_t count;
} aca__job_list;

/* What was submitted: one of request, poller and pager. It is in one list, or waits, or has a transfer, or is the one
 * that is worked on. */
struct aca__job {
  aca__due due; /* when to awaken it; first, so that it leads to the job */
  aca__job *previous, *next;
  aca__job_list *list; /* NULL: none */
  aca_loop_id id;
  aca_request *request;
  aca_poller *poller;
  aca_pager *pager;
  union {
    aca_loop_response_callback response;
    aca_loop_poller_callback poller;
    aca_loop_page_callback page;
  } on_done;
  void *user_data;
  bool begun;    /* the call is under way */
  bool canceled; /* while it was worked on: to be set aside after that */
  aca__call call;
  aca__transfer *transfer;
  aca__token_wait token;
};

/* At the end of the list; the job is in no other. */
void aca__job_append(aca__job_list *list, aca__job *job);

/* Out of the list that it is in, if any. */
void aca__job_take_out(aca__job *job);

/* Takes the first one out; there is one. */
aca__job *aca__job_shift(aca__job_list *list);

#endif
