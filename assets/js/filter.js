// Narrows a list down to the entries that hold what is typed, whatever its marks
// and case. Without it the list is as long as it is.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function narrow(input) {
  const list = document.querySelector(input.dataset.filter);
  const wanted = plain(input.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of list.querySelectorAll("ul")) {
    let some = false;
    const heading = group.previousElementSibling?.matches("h3") ? group.previousElementSibling : null;
    for (const item of group.children) {
      const text = plain(`${heading?.textContent ?? ""} ${item.textContent}`);
      item.hidden = !item.querySelector("input:checked") && !wanted.every((word) => text.includes(word));
      if (!item.hidden) some = shown += 1;
    }
    group.hidden = !some;
    if (heading) heading.hidden = !some;
  }
  const status = input.parentElement.querySelector("[role=status]");
  status.textContent = shown ? "" : status.dataset.none;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter]")) {
    event.stopPropagation(); // nothing about the letter has changed
    narrow(event.target);
  }
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-filter]")) event.preventDefault();
});
const show = () => document.querySelectorAll(".filter").forEach((filter) => { filter.hidden = false; });
show();
document.addEventListener("htmx:after:swap", show);
