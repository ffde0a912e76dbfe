// Sends several messages, one request each, after the press that began it. It goes
// on only while the page is in front of the sender: when it is hidden, paused or
// closed, the next message takes a new press.
let running = false;
let paused = false;
let stopping = false;

const spoken = Object.assign(document.createElement("p"), { className: "unseen", role: "status" });
document.querySelector("main").append(spoken);

async function post(form) {
  const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { response, step: page.querySelector("#step"), title: page.title };
}

// show puts an answer in the place of the page, and says how it stands.
function show(step, title) {
  document.querySelector("#step").replaceWith(step);
  document.title = title;
  spoken.textContent = step.querySelector("[data-status]")?.textContent ?? "";
}

// turn shows a press that is under way. The wait is announced by press.js.
function turn(form) {
  const pause = form.querySelector("[data-pause]");
  if (pause) {
    pause.hidden = false;
    pause.focus({ preventScroll: true });
  }
  form.querySelector(".button:not([data-pause])")?.setAttribute("aria-disabled", "true");
}

async function run(form) {
  running = true;
  paused = stopping = false;
  while (form) {
    turn(form);
    const address = form.action;
    const { response, step, title } = await post(form).catch(() => ({}));
    const changed = response?.status === 422 && step; // and has to be read before anything else
    if (!changed && (!response?.ok || !step?.matches("[data-series]"))) { // done, or a page of its own
      location.assign(response?.redirected ? response.url : address);
      return;
    }
    show(step, title);
    form = changed || paused || stopping || document.hidden ? null : step.querySelector("form[data-run]");
  }
  running = false;
  const told = document.querySelector("[data-paused]");
  if (told && !stopping) {
    told.hidden = false;
    spoken.textContent += ` ${told.textContent}`;
  }
  const stop = document.querySelector("form[data-stop]");
  if (stopping && stop) stop.submit();
  else (document.querySelector("#step [autofocus]") ?? document.querySelector("#step h1")).focus();
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-run]")) {
    event.preventDefault();
    if (!running) run(event.target);
  } else if (running && event.target.matches("form[data-stop]")) {
    event.preventDefault(); // the message that is under way comes first
    stopping = true;
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-pause]")) return;
  paused = true;
  event.target.closest("[data-pause]").setAttribute("aria-disabled", "true");
});
document.addEventListener("visibilitychange", () => { if (document.hidden) paused = true; });
