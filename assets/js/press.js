// A pressed button shows it and cannot be pressed twice. It is not disabled, so
// that its name and value are sent and it keeps the focus. An answer that takes
// longer than 300 ms is announced.
const pressed = new Map();

function press(form, button) {
  button?.setAttribute("aria-disabled", "true");
  const wait = form.querySelector(".wait[data-wait]");
  const timer = setTimeout(() => {
    form.setAttribute("aria-busy", "true");
    if (wait) wait.textContent = wait.dataset.wait;
  }, 300);
  pressed.set(form, () => {
    clearTimeout(timer);
    button?.removeAttribute("aria-disabled");
    form.removeAttribute("aria-busy");
    if (wait) wait.textContent = "";
  });
}

function release(form) {
  pressed.get(form)?.();
  pressed.delete(form);
}

// Capturing, so that a second press is stopped before anything else hears of it.
document.addEventListener("submit", (event) => {
  if (pressed.has(event.target)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  // The Enter key presses a button nobody sees; the one to show it is the form's.
  const button = event.submitter?.matches(".enter") ? event.target.querySelector(".button") : event.submitter;
  press(event.target, button);
}, true);

// The page stayed: htmx has its answer, or the browser came back to it. After a
// redirect the page is about to be left, and the button stays pressed.
document.addEventListener("htmx:finally:request", (event) => {
  const { request, response, sourceEvent } = event.detail.ctx;
  if (sourceEvent.type === "submit" && !response?.raw.redirected) release(request.form);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of [...pressed.keys()]) release(form);
});
