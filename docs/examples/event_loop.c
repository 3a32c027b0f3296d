/* aca_loop inside an event loop of one's own, here epoll: lists the apps of the subscription and gets each of them, all at
 * once, on one thread. event_loop, with ACA_ENDPOINT, ACA_ACCESS_TOKEN and AZURE_SUBSCRIPTION_ID set. */
#include <aca/aca.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { MOST_EVENTS = 16 };

typedef struct program {
  int epoll;
  int timer;
  aca_client *client;
  aca_loop *loop;
  int failures;
} program;

/* ---- what aca_loop asks the event loop for ---- */

static void on_socket(int fd, int events, void *user_data)
{
  program *p = user_data;
  struct epoll_event event = {.events = 0, .data.fd = fd};
  if ((events & ACA_LOOP_READ) != 0)
    event.events |= EPOLLIN;
  if ((events & ACA_LOOP_WRITE) != 0)
    event.events |= EPOLLOUT;
  if (events == 0)
    epoll_ctl(p->epoll, EPOLL_CTL_DEL, fd, NULL);
  else if (epoll_ctl(p->epoll, EPOLL_CTL_MOD, fd, &event) != 0)
    epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &event);
}

/* A time of zero would disarm the timer. */
static void on_timer(int64_t timeout_ms, void *user_data)
{
  const program *p = user_data;
  struct itimerspec when = {0};
  if (timeout_ms >= 0) {
    when.it_value.tv_sec = (time_t)(timeout_ms / 1000);
    when.it_value.tv_nsec = (long)(timeout_ms % 1000) * 1000000 + (timeout_ms == 0);
  }
  timerfd_settime(p->timer, 0, &when, NULL);
}

/* ---- what the event loop does ---- */

static aca_status act(program *p, const struct epoll_event *event)
{
  uint64_t count;
  if (event->data.fd == p->timer) {
    (void)!read(p->timer, &count, sizeof count);
    return aca_loop_act(p->loop, -1, 0);
  }
  int events = 0;
  if ((event->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
    events |= ACA_LOOP_READ;
  if ((event->events & EPOLLOUT) != 0)
    events |= ACA_LOOP_WRITE;
  return aca_loop_act(p->loop, event->data.fd, events);
}

static void run(program *p)
{
  struct epoll_event events[MOST_EVENTS];
  while (aca_loop_count(p->loop) > 0) {
    int count = epoll_wait(p->epoll, events, MOST_EVENTS, -1);
    for (int i = 0; i < count; i++)
      if (act(p, &events[i]) == ACA_ERROR_MEMORY)
        return;
  }
}

/* ---- the calls ---- */

static void on_app(aca_response *response, void *user_data)
{
  program *p = user_data;
  const aca_container_app *app = aca_response_value(response);
  if (app != NULL)
    printf("%s in %s\n", app->name, app->location);
  else
    fprintf(stderr, "%s\n", aca_response_message(response));
  p->failures += app == NULL;
  aca_response_free(response);
}

static void get_app(program *p, const char *id)
{
  aca_resource_id *parts;
  aca_request *request;
  if (aca_resource_id_parse(id, &parts) != ACA_OK)
    return;
  (void)!aca_container_apps_get_request(p->client, parts->resource_group, parts->name, NULL, &request);
  if (aca_loop_submit(p->loop, request, on_app, p) == 0) /* what is wrong with the request, the callback is told */
    p->failures++;
  aca_resource_id_free(parts);
}

static void on_page(aca_pager *pager, aca_status status, const void *page, void *user_data)
{
  program *p = user_data;
  const aca_container_app_collection *apps = page;
  if (status != ACA_OK) {
    p->failures += status != ACA_DONE;
    if (status != ACA_DONE)
      fprintf(stderr, "%s\n", aca_response_message(aca_pager_response(pager)));
    return;
  }
  for (size_t i = 0; i < apps->value.count; i++)
    get_app(p, apps->value.items[i].id);
  if (aca_loop_next_page(p->loop, pager, on_page, p) == 0)
    p->failures++;
}

int main(void)
{
  program p = {.epoll = epoll_create1(EPOLL_CLOEXEC), .timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)};
  struct epoll_event timer = {.events = EPOLLIN, .data.fd = p.timer};
  aca_client_options options = {
      .endpoint = getenv("ACA_ENDPOINT"),
      .subscription_id = getenv("AZURE_SUBSCRIPTION_ID"),
      .credential = aca_credential_token(getenv("ACA_ACCESS_TOKEN")),
  };
  aca_loop_options hooks = {.on_socket = on_socket, .on_timer = on_timer, .user_data = &p};
  aca_pager *pager;
  if (p.epoll < 0 || epoll_ctl(p.epoll, EPOLL_CTL_ADD, p.timer, &timer) != 0 ||
      aca_client_new(&options, &p.client) != ACA_OK || aca_loop_new(&hooks, &p.loop) != ACA_OK)
    return 2;
  if (aca_container_apps_list_by_subscription(p.client, NULL, &pager) != ACA_OK ||
      aca_loop_next_page(p.loop, pager, on_page, &p) == 0)
    p.failures++;
  run(&p);
  aca_loop_free(p.loop);
  aca_pager_free(pager);
  aca_client_free(p.client);
  close(p.timer);
  close(p.epoll);
  return p.failures == 0 ? 0 : 1;
}
