/* Machines outside Azure with its agent: the agent proves by a file that only the privileged can read who asks. */
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hosts.h"

static const char what[] = "Azure Arc";
static const char usual_endpoint[] = "http://127.0.0.1:40342/metadata/identity/oauth2/token";
static const char folder[] = "/var/opt/azcmagent/tokens/";
static const char suffix[] = ".key";
static const aca__id_names id_names = {"client_id", "object_id", "msi_res_id"};

enum { LARGEST_KEY = 4096 };

/* ---- the key ---- */

/* The path in `Basic realm=<path>`; NULL when there is none. */
static const char *key_path(const aca_response *response)
{
  static const char scheme[] = "Basic ";
  const char *challenge = aca_response_header(response, "WWW-Authenticate");
  if (challenge == NULL || strncasecmp(challenge, scheme, sizeof scheme - 1) != 0)
    return NULL;
  const char *realm = strcasestr(challenge, "realm=");
  return realm != NULL ? realm + strlen("realm=") : NULL;
}

/* Whoever answers on that port shall not choose which file is sent to it. */
static bool is_allowed(const char *path)
{
  size_t length = strlen(path), start = sizeof folder - 1, end = sizeof suffix - 1;
  return length > start + end && strncmp(path, folder, start) == 0 && strchr(path + start, '/') == NULL &&
         strcmp(path + length - end, suffix) == 0;
}

/* Appends the file's content; false when it cannot be read. */
static bool read_key(const char *path, aca__buffer *key)
{
  char bytes[LARGEST_KEY + 1];
  struct stat about;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return false;
  ssize_t length = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? read(fd, bytes, sizeof bytes) : -1;
  close(fd);
  bool good = length > 0 && length <= LARGEST_KEY;
  for (ssize_t i = 0; good && i < length; i++)
    good = bytes[i] > ' ' && bytes[i] <= '~';
  if (good)
    aca__buffer_add(key, bytes, (size_t)length);
  aca__wipe(bytes, sizeof bytes);
  return good;
}

static aca_status take_key(const aca__host_call *call, const aca_response *challenge, aca__buffer *authorization)
{
  const char *path = key_path(challenge);
  if (challenge->http_status != 401 || path == NULL)
    return aca__token_refused(call->token, "%s: HTTP status %d instead of a challenge", what, challenge->http_status);
  if (!is_allowed(path))
    return aca__token_refused(call->token, "%s: the challenge names no key file in %s", what, folder);
  aca__buffer_text(authorization, "Basic ");
  if (!read_key(path, authorization))
    return aca__token_refused(call->token, "%s: %s cannot be read; the program must run as root or in the group himds", what,
                              path);
  return authorization->failed ? ACA_ERROR_MEMORY : ACA_OK;
}

/* ---- the token ---- */

/* Old agents give the machine's own identity, whatever was asked for. */
static aca_status check_identity(const aca__host_call *call, const aca_response *response)
{
  struct cJSON *root = NULL;
  aca_token ignored = {0};
  if (call->id == NULL)
    return ACA_OK;
  const char *member = aca__host_id_name(call, &id_names);
  aca_status status = aca__token_parse(response->body.data, response->body.length, &ignored, &root);
  const char *given = status == ACA_OK ? aca__json_text(aca__json_member(root, member)) : NULL;
  bool same = given != NULL && strcasecmp(given, call->id) == 0;
  aca__token_clear(&ignored);
  aca__json_free_secret(root);
  if (status == ACA_ERROR_MEMORY || same)
    return same ? ACA_OK : status;
  return aca__token_refused(call->token, "%s: the agent knows no user-assigned identities; update it", what);
}

static aca_status ask_with_key(const aca__host_call *call, aca__host_request *wanted, aca_response *response)
{
  aca__buffer authorization = {.secret = true};
  aca_status status = aca__host_send(call, wanted, response);
  if (status == ACA_OK)
    status = take_key(call, response, &authorization);
  wanted->authorization = authorization.data;
  if (status == ACA_OK)
    status = aca__host_send(call, wanted, response);
  if (status == ACA_OK)
    status = aca__host_answer(call, what, response);
  if (status == ACA_OK)
    status = check_identity(call, response);
  aca__buffer_free(&authorization);
  return status;
}

aca_status aca__ask_azure_arc(const aca__host_call *call)
{
  static const aca_header header = {"Metadata", "true"};
  const char *endpoint = aca__environment("IDENTITY_ENDPOINT");
  aca__buffer url = {0};
  aca_response *response = aca__response_new();
  aca__host_url(call, &url, endpoint != NULL ? endpoint : usual_endpoint, "2020-06-01",
                aca__host_id_name(call, &id_names));
  aca_status status = url.failed || aca__response_is_constant(response) ? ACA_ERROR_MEMORY : ACA_OK;
  if (status == ACA_OK)
    status = ask_with_key(
        call, &(aca__host_request){.what = what, .url = url.data, .headers = &header, .header_count = 1, .retry = &aca__host_retry},
        response);
  aca__buffer_free(&url);
  aca_response_free(response);
  return status;
}
