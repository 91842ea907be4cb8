// Saves a form while it is being filled in: <form data-autosave-url="…"> with components/saved_mark.html inside.
//
// 1.5 s after the last change, and when the page is left, the whole form (without files and csrf token) is sent
// as multipart POST with the header X-Requested-With: autosave. The server answers 2xx, valid or not:
// nothing typed is refused. While it can't be reached, a copy stays in this browser; on the next visit the
// copy is offered, never put back silently. A page left with unsaved changes warns.

const WAIT_MS = 1500;
const RETRY_MS = 10000;
const PREFIX = "draft:";

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    this.mark = form.querySelector("[data-saved-mark]");
    this.storageKey = PREFIX + this.url;
    this.saved = this.state();
    this.timer = 0;
    this.isSending = false;
    form.addEventListener("input", () => this.later(WAIT_MS));
    form.addEventListener("change", () => this.later(WAIT_MS));
    form.addEventListener("submit", () => { this.isLeaving = true; });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.later(0));
    window.addEventListener("beforeunload", (event) => {
      if (this.isDirty() && this.hasFailed && !this.isLeaving) event.preventDefault();
    });
    this.offerCopy();
  }

  data() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  // What is compared and kept: without the keys that change with every page.
  state() {
    const pairs = [...this.data()].filter(([name]) => !["csrfmiddlewaretoken", "submission_key"].includes(name));
    return JSON.stringify(pairs);
  }

  isDirty() { return this.state() !== this.saved; }

  later(ms) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), ms);
  }

  async save() {
    if (this.isSending || !this.isDirty() || this.isLeaving) return;
    const state = this.state();
    this.isSending = true;
    this.say("saving");
    try {
      const answer = await this.send(false);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.saved = state;
      this.hasFailed = false;
      this.forget();
      this.say("saved");
    } catch {
      this.hasFailed = true;
      this.keep(state);
      this.say("failed");
      this.later(RETRY_MS);
    } finally {
      this.isSending = false;
      if (!this.hasFailed && this.isDirty()) this.later(WAIT_MS);
    }
  }

  leave() {
    if (this.isLeaving || !this.isDirty()) return;
    // Other people may use this machine: a copy stays only when the server is known to be out of reach.
    if (this.hasFailed || !navigator.onLine) this.keep(this.state());
    this.send(true).catch(() => {});
  }

  send(keepalive) {
    return fetch(this.url, {
      method: "POST",
      body: this.data(),
      headers: { "X-Requested-With": "autosave" },
      credentials: "same-origin",
      keepalive,
    });
  }

  keep(state) { try { localStorage.setItem(this.storageKey, state); } catch { /* storage full or forbidden */ } }

  forget() { try { localStorage.removeItem(this.storageKey); } catch { /* storage forbidden */ } }

  say(what) {
    if (!this.mark) return;
    const time = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    this.mark.textContent = this.mark.dataset[what].replace("{time}", time);
    this.mark.classList.toggle("portal-saved--failed", what === "failed");
  }

  offerCopy() {
    let copy = null;
    try { copy = localStorage.getItem(this.storageKey); } catch { return; }
    if (!copy || !this.mark) return;
    if (copy === this.saved) { this.forget(); return; }
    const button = (words, act) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "govuk-button govuk-button--secondary govuk-!-margin-bottom-0 govuk-!-margin-left-2";
      element.textContent = words;
      element.addEventListener("click", () => { act(); this.forget(); this.mark.textContent = ""; });
      return element;
    };
    this.mark.append(
      this.mark.dataset.found,
      button(this.mark.dataset.restore, () => this.restore(JSON.parse(copy))),
      button(this.mark.dataset.discard, () => {}),
    );
  }

  restore(pairs) {
    const names = new Set(pairs.map(([name]) => name));
    for (const field of this.form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "file") continue;
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = pairs.some(([name, value]) => name === field.name && value === field.value);
      } else if (names.has(field.name)) {
        field.value = pairs.find(([name]) => name === field.name)[1];
      }
    }
    this.form.dispatchEvent(new Event("change"));
    this.later(0);
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form);

// Other forms only warn: <form data-warn-unsaved>.
for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
  let isDirty = false;
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}
