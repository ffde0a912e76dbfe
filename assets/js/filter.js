// Narrows a list down to the entries that hold what is typed, whatever its marks,
// case and script, and counts what is chosen. Without it the list is as long as it is.
const letters = {
  а: "a", б: "b", в: "v", г: "g", д: "d", ђ: "dj", е: "e", ж: "z", з: "z", и: "i", ј: "j", к: "k", л: "l", љ: "lj", м: "m", н: "n", њ: "nj",
  о: "o", п: "p", р: "r", с: "s", т: "t", ћ: "c", у: "u", ф: "f", х: "h", ц: "c", ч: "c", џ: "dz", ш: "s", щ: "st", ъ: "a", ь: "", ю: "ju", я: "ja",
  ѕ: "dz", ѓ: "gj", ќ: "kj", đ: "dj", ð: "d", ł: "l", ø: "o", ß: "ss", æ: "ae", œ: "oe", þ: "th", ı: "i",
};
const plain = (text) => text.toLowerCase().replace(/[^\0-\x7f]/g, (c) => letters[c] ?? c).normalize("NFD").replace(/\p{M}/gu, "")
  .replace(/[^\0-\x7f]/g, (c) => letters[c] ?? c);
// Who types "Djuric" and who types "Duric" mean the same.
const loose = (text) => plain(text).replaceAll("dj", "d");

function narrow(input) {
  const list = document.querySelector(input.dataset.filter);
  const wanted = loose(input.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of list.querySelectorAll("ul")) {
    let some = false;
    const heading = group.previousElementSibling?.matches("h3") ? group.previousElementSibling : null;
    for (const item of group.children) {
      const text = loose(`${heading?.textContent ?? ""} ${item.textContent}`);
      item.hidden = !item.querySelector("input:checked") && !wanted.every((word) => text.includes(word));
      if (!item.hidden) some = shown += 1;
    }
    group.hidden = !some;
    if (heading) heading.hidden = !some;
  }
  const status = input.parentElement.querySelector("[role=status]");
  status.textContent = shown ? "" : status.dataset.none;
}

function count() {
  for (const told of document.querySelectorAll("[data-chosen]")) {
    told.hidden = false;
    told.querySelector("span").textContent = told.closest("fieldset").querySelectorAll("input:checked").length;
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter]")) {
    event.stopPropagation(); // nothing about the letter has changed
    narrow(event.target);
  }
}, true);
document.addEventListener("change", count);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-filter]")) event.preventDefault();
});
function show() {
  document.querySelectorAll(".filter").forEach((filter) => { filter.hidden = false; });
  count();
}
show();
document.addEventListener("htmx:after:swap", show);
