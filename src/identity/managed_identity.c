/* The identity of the machine or service that the program runs on. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "hosts.h"
#include "retry.h"

static const char name[] = "managed identity";

enum { TRY_TIMEOUT_MS = 60000, PROBE_TIMEOUT_MS = 1000 };

typedef struct managed_identity {
  aca__source base;
  aca__transport *transport;
  const char *id_member; /* which of the three kinds `id` is, by its name in the options; NULL: system-assigned */
  char *id;
} managed_identity;

/* ---- one request ---- */

static bool is_http(const char *url)
{
  return strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

aca_status aca__host_send(const aca__host_call *call, const aca__host_request *wanted, aca_response *response)
{
  const aca_retry_options policy = aca__retry_options(wanted->retry);
  const aca__exchange exchange = {
      .method = wanted->form != NULL ? "POST" : "GET",
      .url = wanted->url,
      .headers = wanted->headers,
      .header_count = wanted->header_count,
      .authorization = wanted->authorization,
      .body = wanted->form,
      .body_length = wanted->form != NULL ? strlen(wanted->form) : 0,
      .timeout_ms = wanted->timeout_ms != 0 ? wanted->timeout_ms : TRY_TIMEOUT_MS,
  };
  if (!is_http(wanted->url))
    return aca__token_refused(call->token, "%s: its endpoint is no http or https URL", wanted->what);
  return aca__identity_send(call->transport, wanted->what, exchange, &policy, call->ask, response, call->token);
}

/* ---- answers ---- */

static void first_line(aca_token *token, const char *what, const aca_response *response)
{
  struct cJSON *root = NULL;
  aca_token ignored = {0};
  const char *text = NULL;
  if (aca__token_parse(response->body.data, response->body.length, &ignored, &root) == ACA_OK) {
    static const char *const members[] = {"error_description", "message", "error"};
    for (size_t i = 0; text == NULL && i < sizeof members / sizeof members[0]; i++)
      text = aca__json_text(aca__json_member(root, members[i]));
    aca__node *error = aca__json_member(root, "error");
    if (text == NULL && error != NULL)
      text = aca__json_text(aca__json_member(error, "message"));
  }
  aca__token_refused(token, "%s: HTTP status %d%s%.*s", what, response->http_status, text != NULL ? ": " : "",
                     text != NULL ? (int)strcspn(text, "\r\n") : 0, text != NULL ? text : "");
  aca__token_clear(&ignored);
  aca__json_free_secret(root);
}

aca_status aca__host_answer(const aca__host_call *call, const char *what, const aca_response *response)
{
  struct cJSON *root = NULL;
  aca_token *token = call->token;
  if (response->http_status != 200 && response->http_status != 202) {
    first_line(token, what, response);
    return ACA_ERROR_AUTHENTICATION;
  }
  aca_status status = aca__token_parse(response->body.data, response->body.length, token, &root);
  if (status == ACA_OK)
    status = aca__token_read(root, &aca__oauth_names, aca__clock().unix_s, token);
  else if (status == ACA_ERROR_AUTHENTICATION && call->ask->in_chain) /* whoever answers there is not what we want */
    token->unavailable = true;
  if (status == ACA_ERROR_AUTHENTICATION)
    aca__token_add_context(token, "%s", what);
  aca__json_free_secret(root);
  return status;
}

/* ---- URLs ---- */

void aca__host_url(const aca__host_call *call, aca__buffer *url, const char *endpoint, const char *api_version,
                   const char *id_name)
{
  aca__buffer query = {0};
  char *resource = strndup(call->ask->wanted.scope, aca__resource_length(call->ask->wanted.scope));
  aca__form_add(&query, "api-version", api_version);
  aca__form_add(&query, "resource", resource != NULL ? resource : "");
  if (id_name != NULL && call->id != NULL)
    aca__form_add(&query, id_name, call->id);
  aca__buffer_text(url, endpoint);
  aca__buffer_char(url, strchr(endpoint, '?') != NULL ? '&' : '?');
  aca__buffer_text(url, query.data != NULL ? query.data : "");
  url->failed = url->failed || query.failed || resource == NULL;
  aca__buffer_free(&query);
  free(resource);
}

const char *aca__host_id_name(const aca__host_call *call, const aca__id_names *names)
{
  if (call->id_member == NULL)
    return NULL;
  return call->id_member[0] == 'c' ? names->client_id : call->id_member[0] == 'o' ? names->object_id : names->resource_id;
}

/* The usual case: one GET with one header. */
aca_status aca__host_ask(const aca__host_call *call, const aca__host_get *get)
{
  const aca_header header = {get->header, get->value};
  aca__buffer url = {0};
  const char *id_name = aca__host_id_name(call, &get->ids);
  if (call->id != NULL && id_name == NULL)
    return aca__token_refused(call->token, "%s: takes no %s", get->what, call->id_member);
  aca__host_url(call, &url, get->endpoint, get->api_version, id_name);
  aca_response *response = aca__response_new();
  aca_status status = url.failed || aca__response_is_constant(response) ? ACA_ERROR_MEMORY : ACA_OK;
  if (status == ACA_OK)
    status = aca__host_send(call,
                            &(aca__host_request){.what = get->what,
                                                 .url = url.data,
                                                 .headers = &header,
                                                 .header_count = 1,
                                                 .retry = get->retry},
                            response);
  if (status == ACA_OK)
    status = get->answer != NULL ? get->answer(call, get->what, response) : aca__host_answer(call, get->what, response);
  aca__buffer_free(&url);
  aca_response_free(response);
  return status;
}

/* ---- IMDS, of virtual machines ---- */

static const unsigned short imds_statuses[] = {404, 410, 429, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 0};
static const aca_retry_options imds_retry = {
    .max_retries = 6, .delay_ms = 2000, .max_delay_ms = 25000, .statuses = imds_statuses};

/* Asked without its header it refuses, but it is there. */
static aca_status probe(const aca__host_call *call, const char *endpoint)
{
  static const aca_retry_options once = {.max_retries = -1};
  aca__buffer url = {0};
  aca_response *response = aca__response_new();
  aca__host_url(call, &url, endpoint, "2018-02-01", NULL);
  aca_status status = url.failed || aca__response_is_constant(response) ? ACA_ERROR_MEMORY : ACA_OK;
  if (status == ACA_OK)
    status = aca__host_send(
        call, &(aca__host_request){.what = "IMDS", .url = url.data, .retry = &once, .timeout_ms = PROBE_TIMEOUT_MS},
        response);
  if (status == ACA_ERROR_AUTHENTICATION)
    call->token->unavailable = true;
  aca__buffer_free(&url);
  aca_response_free(response);
  return status;
}

static bool is_unreachable(const aca_response *response)
{
  return response->http_status == 403 && response->body.data != NULL && strstr(response->body.data, "unreachable") != NULL;
}

static aca_status imds_answer(const aca__host_call *call, const char *what, const aca_response *response)
{
  aca_status status = aca__host_answer(call, what, response);
  if (response->http_status == 400 && call->id != NULL)
    aca__token_add_context(call->token, "the identity is not assigned to this machine");
  else if (response->http_status == 400 || is_unreachable(response))
    call->token->unavailable = true;
  return status;
}

static bool is_probed(const aca__ask *ask)
{
  const char *chosen = aca__environment("AZURE_TOKEN_CREDENTIALS");
  return ask->in_chain && (chosen == NULL || strcasecmp(chosen, "ManagedIdentityCredential") != 0);
}

static aca_status ask_imds(const aca__host_call *call)
{
  const char *host = aca__environment("AZURE_POD_IDENTITY_AUTHORITY_HOST");
  aca__buffer endpoint = {0};
  aca__buffer_text(&endpoint, host != NULL ? host : "http://169.254.169.254");
  while (endpoint.length > 0 && endpoint.data[endpoint.length - 1] == '/')
    endpoint.data[--endpoint.length] = '\0';
  aca__buffer_text(&endpoint, "/metadata/identity/oauth2/token");
  aca_status status = endpoint.failed ? ACA_ERROR_MEMORY : ACA_OK;
  if (status == ACA_OK && is_probed(call->ask))
    status = probe(call, endpoint.data);
  if (status == ACA_OK)
    status = aca__host_ask(call, &(aca__host_get){.what = "IMDS",
                                                  .endpoint = endpoint.data,
                                                  .api_version = "2018-02-01",
                                                  .header = "Metadata",
                                                  .value = "true",
                                                  .ids = {"client_id", "object_id", "msi_res_id"},
                                                  .retry = &imds_retry,
                                                  .answer = imds_answer});
  aca__buffer_free(&endpoint);
  return status;
}

/* ---- the others ---- */

static const unsigned short host_statuses[] = {404, 408, 429, 500, 502, 503, 504, 0};
const aca_retry_options aca__host_retry = {.max_retries = 3, .delay_ms = 1000, .statuses = host_statuses};

static aca_status ask_app_service(const aca__host_call *call)
{
  return aca__host_ask(call, &(aca__host_get){.what = "App Service",
                                              .endpoint = aca__environment("IDENTITY_ENDPOINT"),
                                              .api_version = "2019-08-01",
                                              .header = "X-IDENTITY-HEADER",
                                              .value = aca__environment("IDENTITY_HEADER"),
                                              .ids = {"client_id", "object_id", "mi_res_id"},
                                              .retry = &aca__host_retry});
}

static aca_status ask_azure_ml(const aca__host_call *call)
{
  aca__host_call with_default = *call;
  if (call->id == NULL && aca__environment("DEFAULT_IDENTITY_CLIENT_ID") != NULL) {
    with_default.id_member = "client_id";
    with_default.id = aca__environment("DEFAULT_IDENTITY_CLIENT_ID");
  }
  return aca__host_ask(&with_default, &(aca__host_get){.what = "Azure ML",
                                                       .endpoint = aca__environment("MSI_ENDPOINT"),
                                                       .api_version = "2017-09-01",
                                                       .header = "secret",
                                                       .value = aca__environment("MSI_SECRET"),
                                                       .ids = {"clientid", NULL, NULL},
                                                       .retry = &aca__host_retry});
}

static aca_status ask_cloud_shell(const aca__host_call *call)
{
  static const char what[] = "Cloud Shell";
  static const aca_header headers[] = {{"Metadata", "true"}, {"Content-Type", "application/x-www-form-urlencoded"}};
  if (call->id != NULL)
    return aca__token_refused(call->token, "%s: takes no %s", what, call->id_member);
  aca__buffer form = {0};
  aca_response *response = aca__response_new();
  char *resource = strndup(call->ask->wanted.scope, aca__resource_length(call->ask->wanted.scope));
  aca__form_add(&form, "resource", resource != NULL ? resource : "");
  aca_status status =
      form.failed || resource == NULL || aca__response_is_constant(response) ? ACA_ERROR_MEMORY : ACA_OK;
  if (status == ACA_OK)
    status = aca__host_send(call,
                            &(aca__host_request){.what = what,
                                                 .url = aca__environment("MSI_ENDPOINT"),
                                                 .headers = headers,
                                                 .header_count = 2,
                                                 .form = form.data,
                                                 .retry = &aca__host_retry},
                            response);
  if (status == ACA_OK)
    status = aca__host_answer(call, what, response);
  aca__buffer_free(&form);
  free(resource);
  aca_response_free(response);
  return status;
}

/* ---- which of them ---- */

static aca_status ask_host(const aca__host_call *call)
{
  bool identity = aca__environment("IDENTITY_ENDPOINT") != NULL, msi = aca__environment("MSI_ENDPOINT") != NULL;
  if (identity && aca__environment("IDENTITY_HEADER") != NULL)
    return aca__environment("IDENTITY_SERVER_THUMBPRINT") != NULL ? aca__ask_service_fabric(call)
                                                                  : ask_app_service(call);
  if (msi)
    return aca__environment("MSI_SECRET") != NULL ? ask_azure_ml(call) : ask_cloud_shell(call);
  if ((identity && aca__environment("IMDS_ENDPOINT") != NULL) || access("/opt/azcmagent/bin/himds", F_OK) == 0)
    return aca__ask_azure_arc(call);
  return ask_imds(call);
}

static aca_status get(aca__source *self, const aca__ask *ask, aca_token *token)
{
  const managed_identity *m = (const managed_identity *)self;
  return ask_host(&(aca__host_call){
      .transport = m->transport, .ask = ask, .token = token, .id_member = m->id_member, .id = m->id});
}

static void managed_identity_free(aca__source *self)
{
  managed_identity *m = (managed_identity *)self;
  if (m->transport != NULL)
    m->transport->free(m->transport);
  free(m->id);
  free(m);
}

aca_credential *aca_credential_managed_identity(const aca_managed_identity_options *options)
{
  static const aca_managed_identity_options none;
  const aca_managed_identity_options *o = options != NULL ? options : &none;
  const struct {
    const char *member;
    const char *id;
  } ids[] = {{"client_id", o->client_id}, {"object_id", o->object_id}, {"resource_id", o->resource_id}};
  const char *member = NULL, *id = NULL;
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
    if (ids[i].id == NULL)
      continue;
    if (id != NULL)
      return aca__credential_faulty(name, false, "only one of client_id, object_id and resource_id is expected");
    if (*ids[i].id == '\0')
      return aca__credential_faulty(name, false, "%s: empty", ids[i].member);
    member = ids[i].member;
    id = ids[i].id;
  }
  managed_identity *m = calloc(1, sizeof *m);
  if (m == NULL)
    return aca__credential_of(NULL);
  m->base = (aca__source){.name = name, .get = get, .free = managed_identity_free};
  m->id_member = member;
  m->id = id != NULL ? strdup(id) : NULL;
  m->transport = aca__identity_transport(NULL);
  if (m->transport != NULL && (m->id != NULL || id == NULL))
    return aca__credential_of(&m->base);
  managed_identity_free(&m->base);
  return aca__credential_of(NULL);
}
