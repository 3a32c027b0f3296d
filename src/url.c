#include "url.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

bool aca__is_unreserved(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void aca__percent_encode(aca__buffer *out, const char *text)
{
  static const char hex_digits[] = "0123456789ABCDEF";
  while (*text != '\0') {
    size_t plain = 0;
    while (aca__is_unreserved(text[plain]))
      plain++;
    aca__buffer_add(out, text, plain);
    text += plain;
    if (*text != '\0') {
      aca__buffer_add(out, (char[]){'%', hex_digits[(unsigned char)*text >> 4], hex_digits[*text & 15]}, 3);
      text++;
    }
  }
}

typedef struct origin {
  bool https;
  const char *host;
  size_t host_length;
  const char *port; /* its digits, without zeros at the front */
  size_t port_length;
} origin;

const char *aca__url_after_scheme(const char *url)
{
  if (strncasecmp(url, "https://", 8) == 0)
    return url + 8;
  return strncasecmp(url, "http://", 7) == 0 ? url + 7 : NULL;
}

static bool is_name_character(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static size_t host_length(const char *text, size_t length)
{
  size_t host = 0;
  if (length > 0 && text[0] == '[') {
    host = 1 + strspn(text + 1, "0123456789abcdefABCDEF:.");
    return host >= 3 && host < length && text[host] == ']' ? host + 1 : 0;
  }
  while (host < length && is_name_character(text[host]))
    host++;
  return host;
}

bool aca__url_is_authority(const char *text, size_t length)
{
  enum { HIGHEST_PORT = 65535 };
  size_t host = host_length(text, length);
  if (host == 0 || host == length)
    return host > 0;
  size_t digits = strspn(text + host + 1, "0123456789");
  long port = 0;
  for (size_t i = 0; i < digits && port <= HIGHEST_PORT; i++)
    port = port * 10 + (text[host + 1 + i] - '0');
  return text[host] == ':' && digits > 0 && host + 1 + digits == length && port <= HIGHEST_PORT;
}

/* Only a whole IPv4 address is one: other digits and dots are a name, which anyone could answer for. */
static bool is_loopback(const char *host, size_t length)
{
  if (host[0] == '[')
    return strncmp(host, "[::1]", 5) == 0;
  char name[sizeof "255.255.255.255"];
  unsigned char address[4];
  size_t end = strcspn(host, ":/");
  end = end < length ? end : length;
  if (end >= sizeof name)
    return false;
  memcpy(name, host, end);
  name[end] = '\0';
  return strcasecmp(name, "localhost") == 0 || (inet_pton(AF_INET, name, address) == 1 && address[0] == 127);
}

aca__endpoint_fault aca__endpoint_check(const char *endpoint, bool with_secrets)
{
  if (endpoint == NULL)
    return ACA__ENDPOINT_GOOD;
  const char *host = aca__url_after_scheme(endpoint);
  if (host == NULL)
    return ACA__ENDPOINT_SCHEME;
  size_t length = strcspn(host, "/?#");
  if (!aca__url_is_authority(host, length))
    return ACA__ENDPOINT_HOST;
  for (const char *c = host + length; *c != '\0'; c++)
    if (*c <= ' ' || *c > '~' || strchr("?#\\\"<>", *c) != NULL)
      return ACA__ENDPOINT_PATH;
  bool plain = (endpoint[4] | 0x20) != 's';
  return with_secrets && plain && !is_loopback(host, length) ? ACA__ENDPOINT_PLAIN : ACA__ENDPOINT_GOOD;
}

static bool split(const char *url, origin *o)
{
  o->host = aca__url_after_scheme(url);
  if (o->host == NULL)
    return false;
  size_t length = strcspn(o->host, "/?#");
  if (!aca__url_is_authority(o->host, length))
    return false;
  o->https = o->host - url == 8;
  o->host_length = host_length(o->host, length);
  o->port = o->https ? "443" : "80";
  o->port_length = strlen(o->port);
  if (o->host_length < length) {
    o->port = o->host + o->host_length + 1;
    o->port += strspn(o->port, "0");
    o->port_length = (size_t)(o->host + length - o->port);
  }
  return true;
}

bool aca__url_same_origin(const char *a, const char *b)
{
  origin one;
  origin other;
  return split(a, &one) && split(b, &other) && one.https == other.https && one.host_length == other.host_length &&
         strncasecmp(one.host, other.host, one.host_length) == 0 && one.port_length == other.port_length &&
         memcmp(one.port, other.port, one.port_length) == 0;
}

static void add_legal(aca__buffer *url, const char *text)
{
  static const char hex[] = "0123456789ABCDEF";
  for (; *text != '\0'; text++) {
    unsigned char c = (unsigned char)*text;
    if (c > ' ' && c < 0x7F && strchr("\"<>\\^`{|}", c) == NULL)
      aca__buffer_char(url, *text);
    else
      aca__buffer_add(url, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
  }
}

static const char *link_fault(const char *link)
{
  if (link == NULL || *link == '\0')
    return "is empty";
  for (const char *c = link; *c != '\0'; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7F)
      return "has a control character";
  return strlen(link) > ACA__LONGEST_LINK ? "is longer than 65,536 bytes" : NULL;
}

aca_status aca__url_follow(const char *endpoint, const char *link, aca__buffer *url, const char **fault)
{
  *fault = link_fault(link);
  if (*fault != NULL)
    return ACA_ERROR_DECODE;
  bool is_path = link[0] == '/' && link[1] != '/' && link[1] != '\\';
  if (!is_path && aca__url_after_scheme(link) == NULL && strncmp(link, "//", 2) != 0) {
    *fault = "is neither a URL nor a path";
    return ACA_ERROR_DECODE;
  }
  if (!is_path && !aca__url_same_origin(link, endpoint)) {
    *fault = "leads away from the endpoint, where the token may not go";
    return ACA_ERROR_AUTHENTICATION;
  }
  if (is_path) {
    const char *host = aca__url_after_scheme(endpoint);
    aca__buffer_add(url, endpoint, (size_t)(host - endpoint) + strcspn(host, "/?#"));
  }
  add_legal(url, link);
  return ACA_OK;
}

void aca__url_redacted(aca__buffer *out, const char *url)
{
  size_t path = strcspn(url, "?#");
  aca__buffer_add(out, url, path);
  const char *at = url + path;
  while (*at == '?' || *at == '&') {
    size_t length = 1 + strcspn(at + 1, "&#");
    size_t name = 1 + strcspn(at, "=");
    bool shown = strncasecmp(at + 1, "api-version=", 12) == 0;
    aca__buffer_add(out, at, shown ? length : name <= length ? name : 1);
    if (!shown)
      aca__buffer_text(out, "REDACTED");
    at += length;
  }
}
