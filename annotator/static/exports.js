// The export page: copies the command. All else on it are links, a form and htmx.
document.addEventListener("click", async event => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.querySelector(button.dataset.copy);
  getSelection().selectAllChildren(text);
  // The clipboard belongs to https and localhost; elsewhere the older way copies what is selected.
  if (navigator.clipboard) await navigator.clipboard.writeText(text.textContent);
  else document.execCommand("copy");
  button.textContent = button.dataset.done;
});
