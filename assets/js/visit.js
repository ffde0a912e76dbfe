// htmx follows a redirect by itself and would put the next screen into this
// one's place. Going there for real keeps the browser's own back button, with
// everything that was typed, and lets the whole document speak one language.
document.addEventListener("htmx:before:response", (event) => {
  const { request, response } = event.detail.ctx;
  if (!response.raw.redirected) return;
  event.preventDefault();
  if (request.method === "GET") location.replace(response.raw.url);
  else location.assign(response.raw.url);
});

// Whoever sent a form is not signed in any more. Sent once more without htmx, its
// answer is a page of its own, which the browser sends again when it is reloaded
// after a sign-in in another tab: nothing that was typed is lost.
document.addEventListener("htmx:before:response", (event) => {
  const { request, response, sourceEvent } = event.detail.ctx;
  if (response.raw.status !== 401 || sourceEvent.type !== "submit") return;
  event.preventDefault();
  const { form, submitter } = request;
  if (submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
  if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
  form.submit();
});

// A switch of language changes the whole document, so htmx is not asked.
document.addEventListener("submit", (event) => {
  if (event.submitter?.name === "lang") event.stopPropagation();
}, true);
