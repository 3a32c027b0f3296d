/** @file pager.h  Lists, page by page and item by item, in the memory of one page.
 *
 *     aca_pager *pager;
 *     const aca_container_app *app;
 *     aca_status status = aca_container_apps_list_by_subscription(client, NULL, &pager);
 *     while (status == ACA_OK && (status = aca_container_app_next(pager, &app)) == ACA_OK)
 *       puts(app->name);
 *     if (status != ACA_DONE)
 *       fprintf(stderr, "%s\n", aca_response_message(aca_pager_response(pager)));
 *     aca_pager_free(pager);
 *
 * One thread at a time; different pagers of one client may be used at once.
 */
#ifndef ACA_PAGER_H
#define ACA_PAGER_H

#include "aca/operation.h"
#include "aca/request.h"
#include "aca/response.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct aca_pager aca_pager;

/** A pager from the request of its first page, not yet sent. Where that page is the result of a long-running
 * operation, it is waited for when it is asked for. The request is taken over, also in failure. `*pager` is always set.
 * @return ACA_OK, what building the request came to, or ACA_ERROR_ARGUMENT for an operation that is no list. */
ACA_API ACA_NODISCARD aca_status aca_pager_new(aca_request *request, aca_pager **pager);

/** The same from an operation and its arguments: see aca_operation_request(). */
ACA_API ACA_NODISCARD aca_status aca_operation_list(aca_client *client, const aca_operation *operation,
                                                    const char *const *arguments, const void *body,
                                                    const aca_call_options *options, aca_pager **pager);

/** Starts at the page that aca_pager_continuation() of another pager of the same list was at. To be called before the
 * first page is fetched.
 * @return ACA_OK, or ACA_ERROR_ARGUMENT: a page was fetched already, or the text leads away from the endpoint. */
ACA_API ACA_NODISCARD aca_status aca_pager_continue(aca_pager *pager, const char *continuation);

/** Frees the pager and its page. NULL is fine. */
ACA_API void aca_pager_free(aca_pager *pager);

/** The next item, fetching the next page when this one is used up. The typed `aca_..._next()` are this one.
 * @param model of the items; those of another list are ACA_ERROR_ARGUMENT. NULL: whatever aca_pager_item_model()
 * says.
 * @param item set on ACA_OK only, to a struct of the model; it lives until the next page is fetched. Of a list without
 * a model it is the text itself, a string or JSON, or points to the number, the boolean, or the list or map. A null in
 * a list of texts, or of structs with a tag, is left out.
 * @return ACA_OK, ACA_DONE after the last item, or an error, which every further call repeats. */
ACA_API ACA_NODISCARD aca_status aca_pager_next(aca_pager *pager, const aca_model *model, const void **item);

/** Fetches the next page; `*page` is set on ACA_OK only, to a struct of the operation's result, and lives until the
 * next one. A page may have no items although more follow. Items not yet read are skipped.
 * @return as aca_pager_next(). */
ACA_API ACA_NODISCARD aca_status aca_pager_next_page(aca_pager *pager, const void **page);

/** The model of the items; NULL when they are no structs. */
ACA_API const aca_model *aca_pager_item_model(const aca_pager *pager);

/** The answer with the current page, or what went wrong. Until the next page or aca_pager_free(). Never NULL. */
ACA_API const aca_response *aca_pager_response(const aca_pager *pager);

/** The URL of the next page, for aca_pager_continue(); NULL when there is none or nothing was fetched yet. Until the
 * next page. */
ACA_API const char *aca_pager_continuation(const aca_pager *pager);

#ifdef __cplusplus
}
#endif

#endif
