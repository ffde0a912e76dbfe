// Copies the link a button names. Without the clipboard the button stays hidden
// and the link can be marked and copied by hand.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const link = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.textContent);
        status.textContent = status.dataset.copied;
      } catch {
        getSelection().selectAllChildren(link);
      }
    });
  }
}
