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

// A switch of language changes the whole document, so htmx is not asked.
document.addEventListener("submit", (event) => {
  if (event.submitter?.name === "lang") event.stopPropagation();
}, true);
