// A form that is saved by its buttons alone: whoever leaves the page with something
// typed and not saved is asked first.
const form = document.querySelector("form[data-unsaved]");
let unsaved = form?.dataset.unsaved === "yes"; // the server has refused what was typed

form?.addEventListener("input", () => { unsaved = true; });
form?.addEventListener("submit", () => { unsaved = false; });
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
