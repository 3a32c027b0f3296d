// What program.c does, in C++17.
#include <aca/aca.h>

#include <iostream>
#include <memory>
#include <string_view>

namespace {

template <auto release>
struct released {
  template <class T>
  void operator()(T *what) const { release(what); }
};
using response = std::unique_ptr<aca_response, released<aca_response_free>>;

aca_status show_request(aca_client *client)
{
  aca_request *built;
  const aca_status status = aca_container_apps_get_request(client, "rg", "web", nullptr, &built);
  const std::unique_ptr<aca_request, released<aca_request_free>> request(built);
  std::cout << aca_request_method(built) << ' ' << aca_request_url(built) << '\n';
  return status;
}

aca_status show_app(std::string_view json)
{
  const void *value;
  aca_response *made;
  aca_status status = aca_model_decode(&aca_container_app_model, json.data(), json.size(), &made, &value);
  const response decoded(made);
  if (status != ACA_OK)
    return status;
  aca_container_app app = *static_cast<const aca_container_app *>(value);
  app.location = "northeurope";
  status = aca_model_encode(&aca_container_app_model, &app, ACA_ENCODE_REQUEST, &made);
  const response encoded(made);
  std::cout << aca_response_body(made, nullptr) << '\n';
  return status;
}

} // namespace

int main()
{
  aca_client_options options{};
  options.subscription_id = "651f8027-33e8-4ec4-97b4-f6e9f3dc8744";
  aca_client *made;
  if (aca_client_new(&options, &made) != ACA_OK)
    return 1;
  const std::unique_ptr<aca_client, released<aca_client_free>> client(made);
  if (show_request(made) != ACA_OK ||
      show_app(R"({"name": "web", "location": "westeurope", "tags": {"team": "red"}, "later": 1})") != ACA_OK)
    return 1;
  const bool same = aca_version_number() == ACA_VERSION_NUMBER;
  std::cout << "libaca " << (same ? ACA_VERSION : "is not the one of the headers") << '\n';
}
