// Forms that send a file: the answer takes the place of the parts of the page that changed, so the file stays chosen.
const found = document.querySelector("[data-part]");

for (const form of document.querySelectorAll("form[data-limit]")) {
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const body = new FormData(form, event.submitter), buttons = [...form.querySelectorAll("button")];
    const pressed = buttons.indexOf(event.submitter);
    if (body.get("file").size > Number(form.dataset.limit)) return say(form.dataset.tooLarge);
    for (const button of buttons) button.disabled = true;
    form.ariaBusy = "true";
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      say(form.dataset.lost);
    } finally {
      for (const button of buttons) button.disabled = false;
      form.ariaBusy = null;
      // A button that is switched off loses the focus; the answer may have brought another in its place.
      if (document.activeElement === document.body) form.querySelectorAll("button")[pressed]?.focus({ preventScroll: true });
    }
  });
}

function show(page) {
  const parts = [...document.querySelectorAll("[data-part]")];
  // What is another page altogether says so, for example that the sign-in ended.
  if (!parts.every(part => page.getElementById(part.id))) return document.body.replaceWith(page.body);
  for (const part of parts) part.replaceChildren(...page.getElementById(part.id).childNodes);
  found.scrollIntoView({ block: "nearest" });
}

function say(problem) {
  const said = document.createElement("p");
  said.className = "alert";
  said.role = "alert";
  said.textContent = problem;
  found.replaceChildren(said);
}
