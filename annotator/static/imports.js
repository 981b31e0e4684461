// The import pages: files dropped or chosen go off at once, too large ones stay; a changed kind numbers anew.
const upload = document.querySelector("#upload");

if (upload) {
  const files = upload.elements.files, drop = upload.querySelector(".drop"), problem = upload.querySelector("#problem");
  const send = () => {
    const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
    problem.hidden = size <= Number(upload.dataset.limit);
    problem.textContent = problem.hidden ? "" : upload.dataset.tooLarge;
    if (problem.hidden && files.files.length && !upload.elements.text.value.trim()) upload.requestSubmit();
    else list();
  };
  const list = () => {
    upload.querySelector("#chosen").replaceChildren(...[...files.files].map(file => {
      const item = document.createElement("li");
      item.textContent = file.name;
      return item;
    }));
  };
  files.addEventListener("change", send);
  for (const name of ["dragover", "dragleave", "drop"]) drop.addEventListener(name, event => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    files.files = event.dataTransfer.files;
    send();
  });
  upload.addEventListener("submit", event => { if (!problem.hidden) event.preventDefault(); });
}

// The form comes back whole; whoever works by keyboard stays at the select they were in.
let at = "";
addEventListener("change", event => {
  if (!event.target.matches("#look select")) return;
  at = event.target.id;
  event.target.form.dispatchEvent(new Event("revise"));
});
document.addEventListener("htmx:after:swap", () => {
  if (at && document.activeElement === document.body) document.getElementById(at)?.focus({ preventScroll: true });
});

// An import asks for each next step by itself; when one fails, the page must not look as if it still went on.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const stuck = document.querySelector("#stuck"), status = ctx.response?.status;
  if (!stuck) return;
  if ([401, 403, 404].includes(status)) location.reload();
  stuck.hidden = [200, 204].includes(status);
});
