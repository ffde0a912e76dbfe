// A press on a merge field writes it where the cursor is: into the control that
// had the focus last and may have such fields. Without a script they are there to
// be copied.
let target;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-merges]")) target = event.target;
});

for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.nextElementSibling.hidden = true;
  button.addEventListener("click", () => {
    if (!target?.isConnected) target = document.querySelector("textarea[data-merges]");
    target.focus();
    // The command keeps what was typed before within reach of "undo".
    if (document.execCommand("insertText", false, button.dataset.insert)) return;
    target.setRangeText(button.dataset.insert, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
