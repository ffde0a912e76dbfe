// A form that saves itself while it is typed. This says meanwhile what is true: not
// saved yet, saved, or that it could not be saved. Words and base come from the
// server's answers.
const form = document.querySelector("form[data-autosave]");
let typed = 0; // changes so far, of which so many are in the request on its way, and kept
let sent = 0;
let kept = 0;

function tell(state) {
  const line = form.querySelector("[data-unsaved]");
  if (!line) return; // what was typed is kept elsewhere, and the page says so
  line.textContent = line.dataset[state];
  line.classList.toggle("failed", state === "failed");
}

form.addEventListener("input", (event) => {
  if (!event.target.matches(".typed")) return;
  typed++;
  tell("unsaved");
});

// A request that waited for the one before it carries what that one brought about,
// and what is typed by now. One of a button that changes the parts of the form stays
// that button's; nothing can be typed into them until they have been exchanged.
document.addEventListener("htmx:before:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.form !== form) return;
  const pressed = request.body.get("do");
  request.body = new URLSearchParams(new FormData(form));
  if (pressed) request.body.set("do", pressed);
  if (pressed && pressed !== "another") form.querySelector("#parts").inert = true;
  sent = typed;
});

document.addEventListener("htmx:finally:request", (event) => {
  const { request, response } = event.detail.ctx;
  if (request.form !== form) return;
  form.querySelector("#parts").inert = false;
  if (response?.status !== 200 && response?.status !== 422) {
    tell("failed");
    return;
  }
  kept = sent;
  if (kept < typed) tell("unsaved");
});

addEventListener("beforeunload", (event) => {
  if (kept < typed) event.preventDefault();
});
