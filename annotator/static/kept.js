// Forms that send a file: the answer takes the place of the parts of the page that changed, so the file stays chosen.
for (const form of document.querySelectorAll("form[data-keeps]")) {
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const body = new FormData(form, event.submitter), buttons = form.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    form.ariaBusy = "true";
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const parts = document.querySelectorAll("[data-part]");
      // Another page altogether, such as that of signing in.
      if (![...parts].every(part => page.getElementById(part.id))) return location.reload();
      for (const part of parts) part.replaceChildren(...page.getElementById(part.id).childNodes);
      parts[0].scrollIntoView({ block: "nearest" });
    } catch {
      say(form.dataset.keeps);
    } finally {
      for (const button of buttons) button.disabled = false;
      form.ariaBusy = null;
    }
  });
}

function say(problem) {
  const said = document.createElement("p");
  said.className = "alert";
  said.role = "alert";
  said.textContent = problem;
  document.querySelector("[data-part]").replaceChildren(said);
}
