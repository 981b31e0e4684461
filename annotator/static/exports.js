// The export page: copies the command, and shows how far a large download is. All else on it are links, a form and htmx.
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

// Without this the form does the same: the browser saves the file and shows what it knows of it.
document.addEventListener("submit", async event => {
  const button = event.submitter;
  if (!button || button.dataset.large === undefined) return;
  event.preventDefault();
  const shown = button.parentElement.querySelector(".export-progress");
  const [bar, said] = [shown.querySelector("progress"), shown.querySelector("output")];
  const stop = new AbortController();
  shown.querySelector("[data-cancel]").onclick = () => stop.abort();
  shown.hidden = false;
  button.disabled = true;
  try {
    const address = `${button.formAction}?${new URLSearchParams(new FormData(event.target))}`;
    const answer = await fetch(address, { signal: stop.signal });
    if (!answer.ok) return location.assign(address);
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))[1];
    save(await all(answer, Number(button.dataset.large), bar, said), name);
    shown.hidden = true;
  } catch (fault) {
    if (fault.name === "AbortError") shown.hidden = true;
    else said.textContent = shown.dataset.broken;
  } finally {
    button.disabled = false;
  }
});

// Reads an answer to its end; rows is how many lines it will have, 0 where nobody knows.
async function all(answer, rows, bar, said) {
  const parts = [];
  let [bytes, lines] = [0, 0];
  if (rows) bar.max = rows;
  else bar.removeAttribute("value");
  for (const reader = answer.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
    bytes += value.length;
    if (rows) {
      for (let at = value.indexOf(10); at >= 0; at = value.indexOf(10, at + 1)) lines += 1;
      bar.value = Math.min(lines, rows);
    }
    said.textContent = `${(bytes / 1e6).toFixed(1)} MB`;
  }
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
