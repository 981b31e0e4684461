// Mending the cut of sentences: join with the next, split at a word. Where others are assigned it is a request.
import { count } from "./outbox.js";
import { by, decide, here, inform } from "./annotate.js";
import { lookAnew } from "./fresh.js";
import { $, hold } from "./keys.js";
import { pickWord } from "./spans.js";

const ask = (value, how) => decide("boundary", value, how) && wait();
export const acts = {
  async cut(_, how) {
    const found = await pickWord();
    if (found) ask(found.join ? { join: "next" } : { split: found.first }, found.way ?? how);
  },
  join: (_, how) => ask({ join: "next" }, how),
};
let pending;
export function wait() {                                // keys pressed from now on belong to the sentences as they will be
  return hold(new Promise(done => {
    pending = done;
    setTimeout(done, 15000);                            // a slow server has its time
  }));
}
let stale = false;
export async function cut(how, { kind, value }) {       // the server has answered: a new cut of the article, or a request
  stale ||= how !== "asked";
  if (how === "asked") {
    $("#asked").hidden = false;
    inform("asked", {}, true);
  } else if (kind === "boundary") inform(value.join ? "joined" : "parted", {}, true);
  if (stale && !count()) {
    stale = false;
    await lookAnew();
  }
  pending?.();
}
document.addEventListener("outbox:stored", () => stale && !count() && cut("", {}));
for (const sign of ["parked", "kept"]) document.addEventListener("outbox:" + sign, () => pending?.());
