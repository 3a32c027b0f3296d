#include "entra.h"

#include <stdlib.h>
#include <string.h>

#include "cloud.h"
#include "retry.h"
#include "url.h"
#include "uuid.h"

enum { TRY_TIMEOUT_MS = 30000 };

const char *aca__entra_fault(const aca_entra_options *options)
{
  static const char *const faults[] = ACA__ENDPOINT_FAULTS("authority_host"),
                           *const of_environment[] = ACA__ENDPOINT_FAULTS("AZURE_AUTHORITY_HOST");
  if (options->try_timeout_ms < 0)
    return "try_timeout_ms: negative";
  const char *fault = faults[aca__endpoint_check(options->authority_host, true)];
  if (fault != NULL || options->authority_host != NULL)
    return fault;
  return of_environment[aca__endpoint_check(aca__environment("AZURE_AUTHORITY_HOST"), true)];
}

const char *aca__application_fault(const char *tenant_id, const char *client_id, const aca_entra_options *options)
{
  const char *fault = aca__tenant_fault(tenant_id);
  if (fault == NULL)
    fault = aca__client_fault(client_id);
  return fault != NULL ? fault : aca__entra_fault(options);
}

static char *copy(const char *text)
{
  return text != NULL ? strdup(text) : NULL;
}

bool aca__entra_begin(aca__entra *entra, const char *tenant_id, const char *client_id, const aca_entra_options *options)
{
  const char *usual = aca__environment("AZURE_AUTHORITY_HOST");
  *entra = (aca__entra){
      .tenant_id = copy(tenant_id),
      .client_id = copy(client_id),
      .authority_host = copy(options->authority_host),
      .usual_authority_host = strdup(usual != NULL ? usual : aca__cloud_at(ACA_CLOUD_PUBLIC)->authority_host),
      .try_timeout_ms = options->try_timeout_ms != 0 ? options->try_timeout_ms : TRY_TIMEOUT_MS,
      .transport = aca__identity_transport(options),
  };
  return entra->tenant_id != NULL && entra->client_id != NULL && entra->usual_authority_host != NULL &&
         (entra->authority_host != NULL || options->authority_host == NULL) && entra->transport != NULL;
}

void aca__entra_end(aca__entra *entra)
{
  free(entra->tenant_id);
  free(entra->client_id);
  free(entra->authority_host);
  free(entra->usual_authority_host);
  if (entra->transport != NULL)
    entra->transport->free(entra->transport);
  *entra = (aca__entra){0};
}

/* AD FS has no tenants, and an older path. */
void aca__entra_url(const aca__entra *entra, const aca__ask *ask, const char *endpoint, aca__buffer *url)
{
  const char *host = entra->authority_host;
  if (host == NULL)
    host = ask->wanted.authority_host != NULL ? ask->wanted.authority_host : entra->usual_authority_host;
  size_t length = strlen(host);
  while (length > 0 && host[length - 1] == '/')
    length--;
  aca__buffer_add(url, host, length);
  aca__buffer_char(url, '/');
  aca__buffer_text(url, entra->tenant_id);
  aca__buffer_text(url, strcmp(entra->tenant_id, "adfs") == 0 ? "/oauth2/" : "/oauth2/v2.0/");
  aca__buffer_text(url, endpoint);
}

/* ---- claims ---- */

static void write_members(aca__writer *writer, aca__node *object, const char *but)
{
  aca__view view;
  aca__json_view(object, &view);
  for (aca__node *child = view.child; child != NULL;) {
    aca__view member;
    aca__json_view(child, &member);
    if (strcmp(member.name, but) != 0) {
      aca__write_member(writer, member.name);
      aca__write_node(writer, child);
    }
    child = member.next;
  }
}

/* What the challenge wants (NULL: nothing), and that this client answers challenges ("CP1"). */
static void write_claims(aca__buffer *out, aca__node *challenge)
{
  aca__writer writer = {.out = out};
  aca__write_open(&writer, '{');
  if (challenge != NULL)
    write_members(&writer, challenge, "access_token");
  aca__write_member(&writer, "access_token");
  aca__write_open(&writer, '{');
  aca__node *wanted = challenge != NULL ? aca__json_member(challenge, "access_token") : NULL;
  if (wanted != NULL)
    write_members(&writer, wanted, "xms_cc");
  aca__write_member(&writer, "xms_cc");
  aca__write_open(&writer, '{');
  aca__write_member(&writer, "values");
  aca__write_open(&writer, '[');
  aca__write_element(&writer);
  aca__write_string(&writer, "CP1");
  aca__write_close(&writer, ']');
  aca__write_close(&writer, '}');
  aca__write_close(&writer, '}');
  aca__write_close(&writer, '}');
}

static aca_status add_claims(aca__buffer *form, const char *claims, aca_token *token)
{
  struct cJSON *challenge = NULL;
  aca__buffer text = {0};
  aca_status status = claims != NULL ? aca__token_parse(claims, strlen(claims), token, &challenge) : ACA_OK;
  if (status != ACA_OK)
    return status;
  write_claims(&text, challenge);
  aca__json_free(challenge);
  if (text.data != NULL)
    aca__form_add(form, "claims", text.data);
  status = text.failed ? ACA_ERROR_MEMORY : ACA_OK;
  aca__buffer_free(&text);
  return status;
}

/* ---- requests ---- */

static aca_status send_form(const aca__entra *entra, const aca__ask *ask, const char *url, const aca__buffer *form,
                            aca_response *response, aca_token *token)
{
  char id[ACA__UUID_SIZE] = "";
  aca__uuid(id);
  const aca_header headers[] = {{"Accept", "application/json"},
                                {"Content-Type", "application/x-www-form-urlencoded"},
                                {"client-request-id", id}};
  const aca_retry_options retry = aca__retry_options(NULL);
  const aca__exchange exchange = {
      .method = "POST",
      .url = url,
      .headers = headers,
      .header_count = sizeof headers / sizeof headers[0],
      .body = form->data,
      .body_length = form->length,
      .timeout_ms = entra->try_timeout_ms,
  };
  return aca__identity_send(entra->transport, url, exchange, &retry, ask, response, token);
}

aca_status aca__entra_post(const aca__entra *entra, const aca__ask *ask, const char *endpoint, aca__buffer *form,
                           aca_response **response, struct cJSON **root, aca_token *token)
{
  aca__buffer url = {0};
  *root = NULL;
  *response = aca__response_new();
  if (aca__response_is_constant(*response))
    return ACA_ERROR_MEMORY;
  aca__form_add(form, "client_id", entra->client_id);
  aca_status status = add_claims(form, ask->wanted.claims, token);
  aca__entra_url(entra, ask, endpoint, &url);
  if (form->failed || url.failed)
    status = ACA_ERROR_MEMORY;
  if (status == ACA_OK)
    status = send_form(entra, ask, url.data, form, *response, token);
  aca__buffer_free(&url);
  if (status == ACA_OK)
    status = aca__token_parse((*response)->body.data, (*response)->body.length, token, root);
  if (status == ACA_ERROR_AUTHENTICATION && (*response)->http_status != 0)
    aca__token_add_context(token, "Microsoft Entra ID, HTTP status %d", (*response)->http_status);
  return status;
}

static const char *text_of(aca__node *answer, const char *name)
{
  return aca__json_text(aca__json_member(answer, name));
}

/* What a person can do about an error. Entra says what each number (AADSTS...) means, and that texts change. */
static const char *advice(aca__node *answer)
{
  static const struct {
    int64_t code;
    const char *text;
  } known[] = {
      {7000215, "use the secret's value, not its id, and one of this application"},
      {7000222, "make a new secret for the application: this one has expired"},
      {700016, "check the client id, and that its application is in this tenant"},
      {700027, "upload the certificate to the application, or check that it is the one that is there"},
      {70011, "check the scope: one resource, followed by /.default"},
      {1002012, "end the scope in /.default"},
      {50001, "check the scope: this tenant does not know the resource"},
  };
  aca__view codes, code;
  int64_t number;
  aca__json_view(answer, &codes);
  for (aca__node *node = codes.kind == ACA__ARRAY ? codes.child : NULL; node != NULL; node = code.next) {
    aca__json_view(node, &code);
    for (size_t i = 0; aca__json_int64(&code, &number) && i < sizeof known / sizeof known[0]; i++)
      if (known[i].code == number)
        return known[i].text;
  }
  return NULL;
}

static void add_part(aca__buffer *text, const char *before, const char *part)
{
  if (part == NULL)
    return;
  aca__buffer_text(text, before);
  aca__buffer_text(text, part);
}

/* The description's first line, or sentences: what follows are ids and the time, which are members, too. */
static size_t length_for_people(const char *description)
{
  size_t length = strcspn(description, "\r\n");
  const char *ids = strstr(description, " Trace ID: ");
  return ids != NULL && (size_t)(ids - description) < length ? (size_t)(ids - description) : length;
}

aca_status aca__entra_refused(const aca_response *response, struct cJSON *root, aca_token *token)
{
  const char *error = text_of(root, "error"), *description = text_of(root, "error_description");
  if (error == NULL)
    return aca__token_refused(token, "Microsoft Entra ID: HTTP status %d, without an error code", response->http_status);
  aca__buffer text = {0};
  aca__buffer_text(&text, error);
  if (description != NULL && *description != '\0') {
    aca__buffer_text(&text, ": ");
    aca__buffer_add(&text, description, length_for_people(description));
  }
  add_part(&text, ", request id ", text_of(root, "trace_id"));
  add_part(&text, ", correlation id ", text_of(root, "correlation_id"));
  aca__node *codes = aca__json_member(root, "error_codes");
  add_part(&text, "; ", codes != NULL ? advice(codes) : NULL);
  aca_status status = text.failed ? ACA_ERROR_MEMORY : aca__token_refused(token, "Microsoft Entra ID: %s", text.data);
  aca__buffer_free(&text);
  return status;
}

aca_status aca__entra_token(const aca__entra *entra, const aca__ask *ask, aca__buffer *form, aca_token *token)
{
  aca_response *response;
  struct cJSON *root;
  aca_status status = aca__entra_post(entra, ask, "token", form, &response, &root, token);
  if (status == ACA_OK && response->http_status != 200)
    status = aca__entra_refused(response, root, token);
  else if (status == ACA_OK) {
    status = aca__token_read(root, &aca__oauth_names, aca__clock().unix_s, token);
    aca__token_add_context(token, "Microsoft Entra ID");
  }
  aca__json_free_secret(root);
  aca_response_free(response);
  return status;
}

aca_status aca__entra_assert(const aca__entra *entra, const aca__ask *ask, const char *assertion, aca_token *token)
{
  aca__buffer form = {.secret = true};
  aca__form_add(&form, "grant_type", "client_credentials");
  aca__form_add(&form, "scope", ask->wanted.scope);
  aca__form_add(&form, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  aca__form_add(&form, "client_assertion", assertion);
  aca_status status = aca__entra_token(entra, ask, &form, token);
  aca__buffer_free(&form);
  return status;
}
