// The outbox: a decision lies on this computer's disk before it is sent, goes out in order, and leaves only when stored.
export const $ = (css, root = document) => root.querySelector(css);
export const $$ = (css, root = document) => [...root.querySelectorAll(css)];
export const desk = JSON.parse(document.body.dataset.desk);
export const say = (name, values = {}) => desk.texts[name].replace(/%\((\w+)\)s/g, (_, key) => values[key]);

const VERSION = 1, OURS = /^(outbox|parked)\.(\d+)\./;
const OPEN = `outbox.${VERSION}.${desk.install}.${desk.user}.${desk.project}.`, PARKED = OPEN.replace("outbox", "parked");
const store = localStorage;
const keys = prefix => Object.keys(store).filter(key => key.startsWith(prefix)).sort();   // the time leads: sorted is in order
const read = key => ({ key, ...JSON.parse(store.getItem(key)) });
export const unsent = () => keys(OPEN).map(read);
export const parked = () => keys(PARKED).map(read);
export const count = () => keys(OPEN).length;

// crypto.randomUUID is missing over plain http.
export function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = b[6] & 15 | 64, b[8] = b[8] & 63 | 128;
  return b.reduce((text, byte, i) => text + ([4, 6, 8, 10].includes(i) ? "-" : "") + byte.toString(16).padStart(2, "0"), "");
}
export const tab = sessionStorage.tab ||= uuid();

let last = 0;
export function add(entry) {                            // throws when the disk is full
  last = Math.max(last + 1, Date.now(), ...keys(OPEN).slice(-1).map(key => +key.slice(OPEN.length).split(".")[0] + 1));
  entry.at = last;
  store.setItem(`${OPEN}${String(last).padStart(15, 0)}.${entry.op_id}`, JSON.stringify(entry));
  status("saving");
  send();
}

export const drop = key => (store.removeItem(key), status());
function park({ key, ...entry }, why, code) {           // refused for good: out of the way, kept where the person sees it
  store.setItem(PARKED + key.slice(OPEN.length), JSON.stringify({ ...entry, why, code }));
  store.removeItem(key);
  for (const e of unsent()) if (e.kind === "undo" && e.value === entry.op_id) store.removeItem(e.key);
  tell("parked", entry);
}
function parkOld() {                                    // an entry in an older form is shown, never sent blindly
  for (const key of Object.keys(store)) {
    const [, kind, version] = OURS.exec(key) ?? [];
    if (kind !== "outbox" || +version === VERSION) continue;
    store.setItem(PARKED + key, JSON.stringify({ why: say("old"), value: store.getItem(key) }));
    store.removeItem(key);
  }
}

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`outbox:${name}`, { detail }));
let told = false, failing = "";
export function status(name, alarm = false) {           // without a name: what the entries say
  name ??= failing || (count() ? "saving" : "saved");
  const box = $("#save"), text = say(name, { n: count() });
  box.classList.toggle("off", alarm || !!failing);
  box.children[1].textContent = text;
  box.children[2].textContent = name === "saved" && told ? new Date().toTimeString().slice(0, 8) : "";
  const list = $("#parked"), n = keys(PARKED).length;
  list.hidden = !n;
  list.textContent = say("parked", { n });
  const alert = alarm || failing ? text : n ? list.textContent : "";
  if ($("#alert").textContent !== alert) $("#alert").textContent = alert;
}
function saved() {                                      // said once to those who cannot see it
  failing = "";
  if (!told) $("#say").textContent = say("saved");
  told = true;
  status();
}

let busy = false, wait = 1000, timer, out = false;
export async function send() {                          // one at a time, in one tab at a time
  if (busy || out || timer) return;
  busy = true;
  await (navigator.locks ? navigator.locks.request(OPEN, drain) : drain());
  busy = false;
  if (count()) send();
}
async function drain() {
  for (let key; (key = keys(OPEN)[0]) && !out;) {
    const entry = read(key), { code, text } = await post(entry);
    if (code >= 200 && code < 300) {
      wait = 1000;
      store.removeItem(key);
      tell("stored", entry);
      saved();
    } else if (code === 401) {
      out = true;
      failing = "out";
      status();
      import("./dialogs.js").then(dialogs => dialogs.signIn());
    } else if (code >= 400 && code < 500 && code !== 408 && code !== 429) {
      wait = 1000;
      failing = "";
      park(entry, new DOMParser().parseFromString(text, "text/html").body.textContent.trim(), code);
      status();
    } else {                                            // no answer, too late, too many, or a fault of the server
      failing = "kept";
      status();
      timer = setTimeout(again, wait, wait = Math.min(wait * 2, 30000));
      return;
    }
  }
}
const again = () => (clearTimeout(timer), timer = undefined, count() && send());
export const resume = () => (out = false, failing = "", wait = 1000, status(), again());

const FIELDS = ["op_id", "kind", "sentence", "value", "base", "at", "tab", "seen", "ms", "entry"];
async function post(entry) {                            // htmx asks and swaps; here only the status counts
  const source = $("#sender"), target = $(`[data-unit="${entry.sentence}"]`), values = {};
  for (const name of FIELDS) values[name] = name === "value" ? JSON.stringify(entry.value) : entry[name] ?? "";
  let code = 0, text = "";
  const done = ({ detail: { ctx } }) => { code = ctx.response?.status ?? 0; text = ctx.text; };
  source.addEventListener("htmx:finally:request", done, { once: true });
  const swap = target ? "outerHTML" : "none";
  await htmx.ajax("POST", desk.ops, { source, target: target ?? source, swap, values }).catch(() => source.removeEventListener("htmx:finally:request", done));
  return { code, text };
}
// What refuses is no part of the page, nor is the answer about another article.
document.addEventListener("htmx:before:swap", ev => {
  const { response, swap } = ev.detail.ctx;
  if (response?.status >= 400 || swap === "none") ev.preventDefault();
});

addEventListener("online", () => (wait = 1000, again()));
addEventListener("beforeunload", ev => count() && ev.preventDefault());
addEventListener("storage", ev => {                     // another tab added, sent or parked an entry
  if (!ev.key?.startsWith(OPEN)) return;
  if (!ev.newValue && !store.getItem(PARKED + ev.key.slice(OPEN.length))) tell("stored", JSON.parse(ev.oldValue));
  tell("changed");
  status();
  if (ev.newValue) send();
});
export function start() {
  parkOld();
  status();
  again();
}
