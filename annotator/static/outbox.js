// The outbox: a decision lies on this computer's disk before it is sent, goes out in order, and leaves only when stored.
import { $ } from "./keys.js";

export const desk = JSON.parse(document.body.dataset.desk);
export const say = (name, values = {}) => desk.texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
export function announce(text, shown) {                 // said to those who listen; what all must know is shown as well
  const box = $("#say");
  box.textContent = text;
  box.className = shown ? "toast" : "vh";
}

const OPEN = `outbox.1.${desk.install}.${desk.user}.${desk.project}.`, OLD = /^outbox\.(?!1\.)/;   // 1: the form of an entry
const DRAFTS = OPEN.replace("outbox", "draft");         // what a reviewer decides becomes one decision, sent when it is done
export const DRAFT = desk.draft && `${DRAFTS}${desk.draft}.`;
export const BEGUN = OPEN.replace("outbox", "begun");   // what is being typed, see seldom.js
export const PARKED = OPEN.replace("outbox", "parked"), parkedKey = key => PARKED + key.slice(OPEN.length);
const store = localStorage, known = new Map();
const keys = prefix => Object.keys(store).filter(key => key.startsWith(prefix)).sort();   // the time leads: sorted is in order
function read(key) {                                    // an entry never changes, so it is parsed once
  if (!known.has(key)) known.set(key, { key, ...JSON.parse(store.getItem(key)) });
  return known.get(key);
}
export const unsent = () => keys(DRAFT ?? OPEN).map(read);
export const parked = () => keys(PARKED).map(read);
export const count = () => keys(OPEN).length;

// A random UUID, its version and variant set; crypto.randomUUID is missing over plain http.
const nibble = () => crypto.getRandomValues(new Uint8Array(1))[0] & 15;
export const uuid = () => "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => nibble().toString(16));
const tab = sessionStorage.tab ||= uuid();

let last = 0;
export function add(entry) {                            // throws when the disk is full
  const to = DRAFT && entry.kind !== "settle" ? DRAFT : OPEN, before = keys(to).at(-1)?.slice(to.length, to.length + 15);
  last = Math.max(Date.now(), last + 1, +(before ?? 0) + 1);
  const made = { base: desk.base, tab, ...entry, at: last };
  store.setItem(`${to}${String(last).padStart(15, 0)}.${made.op_id}`, JSON.stringify(made));
  status();
  send();
}
export function forget(unit) {                          // a draft that was stored, or that is begun anew
  for (const key of keys(`${DRAFTS}${unit}.`)) store.removeItem(key);
}
export function drop(key) {
  store.removeItem(key);
  status();
}
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent("outbox:" + name, { detail }));

let told = false, failing = "";
export function status(alarm) {
  const [, words, time] = $("#save").children, list = $("#parked"), n = keys(PARKED).length;
  const name = alarm ?? (failing || (count() ? "saving" : "saved"));
  const bad = alarm || failing;
  $("#save").classList.toggle("off", !!bad);
  words.textContent = say(name, { n: count() });
  time.textContent = name === "saved" && told ? new Date().toTimeString().slice(0, 8) : "";
  list.hidden = !n;
  list.textContent = say("parked", { n });
  const alert = bad ? words.textContent : n ? list.textContent : "";
  if ($("#alert").textContent !== alert) $("#alert").textContent = alert;
}

let busy = false, wait = 1000, timer, out = false;
const painted = () => new Promise(done => {             // a page that nobody sees paints nothing
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 50);
});
export async function send() {                          // one at a time, and in one tab at a time
  if (out) return signIn();
  if (busy || timer) return;
  busy = true;
  try {
    await painted();                                    // first the disk, then the screen, then the network
    await (navigator.locks ? navigator.locks.request(OPEN, drain) : drain());
  } finally {
    busy = false;
  }
  if (count() && !timer && !out) send();
}
async function drain() {
  for (let key; !out && (key = keys(OPEN)[0]);) {
    const entry = read(key), { code, text, swapped, cut } = await post(entry);
    const refused = code >= 400 && code < 500 && ![401, 408, 429].includes(code) && await dialogs().catch(() => null);
    if (code >= 200 && code < 300) {
      store.removeItem(key);
      if (entry.kind === "settle") forget(entry.sentence);
      tell("stored", { entry, swapped, cut });
      leave(leaving);
      if (!told) $("#told").textContent = say("saved");   // once, for those who cannot see it
      told = true;
    } else if (code === 401) {
      out = true;
      signIn();
    } else if (refused) {
      refused.park(entry, text, code);
    } else {                                            // no answer, too late, too many, or a fault of the server
      timer = setTimeout(again, wait);
      tell("kept");
      wait = Math.min(wait * 2, 30000);
    }
    failing = out ? "out" : timer ? "kept" : "";
    status();
    if (timer) return;
    wait = 1000;
  }
}
function again() {
  clearTimeout(timer);
  timer = undefined;
  if (count()) send();
}
addEventListener("online", () => { wait = 1000; again(); });
export const dialogs = () => import("./dialogs.js");
const signIn = () => dialogs().then(({ signIn }) => signIn());
export function calm() {                                // nothing stands in the way any more
  out = false;
  failing = "";
  again();
}

// A 2xx counts only with the name of what was stored: a network's sign-in page may answer in the server's place.
const vouched = response => response?.headers?.get("X-Stored");
async function post({ key, show, cut, ...entry }) {     // htmx asks and swaps; here only the status counts
  const source = $("#sender"), target = !cut && $(`[data-unit="${entry.sentence}"]`), found = { code: 0 };
  const code = ({ response }) => response?.status >= 300 || vouched(response) === entry.op_id ? response.status : 0;
  const done = ({ detail: { ctx } }) => {
    const told = name => ctx.response?.headers?.get(name);
    outdated(told("X-Assets"));
    Object.assign(found, { code: code(ctx), text: ctx.text ?? "", swapped: target && ctx.status === "swapped", cut: told("Annotator-Cut") });
  };
  source.addEventListener("htmx:finally:request", done);
  try {
    await htmx.ajax("POST", desk.ops, {
      source, target: target || source, swap: target ? "outerMorph" : "none", values: { ...entry, value: JSON.stringify(entry.value) } });
  } finally {
    source.removeEventListener("htmx:finally:request", done);
  }
  return found;
}
// This page's scripts are older than the server's: its reader is asked to reload; entries are kept and sent either way.
const outdated = assets => assets && !import.meta.url.includes(assets) && dialogs().then(({ outdated }) => outdated(), () => {});
// What refuses is no part of the page, nor is the answer about another article.
document.addEventListener("htmx:before:swap", ev => {
  const { response, swap, sourceElement } = ev.detail.ctx, ours = sourceElement === $("#sender");
  if (response?.status >= 400 || swap === "none" || ours && !vouched(response)) ev.preventDefault();
});

let leaving = "";
export function leave(where) {                          // when all is stored, as the next page is drawn from that
  leaving = where;
  if (where && !count()) location = where;
}
addEventListener("beforeunload", ev => {
  document.activeElement?.blur();                       // what is being typed becomes a decision now
  if (count()) ev.preventDefault();
});
addEventListener("storage", ev => ev.key?.startsWith(OPEN) && dialogs().then(({ elsewhere }) => elsewhere(ev)));
export function start() {
  if (Object.keys(store).some(key => OLD.test(key))) dialogs().then(({ parkOld }) => parkOld(OLD));
  status();
  again();
}
