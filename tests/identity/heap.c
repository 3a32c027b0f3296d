/* Signs in with a secret and makes a call, both at the server argv[1], frees everything, and looks for what is left of the secret
 * and the token in the memory of the process: they stand in here and come in as ROT13, so that any plain copy is a leak. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <aca/aca.h>

enum { PIECE = 1 << 20, LENGTH = 40 };

static const char secret[] = "Pyvrag-frperg-gung-abobql-znl-xrrc-0123456";
static const char token[] = "Npprff-gbxra-gung-abobql-znl-xrrc-012345678";
static char piece[PIECE + LENGTH];

static char turn(char c)
{
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
    return (char)((c | 0x20) < 'n' ? c + 13 : c - 13);
  return c;
}

static size_t count_in(const char *bytes, size_t size, const char *turned)
{
  size_t found = 0;
  for (size_t i = 0; i + LENGTH <= size; i++) {
    size_t same = 0;
    while (same < LENGTH && bytes[i + same] == turn(turned[same]))
      same++;
    found += same == LENGTH;
  }
  return found;
}

static size_t count_in_region(int memory, uintptr_t start, uintptr_t end, const char *turned)
{
  size_t found = 0;
  for (uintptr_t at = start; at < end; at += PIECE) {
    size_t wanted = end - at < sizeof piece ? end - at : sizeof piece;
    ssize_t got = pread(memory, piece, wanted, (off_t)at);
    if (got > 0)
      found += count_in(piece, (size_t)got, turned);
  }
  return found;
}

/* In all that can be written but where this program looks at it. */
static size_t count(const char *turned)
{
  size_t found = 0;
  char line[512];
  int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  FILE *maps = fopen("/proc/self/maps", "re");
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
    char *rest;
    uintptr_t start = strtoul(line, &rest, 16), end = strtoul(rest + 1, &rest, 16);
    bool ours = start <= (uintptr_t)piece && (uintptr_t)piece < end;
    /* what is larger is the shadow memory of a sanitizer */
    if (strncmp(rest, " rw", 3) == 0 && !ours && end - start < ((uintptr_t)1 << 28))
      found += count_in_region(memory, start, end, turned);
  }
  if (maps != NULL)
    fclose(maps);
  close(memory);
  memset(piece, 0, sizeof piece);
  return found;
}

/* In a frame of its own, which the others overwrite. */
static aca_credential *sign_in(const char *url)
{
  char plain[sizeof secret];
  for (size_t i = 0; i < sizeof secret; i++)
    plain[i] = turn(secret[i]);
  aca_credential *credential = aca_credential_client_secret(&(aca_client_secret_options){
      .tenant_id = "t", .client_id = "c", .client_secret = plain, .entra.authority_host = url});
  memset(plain, 0, sizeof plain);
  __asm__ volatile("" : : "r"(plain) : "memory");
  return credential;
}

static aca_status call(aca_client *client)
{
  aca_response *response;
  const aca_container_app *app;
  aca_status status = aca_container_apps_get(client, "rg", "web", NULL, &response, &app);
  if (status != ACA_OK)
    fprintf(stderr, "%s\n", aca_response_message(response));
  aca_response_free(response);
  return status;
}

int main(int argc, char **argv)
{
  aca_client *client;
  if (argc != 2)
    return 2;
  const aca_client_options options = {.subscription_id = "s", .endpoint = argv[1], .credential = sign_in(argv[1])};
  if (aca_client_new(&options, &client) != ACA_OK || call(client) != ACA_OK)
    return 2;
  printf("%zu %zu\n", count(secret), count(token));
  aca_client_free(client);
  printf("%zu %zu\n", count(secret), count(token));
  return 0;
}
