// A reviewer's own decision: what is made on the workbench waits on this computer's disk and is sent as one, the gold.
import { $, $$ } from "./keys.js";
import { add, announce, DRAFT, desk, drop, forget, leave, parked, say, unsent, uuid } from "./outbox.js";

// What the decision began with stays with it, so that what was made since means the same after somebody else settled.
const s = $(".s[data-active]"), first = DRAFT + "0", begun = unsent().length > 1, reasons = $$("[name=reason]");
const chosen = () => reasons.find(one => one.checked)?.value ?? null;
const keep = () => localStorage[first] = JSON.stringify({ state: s.dataset.state, reason: chosen(), keep: desk.keep });
if (begun) {
  const was = JSON.parse(localStorage[first]);
  s.dataset.state = was.state;
  desk.keep = was.keep;
  for (const one of reasons) one.checked = one.value === was.reason;
} else keep();
$("#begun").hidden = !begun;
addEventListener("pagehide", () => unsent().length > 1 || forget(desk.draft));   // nothing was decided
addEventListener("change", ({ target }) => reasons.includes(target) && keep());

// What is kept here is its own history: after a reload each step can be undone and redone as before.
if (begun) import("./annotate.js").then(({ before, state, refresh }) => {
  const { undo, redo } = desk;
  unsent().forEach(({ op_id, kind, sentence, value, show }, at, all) => {
    if (!show) return;                                  // what it began with
    const made = { op: op_id, kind, sentence, before: before(show, state(s, all.slice(0, at))) };
    const [from, to] = undo.some(step => step.op === value) ? [undo, redo] : [redo, undo];
    const step = from.find(step => step.op === value);
    if (step) {                                         // it undid that step, or redid it
      from.splice(from.indexOf(step), 1);
      to.push({ ...made, kind: step.kind });
    } else if (kind !== "undo") {
      undo.push(made);
      redo.length = 0;
    }
  });
  refresh();
});

let sent;
async function settle() {
  document.activeElement.blur();                        // what is being typed is part of it
  const [{ full }, { here, inform }] = await Promise.all([import("./painting.js"), import("./annotate.js")]);
  const { label, flags, note, claims, attributions, verifications } = full(here());
  if (sent) return;
  if (!label) return inform("label-first", {}, true);
  const own = { label, flags, keep: desk.keep, claims, attributions, verifications };
  sent = uuid();
  add({ op_id: sent, kind: "settle", sentence: desk.draft, value: { own, version: desk.version, reason: chosen(), note }, cut: true });
  announce(say("settled"));
}
export const acts = {
  done: settle,
  anew() {
    forget(desk.draft);
    location.reload();
  },
};
document.addEventListener("outbox:stored", ({ detail: { entry } }) => entry.op_id === sent && leave(desk.finish));
document.addEventListener("outbox:parked", ({ detail }) => {
  const refused = detail.op_id === sent && parked().find(entry => entry.op_id === sent);
  if (!refused) return;
  drop(refused.key);                                    // all of it is still here
  sent = undefined;
  $("#stale").hidden = false;
  $("#stale p").textContent = refused.why;
  $("#stale").scrollIntoView({ block: "nearest" });
});
