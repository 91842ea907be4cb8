// Uploads files in pieces, so that a line that breaks costs one piece and not the whole file.
// Without JavaScript the same form sends the files as plain multipart.
//
//   <input type="file" name="paper" data-upload-url="/…/uploads/">
//
// begin   POST  data-upload-url        {"name", "size", "type"} as JSON  → 201 {"id", "url", "offset"}
// piece   PATCH url                    bytes, Upload-Offset: n           → 200 {"offset", "state", "problem"}
//         409 with {"offset"}: the server has another number of bytes; go on from there
// ask     HEAD  url                    → Upload-Offset: n                (after a broken line)
// The piece that completes the file is answered with state "checking" or "ready" (or "rejected" and a problem in
// words). The id then goes into a hidden input named <name>_upload, the file input is emptied, and the form is
// sent without the bytes.
// Inside a [role=group] with radios, choosing a file chooses the radio "uploaded", and choosing another radio lets
// the file go. data-upload-words is JSON: {"sending", "done", "failed", "retry"}; "{name}" and "{percent}" are filled in.

const PIECE_BYTES = 512 * 1024;
const TRIES = 5;
const WORDS = {
  sending: "Đang tải {name}: {percent} %",
  done: "Đã tải xong {name}",
  failed: "Chưa tải được {name}.",
  retry: "Thử lại",
};

const wait = (ms) => new Promise((resolve) => window.setTimeout(resolve, ms));

function csrfToken(input) {
  return input.form.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

class Refused extends Error {}

class Upload {
  constructor(input, file) {
    this.input = input;
    this.file = file;
    this.words = { ...WORDS, ...JSON.parse(input.dataset.uploadWords || "{}") };
    this.box = document.createElement("div");
    this.box.className = "portal-upload";
    this.bar = Object.assign(document.createElement("progress"), { max: file.size || 1, value: 0 });
    this.bar.setAttribute("aria-label", file.name);
    this.line = Object.assign(document.createElement("p"), { className: "portal-upload__line" });
    this.line.setAttribute("role", "status");
    this.box.append(this.bar, this.line);
    input.after(this.box);
  }

  async run() {
    this.line.classList.remove("portal-upload__line--failed");
    this.bar.hidden = false;
    try {
      this.begun ??= await this.begin();
      await this.sendAll();
      this.succeed();
    } catch (error) {
      // What the server refused is over: trying again begins anew.
      if (error instanceof Refused) this.begun = undefined;
      this.fail(error instanceof Refused ? error.message : this.fill(this.words.failed));
    }
  }

  async begin() {
    const { name, size, type } = this.file;
    const answer = await this.call(this.input.dataset.uploadUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name, size, type }),
    });
    return answer.json();
  }

  async sendAll() {
    let offset = this.begun.offset ?? 0;
    let failures = 0;
    while (offset < this.file.size) {
      try {
        offset = await this.sendPiece(offset);
        failures = 0;
      } catch (error) {
        if (error instanceof Refused || ++failures >= TRIES) throw error;
        await wait(500 * 2 ** failures);
        offset = await this.ask(offset);
      }
      this.begun.offset = offset;
      this.show(offset);
    }
  }

  async sendPiece(offset) {
    const answer = await this.call(this.begun.url, {
      method: "PATCH",
      headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) },
      body: this.file.slice(offset, offset + PIECE_BYTES),
    }, [409]);
    const said = await answer.json();
    if (said.state === "rejected") throw new Refused(said.problem);
    return said.offset;
  }

  async ask(offset) {
    try {
      const answer = await this.call(this.begun.url, { method: "HEAD" });
      return Number(answer.headers.get("Upload-Offset") ?? offset);
    } catch {
      return offset;
    }
  }

  async call(url, options, accepted = []) {
    const headers = { ...options.headers, "X-CSRFToken": csrfToken(this.input), Accept: "application/json" };
    const answer = await fetch(url, { ...options, headers, credentials: "same-origin" });
    if (answer.ok || accepted.includes(answer.status)) return answer;
    if (answer.status >= 400 && answer.status < 500) {
      const problem = await answer.json().catch(() => ({}));
      throw new Refused(problem.problem || problem.detail || this.fill(this.words.failed));
    }
    throw new Error(String(answer.status));
  }

  fill(words) {
    const percent = Math.floor((100 * this.bar.value) / this.bar.max);
    return words.replace("{name}", this.file.name).replace("{percent}", String(percent));
  }

  show(offset) {
    this.bar.value = offset;
    const words = this.fill(this.words.sending);
    // A screen reader hears every quarter, not every piece.
    const quarter = Math.floor((4 * offset) / (this.file.size || 1));
    if (quarter !== this.quarter) this.line.textContent = words;
    this.quarter = quarter;
  }

  succeed() {
    const hidden = Object.assign(document.createElement("input"), {
      type: "hidden",
      name: `${this.input.name}_upload`,
      value: this.begun.id,
    });
    this.bar.hidden = true;
    this.line.textContent = this.fill(this.words.done);
    this.box.append(hidden);
    this.input.value = "";
    hidden.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new CustomEvent("portal:uploaded", { bubbles: true, detail: this.begun }));
  }

  fail(words) {
    this.bar.hidden = true;
    this.line.classList.add("portal-upload__line--failed");
    this.line.textContent = words;
    const retry = Object.assign(document.createElement("button"), {
      type: "button",
      className: "govuk-button govuk-button--secondary",
      textContent: this.words.retry,
    });
    retry.addEventListener("click", () => { retry.remove(); this.run(); });
    this.box.append(retry);
  }
}

function forget(input) {
  for (const old of input.parentElement.querySelectorAll(".portal-upload")) old.remove();
}

function followRadios(input) {
  const group = input.closest("[role=group]");
  const uploaded = group?.querySelector("input[type=radio][value=uploaded]");
  if (!uploaded) return;
  input.addEventListener("change", () => { if (input.files.length) uploaded.checked = true; });
  group.addEventListener("change", ({ target }) => {
    if (target.type !== "radio" || target === uploaded) return;
    input.value = "";
    forget(input);
  });
}

for (const input of document.querySelectorAll("input[type=file][data-upload-url]")) {
  let running = Promise.resolve();
  followRadios(input);
  input.addEventListener("change", () => {
    if (!input.multiple) forget(input);
    for (const file of [...input.files]) {
      const upload = new Upload(input, file);
      running = running.then(() => upload.run());
    }
  });
}
