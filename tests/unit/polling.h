/* What the tests of pollers share: operations that go their whole way over a transport that only pretends. */
#ifndef POLLING_H
#define POLLING_H

#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define CLOUD "https://management.azure.com"
#define SCOPED CLOUD "/subscriptions/" SUBSCRIPTION "/providers/Microsoft.App/locations/eastus/"
#define GROUP CLOUD "/subscriptions/" SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.App/"
#define VERSION "?api-version=" ACA_API_VERSION

/* Resources, actions on them, and where their operations are followed. */
#define APP GROUP "containerApps/web" VERSION
#define START GROUP "containerApps/web/start" VERSION
#define ENVIRONMENT GROUP "managedEnvironments/web" VERSION
#define SOURCE GROUP "containerApps/web/sourcecontrols/current" VERSION
#define STATUS SCOPED "containerappOperationStatuses/1" VERSION "&t=1&c=2"
#define RESULT SCOPED "containerappOperationResults/1" VERSION "&t=1&c=2"
#define RESULT_2 SCOPED "containerappOperationResults/1" VERSION "&t=2&c=2"

#define ASYNC "Azure-AsyncOperation: " STATUS
#define LOCATION "Location: " RESULT
#define LOCATION_2 "Location: " RESULT_2
#define BOTH ASYNC "\n" LOCATION

#define IN_STATE(state) "{\"name\":\"web\",\"properties\":{\"provisioningState\":\"" state "\"}}"
#define STATELESS "{\"name\":\"web\",\"properties\":{}}"
#define SAYS(status) \
  "{\"id\":\"/x/1\",\"name\":\"1\",\"status\":\"" status "\",\"startTime\":\"2023-08-01T10:00:00.123\"}"

enum { LONGEST_CHAIN = 8 };

/* An operation and all its answers, and what it comes to. */
typedef struct chain {
  const char *operation;
  fake_answer answers[LONGEST_CHAIN];
  const char *log;     /* the requests */
  aca_status status;   /* in the end; with an error the poller may not have ended: see `goes_on` */
  bool goes_on;
  const char *state;
  const char *message; /* NULL: "success" */
  const char *name;    /* of the resource that is the result; NULL: there is none */
} chain;

/* The subject of a test. */
typedef struct polling {
  fake fake;
  aca_client *client;
  aca_poller *poller;
} polling;

/* A client with the token "secret-token" that gets `answers` and then none, and does not wait for long. */
static inline void polling_open(polling *p, const fake_answer *answers)
{
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION,
      .credential = aca_credential_token("secret-token"),
      .poll_interval_ms = 1,
      .retry.max_retries = -1,
  };
  size_t count = 0;
  while (answers[count].http_status != 0 || answers[count].status != ACA_OK)
    count++;
  *p = (polling){.fake = {.script = answers,
                          .script_count = count,
                          .answer = {.status = ACA_ERROR_TRANSPORT, .message = "one request too many"}}};
  p->client = fake_client(&p->fake, &options);
  assert_non_null(p->client);
}

static inline void polling_close(polling *p)
{
  aca_poller_free(p->poller);
  aca_client_free(p->client);
}

static const char *const polling_arguments[] = {"rg", "web", "current", "token"}; /* a token since 2024-02-02-preview */

/* A poller of an operation that is not begun. */
static inline void polling_prepare(polling *p, const char *operation, const aca_call_options *options)
{
  aca_call_options settings = options != NULL ? *options : (aca_call_options){0};
  const aca_operation *called = operation_called(operation);
  aca_request *request;
  settings.body_json = called->body != NULL ? "{}" : NULL;
  assert_int_equal(aca_operation_request(p->client, called, polling_arguments, NULL, &settings, &request), ACA_OK);
  assert_int_equal(aca_poller_new(request, &p->poller), ACA_OK);
}

/* A poller whose operation `answers`, ending in a zeroed one, have begun. */
static inline aca_status polling_begin(polling *p, const char *operation, const fake_answer *answers,
                                       const aca_call_options *options)
{
  polling_open(p, answers);
  polling_prepare(p, operation, options);
  return aca_poller_step(p->poller);
}

/* All models of resources start with these two. */
static inline const char *polling_name(const void *value)
{
  const struct {
    const char *id;
    const char *name;
  } *resource = value;
  return resource != NULL ? resource->name : NULL;
}

/* Each of these requests may have the token, for they go to the endpoint. */
static inline void polling_check_hosts(const char *log)
{
  for (const char *line = log; *line != '\0'; line += strcspn(line, "\n") + 1)
    assert_ptr_equal(strstr(line, CLOUD "/"), line + strcspn(line, " ") + 1);
}

static inline void polling_check_end(const polling *p, const chain *c, aca_status status, const char *log)
{
  const aca_response *response = aca_poller_response(p->poller);
  assert_string_equal(p->fake.log, log);
  assert_string_equal(aca_response_message(response), c->message != NULL ? c->message : "success");
  assert_int_equal(status, c->status);
  assert_int_equal(aca_response_status(response), c->status);
  assert_int_equal(aca_poller_is_done(p->poller), !c->goes_on);
  assert_string_equal(aca_poller_state(p->poller), c->state);
  if (!c->goes_on) {
    const char *name = polling_name(aca_poller_value(p->poller));
    assert_ptr_equal(aca_poller_value(p->poller), aca_response_value(response));
    assert_string_equal(name != NULL ? name : "none", c->name != NULL ? c->name : "none");
    assert_null(aca_poller_resume_token(p->poller));
    assert_int_equal(aca_poller_step(p->poller), status == ACA_OK ? ACA_DONE : status);
    assert_int_equal(aca_poller_wait(p->poller), status);
    assert_string_equal(p->fake.log, log);
  }
  polling_check_hosts(p->fake.log);
}

/* Goes on with the rest of the chain, from its request number `at`, elsewhere. */
static inline void polling_check_resumed(const chain *c, size_t at, const char *token)
{
  polling p;
  const char *log = c->log;
  for (size_t i = 0; i < at; i++)
    log += strcspn(log, "\n") + 1;
  assert_lacks(token, "secret-token");
  polling_open(&p, c->answers + at);
  assert_int_equal(aca_poller_resume(p.client, operation_called(c->operation), token, NULL, &p.poller), ACA_OK);
  assert_int_equal(p.fake.performed, 0);
  polling_check_end(&p, c, aca_poller_wait(p.poller), log);
  polling_close(&p);
}

/* The chain in one go; step by step; and taken up elsewhere after each step. */
static inline void check(const chain *c)
{
  polling p;
  polling_open(&p, c->answers);
  polling_prepare(&p, c->operation, NULL);
  assert_null(aca_poller_resume_token(p.poller));
  polling_check_end(&p, c, aca_poller_wait(p.poller), c->log);
  polling_close(&p);

  aca_status status = polling_begin(&p, c->operation, c->answers, NULL);
  for (size_t at = 1; status == ACA_OK; at++) {
    const char *token = aca_poller_resume_token(p.poller);
    assert_non_null(token);
    polling_check_resumed(c, at, token);
    status = aca_poller_step(p.poller);
  }
  polling_check_end(&p, c, status == ACA_DONE ? ACA_OK : status, c->log);
  polling_close(&p);
}

#endif
