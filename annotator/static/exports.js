// The export page and the releases: copies the command, and saves a download once it is whole.
document.addEventListener("click", async event => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.querySelector(button.dataset.copy);
  getSelection().selectAllChildren(text);
  // The clipboard belongs to https and localhost; elsewhere the older way copies what is selected.
  if (navigator.clipboard) await navigator.clipboard.writeText(text.textContent);
  else document.execCommand("copy");
  button.removeAttribute("aria-label");
  button.textContent = button.dataset.done;
});

// What stands on the page must not pass for what was chosen when it could not be fetched.
let latest;
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { latest = ctx; });
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx !== latest) return;
  // The choice stands in the address, so it is there again after signing in; what is not allowed any more says why.
  if ([401, 403, 404].includes(ctx.response?.status)) location.reload();
  document.querySelector("#stale").hidden = ctx.response?.status === 200;
});

// The preview follows a choice that is made during a download: what shows and stops that one moves into the new preview.
let going;
const beside = shown => shown.parentElement?.querySelector("[data-rows]");
document.addEventListener("htmx:after:swap", () => {
  if (!going || going.isConnected) return;
  document.querySelector("#preview .export-progress").replaceWith(going);
  const button = beside(going);
  if (button) button.disabled = true;
});

const BROKEN = "annotator: this file broke off and is not whole. ";
// A bar that is gone at once would only flicker.
const SHOWN_AFTER = 500;

// Without this the form does the same: the browser saves the file and shows what it knows of it.
document.addEventListener("submit", async event => {
  const button = event.submitter;
  if (button?.dataset.rows === undefined) return;
  event.preventDefault();
  const shown = button.parentElement.querySelector(".export-progress");
  const [bar, said, cancel] = ["progress", "output", "[data-cancel]"].map(what => shown.querySelector(what));
  const stop = new AbortController();
  cancel.onclick = () => stop.abort();
  going = shown;
  button.disabled = shown.hidden = true;
  bar.hidden = cancel.hidden = false;
  said.textContent = "";
  const slow = setTimeout(() => { shown.hidden = false; }, SHOWN_AFTER);
  try {
    const address = `${button.formAction}?${new URLSearchParams(new FormData(event.target))}`;
    const answer = await fetch(address, { signal: stop.signal });
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))?.[1];
    // Whoever has to sign in first comes back to this page: the file would be saved unseen beside that form.
    if (answer.redirected) return location.reload();
    // A page says why there is no file.
    if (!answer.ok || !name) return location.assign(address);
    const file = await all(answer, Number(button.dataset.rows), bar, said);
    await refuseBroken(file, name);
    save(file, name);
    shown.hidden = true;
  } catch (fault) {
    shown.hidden = fault.name === "AbortError";
    bar.hidden = cancel.hidden = true;
    said.textContent = `${shown.dataset.broken} ${fault.reason ?? ""}`;
  } finally {
    clearTimeout(slow);
    going = undefined;
    const there = beside(shown) ?? button;
    there.disabled = false;
    // A button that is switched off loses the focus.
    if (document.activeElement === document.body) there.focus();
  }
});

// An answer ends alike whether all was sent or not: a file then says so in its last line, a zip lacks its end.
async function refuseBroken(file, name) {
  const end = await file.slice(-2000).text();
  const line = end.trimEnd().split("\n").at(-1);
  if (line.startsWith(BROKEN)) throw Object.assign(new Error(line), { reason: line.slice(BROKEN.length) });
  if (name.endsWith(".zip") && !end.slice(-30).includes("PK\x05\x06")) throw new Error("cut short");
}

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
