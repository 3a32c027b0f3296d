/* Whoever is signed in to a developer's tool. */
#include <stdlib.h>
#include <string.h>

#include "aca/base64.h"
#include "entra.h"
#include "process.h"

enum { TIMEOUT_MS = 10000, LONGEST_QUOTE = 400, MOST_ARGUMENTS = 12 };
enum { NOT_FOUND = 127 }; /* the exit code of shells */

#define IDENTIFIER "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_"

typedef struct tool {
  const char *name;
  const char *program;
  const char *product;
  const char *sign_in;
  const char *tenant_option;
  bool takes_claims; /* when signing in */
  aca__token_names names;
} tool;

static const tool az = {
    .name = "azure cli",
    .program = "az",
    .product = "the Azure CLI",
    .sign_in = "az login",
    .tenant_option = "--tenant",
    .takes_claims = true,
    .names = {.token = "accessToken", .expires_on = "expires_on", .local_time = "expiresOn"},
};

static const tool azd = {
    .name = "azure developer cli",
    .program = "azd",
    .product = "the Azure Developer CLI",
    .sign_in = "azd auth login",
    .tenant_option = "--tenant-id",
    .names = {.token = "token", .expires_on = "expiresOn"},
};

typedef struct developer {
  aca__source base;
  const tool *tool;
  char *tenant_id;    /* or NULL */
  char *subscription; /* or NULL */
  long timeout_ms;
} developer;

/* ---- what is run ---- */

/* Nothing that a shell or the tool could take for something else, should a shell script wrap it. */
static bool is_plain(const char *text, const char *characters)
{
  return *text != '\0' && *text != '-' && text[strspn(text, characters)] == '\0';
}

typedef struct command {
  size_t count;
  const char *arguments[MOST_ARGUMENTS];
} command;

static void add(command *c, const char *argument, const char *value)
{
  if (value != NULL) {
    c->arguments[c->count++] = argument;
    c->arguments[c->count++] = value;
  }
}

static command command_of(const developer *d, const char *scope, const char *resource)
{
  static const command cli = {5, {"az", "account", "get-access-token", "-o", "json"}},
                       developer_cli = {6, {"azd", "auth", "token", "-o", "json", "--no-prompt"}};
  command c = d->tool == &az ? cli : developer_cli;
  if (d->tool == &az)
    add(&c, "--resource", resource);
  else
    add(&c, "--scope", scope);
  add(&c, d->tool->tenant_option, d->tenant_id);
  add(&c, "--subscription", d->subscription);
  return c;
}

/* ---- what it says ---- */

/* The first line with something in it; one that begins with "ERROR" is preferred, as warnings go before it. */
static const char *telling_line(const char *text, size_t *length)
{
  const char *first = "";
  *length = 0;
  while (*text != '\0') {
    text += strspn(text, " \t\r\n");
    size_t here = strcspn(text, "\r\n");
    bool is_error = strncmp(text, "ERROR", 5) == 0;
    if (*length == 0 || is_error) {
      first = text;
      *length = here;
    }
    if (is_error)
      break;
    text += here;
  }
  return first;
}

/* Appends the line for people: printable, and not endless. */
static void quote(aca__buffer *out, const char *text)
{
  size_t length;
  const char *line = telling_line(text, &length);
  for (size_t i = 0; i < length && i < LONGEST_QUOTE; i++)
    aca__buffer_add(out, line[i] >= ' ' && line[i] <= '~' ? &line[i] : "?", 1);
}

/* azd says as JSON what goes wrong: {"data": {"message": "\nERROR: ..."}}. */
static bool quote_json(aca__buffer *out, const char *text)
{
  aca_token fault = {0};
  struct cJSON *root = NULL;
  size_t length;
  const char *line = telling_line(text, &length);
  if (*line == '{' && aca__token_parse(line, length, &fault, &root) == ACA_OK) {
    const char *message = aca__json_text(aca__json_member(aca__json_member(root, "data"), "message"));
    if (message != NULL)
      quote(out, message);
  }
  aca__json_free_secret(root);
  aca__token_clear(&fault);
  return out->length > 0;
}

static const char *errors_of(const aca__process *process, aca__buffer *out)
{
  if (process->errors.data != NULL && !quote_json(out, process->errors.data))
    quote(out, process->errors.data);
  return out->length > 0 ? out->data : NULL;
}

static aca_status not_set_up(const tool *t, aca_token *token)
{
  return aca__token_unavailable(token, "%s is not on PATH: install %s and run `%s`", t->program, t->product, t->sign_in);
}

static aca_status ended(const tool *t, const aca__process *process, aca_token *token)
{
  aca__buffer quoted = {0};
  const char *errors = errors_of(process, &quoted);
  aca_status status = ACA_OK;
  if (process->code == NOT_FOUND)
    status = not_set_up(t, token);
  else if (process->code != 0 && errors != NULL)
    status = aca__token_refused(token, "%s ended with exit code %d: %s", t->program, process->code, errors);
  else if (process->code != 0)
    status = aca__token_refused(token, "%s ended with exit code %d and said nothing: try `%s`", t->program, process->code,
                                t->sign_in);
  else if (process->output.length == 0)
    status = aca__token_refused(token, "%s printed nothing%s%s", t->program, errors != NULL ? ", but said: " : "",
                                errors != NULL ? errors : "");
  if (quoted.failed)
    status = ACA_ERROR_MEMORY;
  aca__buffer_free(&quoted);
  return status;
}

static aca_status judge(const developer *d, const aca__process *process, aca_token *token)
{
  const tool *t = d->tool;
  switch (process->end) {
  case ACA__PROCESS_ENDED: return ended(t, process, token);
  case ACA__PROCESS_KILLED: return aca__token_refused(token, "%s was ended by signal %d", t->program, process->code);
  case ACA__PROCESS_NOT_FOUND: return not_set_up(t, token);
  case ACA__PROCESS_NOT_RUN:
    return aca__token_refused(token, "%s cannot be run: %s", t->program, strerror(process->code));
  case ACA__PROCESS_SLOW:
    return aca__token_refused(token, "%s took longer than %ld ms: raise timeout_ms, or try `%s`", t->program,
                              d->timeout_ms, t->sign_in);
  case ACA__PROCESS_LOUD: break;
  }
  return aca__token_refused(token, "%s printed more than any token takes", t->program);
}

static aca_status read_output(const tool *t, const aca__process *process, aca_token *token)
{
  struct cJSON *root;
  aca_status status = aca__token_parse(process->output.data, process->output.length, token, &root);
  if (status == ACA_OK) {
    status = aca__token_read(root, &t->names, aca__clock().unix_s, token);
    aca__json_free_secret(root);
  }
  if (status == ACA_ERROR_AUTHENTICATION)
    aca__token_add_context(token, "output of %s", t->program);
  return status;
}

/* ---- the source ---- */

/* The tool takes no claims for a token: the person has to meet them. */
static aca_status ask_person(const developer *d, const char *claims, aca_token *token)
{
  char *encoded = NULL;
  if (d->tool->takes_claims && aca_base64_encode(claims, strlen(claims), &encoded) != ACA_OK)
    return ACA_ERROR_MEMORY;
  aca__token_refused(token, "the service wants a new sign-in: run `%s%s%s%s%s%s%s`, then try again", d->tool->sign_in,
                     d->tenant_id != NULL ? " " : "", d->tenant_id != NULL ? d->tool->tenant_option : "",
                     d->tenant_id != NULL ? " " : "", d->tenant_id != NULL ? d->tenant_id : "",
                     encoded != NULL ? " --claims-challenge " : "", encoded != NULL ? encoded : "");
  free(encoded);
  return ACA_ERROR_AUTHENTICATION;
}

static aca_status run(const developer *d, const aca__ask *ask, aca_token *token)
{
  const char *scope = ask->wanted.scope;
  if (!is_plain(scope, IDENTIFIER "/:"))
    return aca__token_refused(token, "scope: has another character than letters, digits, and '.', '-', '_', '/' and ':'");
  if (ask->wanted.claims != NULL)
    return ask_person(d, ask->wanted.claims, token);
  char *resource = strndup(scope, aca__resource_length(scope));
  if (resource == NULL)
    return ACA_ERROR_MEMORY;
  aca__process process;
  const command c = command_of(d, scope, resource);
  aca_status status = aca__process_run(c.arguments, d->timeout_ms, ask, &process);
  if (status == ACA_OK)
    status = judge(d, &process, token);
  if (status == ACA_OK)
    status = read_output(d->tool, &process, token);
  aca__process_free(&process);
  free(resource);
  return status;
}

static aca_status get(aca__source *self, const aca__ask *ask, aca_token *token)
{
  aca_status status = run((const developer *)self, ask, token);
  if (status == ACA_ERROR_AUTHENTICATION && ask->in_chain) /* a tool that is there but of no use is not set up */
    token->unavailable = true;
  return status;
}

static void developer_free(aca__source *self)
{
  developer *d = (developer *)self;
  free(d->tenant_id);
  free(d->subscription);
  free(d);
}

static const char *fault_of(const tool *t, const aca_developer_options *options)
{
  if (options->tenant_id != NULL && aca__tenant_fault(options->tenant_id) != NULL)
    return aca__tenant_fault(options->tenant_id);
  if (options->tenant_id != NULL && !is_plain(options->tenant_id, IDENTIFIER))
    return "tenant_id: begins with '-'";
  if (options->subscription != NULL && t != &az)
    return "subscription: only the Azure CLI takes one";
  if (options->subscription != NULL && !is_plain(options->subscription, IDENTIFIER " "))
    return "subscription: empty, begins with '-', or has another character than letters, digits, '.', '-', '_' and ' '";
  return options->timeout_ms < 0 ? "timeout_ms: negative" : NULL;
}

static aca_credential *developer_with(const tool *t, const aca_developer_options *options)
{
  static const aca_developer_options none;
  const aca_developer_options *o = options != NULL ? options : &none;
  const char *fault = fault_of(t, o);
  if (fault != NULL)
    return aca__credential_faulty(t->name, false, "%s", fault);
  developer *d = calloc(1, sizeof *d);
  if (d == NULL)
    return aca__credential_of(NULL);
  *d = (developer){.base = {.name = t->name, .get = get, .free = developer_free},
                   .tool = t,
                   .tenant_id = o->tenant_id != NULL ? strdup(o->tenant_id) : NULL,
                   .subscription = o->subscription != NULL ? strdup(o->subscription) : NULL,
                   .timeout_ms = o->timeout_ms != 0 ? o->timeout_ms : TIMEOUT_MS};
  if ((d->tenant_id != NULL || o->tenant_id == NULL) && (d->subscription != NULL || o->subscription == NULL))
    return aca__credential_of(&d->base);
  developer_free(&d->base);
  return aca__credential_of(NULL);
}

aca_credential *aca_credential_azure_cli(const aca_developer_options *options)
{
  return developer_with(&az, options);
}

aca_credential *aca_credential_azure_developer_cli(const aca_developer_options *options)
{
  return developer_with(&azd, options);
}
