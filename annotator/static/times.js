// Shows every <time> of the page in the reader's own zone; without script it stays UTC and says so.
const shown = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time[datetime]")) time.textContent = shown.format(new Date(time.dateTime));
