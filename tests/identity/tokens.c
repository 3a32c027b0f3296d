/* Reads lines of settings (see lines.h), makes the credential that each describes, and asks it for tokens. */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <aca/aca.h>

#include "lines.h"

enum { MOST = 16 };

/* Of the callbacks of one line. */
static long asked, released;

static void let_go(void *data)
{
  (void)data;
  released++;
}

static aca_entra_options entra(const settings *s)
{
  return (aca_entra_options){
      .authority_host = setting(s, "authority_host"),
      .ca_file = setting(s, "ca_file"),
      .proxy = setting(s, "proxy"),
      .try_timeout_ms = number(s, "try_timeout_ms"),
  };
}

/* ---- one function for each kind ---- */

static aca_credential *token(const settings *s)
{
  return aca_credential_token(setting(s, "token"));
}

static aca_credential *client_secret(const settings *s)
{
  return aca_credential_client_secret(&(aca_client_secret_options){.tenant_id = setting(s, "tenant_id"),
                                                                   .client_id = setting(s, "client_id"),
                                                                   .client_secret = setting(s, "client_secret"),
                                                                   .entra = entra(s)});
}

static aca_credential *client_certificate(const settings *s)
{
  const char *data = setting(s, "data");
  return aca_credential_client_certificate(
      &(aca_client_certificate_options){.tenant_id = setting(s, "tenant_id"),
                                        .client_id = setting(s, "client_id"),
                                        .path = setting(s, "path"),
                                        .data = data,
                                        .data_length = data != NULL ? strlen(data) : 0,
                                        .password = setting(s, "password"),
                                        .send_chain = number(s, "send_chain") != 0,
                                        .entra = entra(s)});
}

static aca_status give_assertion(aca_token *assertion, void *data)
{
  asked++;
  const char *jwt = setting(data, "assertion");
  if (jwt != NULL)
    return aca_token_set(assertion, jwt, 0);
  aca_token_set_error(assertion, setting(data, "assertion_error"));
  return ACA_ERROR_AUTHENTICATION;
}

static aca_credential *client_assertion(const settings *s)
{
  const aca_assertion_callback callback = number(s, "no_callback") == 0 ? give_assertion : NULL;
  return aca_credential_client_assertion(&(aca_client_assertion_options){.tenant_id = setting(s, "tenant_id"),
                                                                         .client_id = setting(s, "client_id"),
                                                                         .callback = callback,
                                                                         .user_data = (void *)s,
                                                                         .release = let_go,
                                                                         .entra = entra(s)});
}

static aca_credential *workload_identity(const settings *s)
{
  return aca_credential_workload_identity(&(aca_workload_identity_options){.tenant_id = setting(s, "tenant_id"),
                                                                           .client_id = setting(s, "client_id"),
                                                                           .token_file = setting(s, "token_file"),
                                                                           .entra = entra(s)});
}

static aca_credential *managed_identity(const settings *s)
{
  return aca_credential_managed_identity(&(aca_managed_identity_options){.client_id = setting(s, "client_id"),
                                                                         .object_id = setting(s, "object_id"),
                                                                         .resource_id = setting(s, "resource_id")});
}

static aca_developer_options developer(const settings *s)
{
  return (aca_developer_options){.tenant_id = setting(s, "tenant_id"),
                                 .subscription = setting(s, "subscription"),
                                 .timeout_ms = number(s, "timeout_ms")};
}

static aca_credential *azure_cli(const settings *s)
{
  const aca_developer_options options = developer(s);
  return aca_credential_azure_cli(&options);
}

static aca_credential *azure_developer_cli(const settings *s)
{
  const aca_developer_options options = developer(s);
  return aca_credential_azure_developer_cli(&options);
}

static bool show_code(const aca_device_code *code, void *data)
{
  say("user_code", code->user_code);
  say("verification_uri", code->verification_uri);
  say("shown", code->message);
  say_number("code_expires_on", code->expires_on);
  return number(data, "give_up") == 0;
}

static aca_credential *device_code(const settings *s)
{
  return aca_credential_device_code(
      &(aca_device_code_options){.tenant_id = setting(s, "tenant_id"),
                                 .client_id = setting(s, "client_id"),
                                 .callback = number(s, "default_callback") == 0 ? show_code : NULL,
                                 .user_data = (void *)s,
                                 .entra = entra(s)});
}

static aca_credential *environment(const settings *s)
{
  const aca_entra_options options = entra(s);
  return aca_credential_environment(&options);
}

static aca_credential *default_chain(const settings *s)
{
  return aca_credential_default(&(aca_default_options){.tenant_id = setting(s, "tenant_id"),
                                                       .managed_identity_client_id = setting(s, "client_id"),
                                                       .entra = entra(s)});
}

/* Not set up here for the first "unavailable" times, then gives the token. */
static aca_status hesitate(const aca_token_request *request, aca_token *token, void *data)
{
  (void)request;
  if (++asked > number(data, "unavailable"))
    return aca_token_set(token, setting(data, "token"), 0);
  aca_token_set_unavailable(token, "not yet");
  return ACA_ERROR_AUTHENTICATION;
}

static aca_credential *callback(const settings *s)
{
  return aca_credential_callback(hesitate, (void *)s, let_go);
}

static const struct {
  const char *name;
  aca_credential *(*make)(const settings *s);
} kinds[] = {
    {"token", token},
    {"callback", callback},
    {"client_secret", client_secret},
    {"client_certificate", client_certificate},
    {"client_assertion", client_assertion},
    {"workload_identity", workload_identity},
    {"managed_identity", managed_identity},
    {"azure_cli", azure_cli},
    {"azure_developer_cli", azure_developer_cli},
    {"device_code", device_code},
    {"environment", environment},
    {"default", default_chain},
};

static aca_credential *credential_called(const char *name, const settings *s)
{
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i].name, name) == 0)
      return kinds[i].make(s);
  fprintf(stderr, "no such kind: %s\n", name);
  exit(2);
}

/* With "kind" more than once, a chain. */
static aca_credential *credential(const settings *s)
{
  const char *names[MOST];
  aca_credential *members[MOST];
  size_t count = all_settings(s, "kind", names, MOST);
  if (count == 0)
    return NULL;
  for (size_t i = 0; i < count; i++)
    members[i] = credential_called(names[i], s);
  return count == 1 ? members[0] : aca_credential_chain(members, count);
}

/* ---- asking ---- */

typedef struct variable {
  char *name;
  char *before;
} variable;

/* "env" is NAME=VALUE, or NAME to unset it. */
static size_t set_environment(const settings *s, variable *variables)
{
  const char *lines[MOST];
  size_t count = all_settings(s, "env", lines, MOST);
  for (size_t i = 0; i < count; i++) {
    char *name = strdup(lines[i]), *equals = strchr(name, '=');
    if (equals != NULL)
      *equals = '\0';
    const char *before = getenv(name);
    variables[i] = (variable){name, before != NULL ? strdup(before) : NULL};
    if (equals != NULL)
      setenv(name, equals + 1, 1);
    else
      unsetenv(name);
  }
  return count;
}

static void take_back(variable *variables, size_t count)
{
  while (count-- > 0) {
    if (variables[count].before != NULL)
      setenv(variables[count].name, variables[count].before, 1);
    else
      unsetenv(variables[count].name);
    free(variables[count].name);
    free(variables[count].before);
  }
}

typedef struct asker {
  pthread_t thread;
  aca_client *client;
  aca_status status;
  aca_token *token;
} asker;

static void *ask(void *data)
{
  asker *a = data;
  a->status = aca_client_get_token(a->client, &a->token);
  return NULL;
}

/* "threads" of them at once; what the last says is printed, and how many have a token. */
static aca_status ask_at_once(aca_client *client, long threads, aca_token **token)
{
  asker *askers = calloc((size_t)threads, sizeof *askers);
  long good = 0;
  for (long i = 0; i < threads; i++) {
    askers[i].client = client;
    pthread_create(&askers[i].thread, NULL, ask, &askers[i]);
  }
  for (long i = 0; i < threads; i++) {
    pthread_join(askers[i].thread, NULL);
    good += askers[i].status == ACA_OK;
    if (i + 1 < threads)
      aca_token_free(askers[i].token);
  }
  aca_status status = askers[threads - 1].status;
  *token = askers[threads - 1].token;
  free(askers);
  say_number("good", good);
  return status;
}

static void answer(const settings *s)
{
  aca_client *client;
  aca_token *got = NULL;
  asked = released = 0;
  const aca_client_options options = {
      .subscription_id = "sub",
      .credential = credential(s),
      .cloud = (aca_cloud)number(s, "cloud"),
      .authority_host = setting(s, "client_authority_host"),
      .scope = setting(s, "scope"),
  };
  aca_status status = aca_client_new(&options, &client);
  if (status == ACA_OK) {
    long times = number(s, "times") != 0 ? number(s, "times") : 1;
    for (long i = 0; i < times; i++) {
      if (i > 0)
        usleep((useconds_t)number(s, "pause_ms") * 1000);
      aca_token_free(got);
      status = ask_at_once(client, number(s, "threads") != 0 ? number(s, "threads") : 1, &got);
    }
    say("text", aca_token_text(got));
    say("message", aca_token_error(got));
    say("source", aca_token_source(got));
    say_number("expires_on", aca_token_expires_on(got));
    aca_token_free(got);
    aca_client_free(client);
  }
  say_number("asked", asked);
  say_number("released", released);
  say_number("status", status);
}

static long descriptors(void)
{
  long count = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (folder != NULL && readdir(folder) != NULL)
    count++;
  if (folder != NULL)
    closedir(folder);
  return count;
}

int main(void)
{
  char *line = NULL;
  size_t size = 0;
  variable variables[MOST];
  while (getline(&line, &size, stdin) > 0) {
    settings s;
    settings_read(&s, line);
    size_t count = set_environment(&s, variables);
    answer(&s);
    take_back(variables, count);
    say_number("descriptors", descriptors());
    printf("\ndone\n");
    fflush(stdout);
  }
  free(line);
  return 0;
}
