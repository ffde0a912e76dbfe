// After a swap that brings another screen, the focus goes to its heading. A
// summary of problems takes it by its autofocus attribute.
let heading = document.querySelector("#step h1")?.textContent;

document.addEventListener("htmx:after:swap", () => {
  const found = document.querySelector("#step h1");
  if (!found || found.textContent === heading) return;
  heading = found.textContent;
  found.focus();
});
