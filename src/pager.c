#include "pager.h"

#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "poller.h"
#include "request.h"
#include "response.h"
#include "url.h"

static aca_pager out_of_memory = {.status = ACA_ERROR_MEMORY};

/* The row of a page that holds its items; of a page that is the array itself, its own. NULL when the operation is no
 * list. */
static const aca__field *items_of(const aca_operation *operation)
{
  if (operation->items == NULL || operation->result == NULL)
    return NULL;
  const aca__field *items = aca__whole(operation->result);
  if (*operation->items != '\0')
    items = aca__property(operation->result, operation->items);
  return items != NULL && items->shape == ACA__LIST ? items : NULL;
}

static void fail(aca_pager *p, aca_status status, const char *message)
{
  p->status = aca__response_fail(p->response, status, "%s", message);
}

/* ---- reading a page ---- */

/* What cannot be read would be a list that ends too early, so it is an error in a pager. */
static bool is_unreadable(const aca_pager *p, const char *name, bool was_read)
{
  aca__node *node = aca__json_member(p->response->json, name);
  aca__view view = {.kind = ACA__NULL};
  if (node != NULL)
    aca__json_view(node, &view);
  return view.kind != ACA__NULL && !was_read;
}

/* Brent's way: the mark moves on at every power of two, so each loop comes back to it once. */
static bool is_loop(aca_pager *p)
{
  if (p->pages == 1 || p->pages == 2 * p->marked) {
    aca__buffer_clear(&p->mark);
    aca__buffer_add(&p->mark, p->link.data, p->link.length);
    p->marked = p->pages;
    return false;
  }
  return strcmp(p->mark.data, p->link.data) == 0;
}

static void take_link(aca_pager *p, const char *link, const char *current)
{
  const char *fault;
  aca__buffer_clear(&p->link);
  if (link == NULL || *link == '\0')
    return;
  aca_status status = aca__url_follow(p->first->client->endpoint, link, &p->link, &fault);
  if (status != ACA_OK)
    p->status = aca__response_fail(p->response, status, "%s %s", p->first->operation->next_link, fault);
  else if (!p->link.failed && (strcmp(p->link.data, current) == 0 || is_loop(p)))
    p->status = aca__response_fail(p->response, ACA_ERROR_DECODE, "%s leads back to a page that was here before",
                                   p->first->operation->next_link);
  if (p->link.failed || p->mark.failed)
    fail(p, ACA_ERROR_MEMORY, "out of memory");
}

static void read_page(aca_pager *p, const char *current)
{
  const aca_operation *operation = p->first->operation;
  const char *page = p->response->value;
  if (page == NULL) { /* 204 */
    aca__buffer_clear(&p->link);
    return;
  }
  const aca__field *items = items_of(operation);
  p->items = *(const aca__any_list *)(page + items->offset);
  p->item_size = aca__item_size(items);
  p->bare = aca__is_bare(items) || items->type == ACA__T_NESTED;
  if (*operation->items != '\0' && is_unreadable(p, operation->items, p->items.items != NULL))
    p->status = aca__response_fail(p->response, ACA_ERROR_DECODE, "%s cannot be read", operation->items);
  const aca__field *next = operation->next_link != NULL ? aca__property(operation->result, operation->next_link) : NULL;
  const char *link = next != NULL ? *(const char *const *)(page + next->offset) : NULL;
  if (p->status == ACA_OK && next != NULL && is_unreadable(p, operation->next_link, link != NULL))
    p->status = aca__response_fail(p->response, ACA_ERROR_DECODE, "%s cannot be read", operation->next_link);
  if (p->status == ACA_OK)
    take_link(p, link, current);
}

static void take_page(aca_pager *p, aca_response *response, const char *url)
{
  aca_response_free(p->response);
  p->response = response;
  p->status = response->status;
  p->pages++;
  if (p->status == ACA_OK)
    read_page(p, url);
  if (p->status != ACA_OK)
    p->items = (aca__any_list){0};
}

/* Whether the first page is the result of an operation that is to be waited for. */
static bool is_polled(const aca_pager *p)
{
  return p->poller != NULL && p->pages == 0 && p->link.length == 0;
}

static void end_polling(aca_pager *p)
{
  aca_status status = p->poller->status;
  take_page(p, aca__poller_take_response(p->poller), p->first->url);
  if (status != ACA_OK)
    p->status = status;
}

const aca_request *aca__pager_request(aca_pager *p, aca__now now, int64_t *not_before)
{
  *not_before = 0;
  if (p->status != ACA_OK)
    return NULL;
  if (p->pages > 0 && p->link.length == 0) {
    p->index = p->items.count;
    fail(p, ACA_DONE, "the list has no more pages");
    return NULL;
  }
  if (is_polled(p) && !aca__poller_goes_on(p->poller, now)) {
    end_polling(p);
    return NULL;
  }
  if (is_polled(p)) {
    const aca_request *request = aca__poller_request(p->poller, now);
    *not_before = aca__poller_due(p->poller);
    if (request == NULL)
      fail(p, ACA_ERROR_MEMORY, "out of memory");
    return request;
  }
  p->next = p->link.length == 0 ? p->first : aca__request_follow(p->first, p->link.data, p->first->operation->result);
  if (p->next == NULL)
    fail(p, ACA_ERROR_MEMORY, "out of memory");
  else if (!aca__response_is_constant(p->response)) /* the memory of one page is all that a list takes */
    aca__response_forget(p->response);
  p->items = (aca__any_list){0};
  p->index = 0;
  return p->next;
}

bool aca__pager_answer(aca_pager *p, aca_response *response, aca__now now)
{
  if (is_polled(p)) {
    aca__poller_answer(p->poller, response, now);
    bool goes_on = aca__poller_goes_on(p->poller, now);
    if (!goes_on)
      end_polling(p);
    return goes_on;
  }
  aca_request *sent = p->next; /* NULL when it was given up before */
  p->next = NULL;
  take_page(p, response, sent != NULL ? sent->url : "");
  if (sent != p->first)
    aca_request_free(sent);
  return false;
}

/* ---- what users see ---- */

static aca_status check(const aca_request *request)
{
  if (request->status != ACA_OK)
    return request->status;
  return items_of(request->operation) != NULL ? ACA_OK : ACA_ERROR_ARGUMENT;
}

static bool needs_poller(const aca_request *request)
{
  return check(request) == ACA_OK && request->operation->long_running;
}

aca_status aca_pager_new(aca_request *request, aca_pager **pager)
{
  aca_pager *p = calloc(1, sizeof *p);
  aca_response *response = p != NULL && request != NULL ? aca__response_new() : NULL;
  bool good = response != NULL && !aca__response_is_constant(response);
  if (good && needs_poller(request)) {
    good = aca_poller_new(request, &p->poller) != ACA_ERROR_MEMORY;
    request = good ? request : NULL;
  }
  if (!good) {
    *pager = &out_of_memory;
    free(p);
    aca_response_free(response);
    aca_request_free(request);
    return ACA_ERROR_MEMORY;
  }
  p->first = request;
  p->response = response;
  *pager = p;
  p->status = check(request);
  if (p->status != ACA_OK)
    fail(p, p->status, request->status != ACA_OK ? request->message : "the operation is no list");
  return p->status;
}

aca_status aca_operation_list(aca_client *client, const aca_operation *operation, const char *const *arguments,
                              const void *body, const aca_call_options *options, aca_pager **pager)
{
  aca_request *request;
  (void)!aca_operation_request(client, operation, arguments, body, options, &request); /* the pager repeats it */
  return aca_pager_new(request, pager);
}

aca_status aca_pager_continue(aca_pager *p, const char *continuation)
{
  const char *fault = "a page was fetched already";
  aca__buffer url = {0};
  if (p == NULL || p->first == NULL || p->status != ACA_OK)
    return p != NULL ? p->status : ACA_ERROR_ARGUMENT;
  if (p->pages > 0 || aca__url_follow(p->first->client->endpoint, continuation, &url, &fault) != ACA_OK) {
    p->status = aca__response_fail(p->response, ACA_ERROR_ARGUMENT, "continuation: %s", fault);
    return p->status;
  }
  aca__buffer_free(&p->link);
  p->link = url;
  if (url.failed)
    fail(p, ACA_ERROR_MEMORY, "out of memory");
  return p->status;
}

void aca_pager_free(aca_pager *p)
{
  if (p == NULL || p->first == NULL)
    return;
  if (p->next != p->first)
    aca_request_free(p->next);
  if (p->poller != NULL)
    aca_poller_free(p->poller);
  else
    aca_request_free(p->first);
  aca_response_free(p->response);
  aca__buffer_free(&p->link);
  aca__buffer_free(&p->mark);
  free(p);
}

aca_status aca_pager_next(aca_pager *p, const aca_model *model, const void **item)
{
  const void *page;
  if (p == NULL || (model != NULL && p->status == ACA_OK && model != aca_pager_item_model(p)))
    return ACA_ERROR_ARGUMENT;
  for (;;) {
    while (p->index >= p->items.count) {
      aca_status status = aca_pager_next_page(p, &page);
      if (status != ACA_OK)
        return status;
    }
    const void *slot = (const char *)p->items.items + p->index++ * p->item_size;
    const void *found = p->bare ? slot : *(const void *const *)slot;
    if (found != NULL) { /* a null among texts, or structs with a tag, is no item */
      *item = found;
      return ACA_OK;
    }
  }
}

const aca_model *aca_pager_item_model(const aca_pager *p)
{
  if (p == NULL || p->first == NULL || check(p->first) != ACA_OK)
    return NULL;
  const aca__field *items = items_of(p->first->operation);
  return items->type == ACA__T_MODEL ? items->ref : NULL;
}

const aca_response *aca_pager_response(const aca_pager *p)
{
  return p != NULL && p->response != NULL ? p->response : aca__response_out_of_memory();
}

const char *aca_pager_continuation(const aca_pager *p)
{
  return p != NULL && p->link.length > 0 ? p->link.data : NULL;
}
