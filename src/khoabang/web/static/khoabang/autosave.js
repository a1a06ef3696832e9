/* Saves a form by itself a moment after each change, one save at a time, and says so. What could not be saved stays on the page and is
   tried again; leaving the page then asks first. Nobody else's save is covered: the server answers with a conflict, and the person
   chooses. Without this script the form is saved by its button. */
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const PAUSE = 900, FIRST_RETRY = 3000, LAST_RETRY = 60000;
  const status = form.querySelector("[data-status]");
  const version = form.elements["phien-ban"];
  const scorePlace = document.getElementById("diem");
  let kept = asServed(), timer = 0, retry = FIRST_RETRY, sending = false, leaving = false, stopped = false;

  function content(given = form) {
    const data = new URLSearchParams(new FormData(given));
    ["csrfmiddlewaretoken", "phien-ban"].forEach((name) => data.delete(name));
    return data.toString();
  }

  /* What the page came with: who is quick, or on a slow line, types before this script is there. */
  function asServed() {
    const served = form.cloneNode(true);
    served.reset();
    return content(served);
  }

  function unsaved() {
    return content() !== kept;
  }

  function token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }

  function say(words, wrong) {
    status.textContent = words;
    status.classList.toggle("is-wrong", Boolean(wrong));
  }

  function later(pause) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, pause);
  }

  function again(words) {
    say(words, true);
    later(retry);
    retry = Math.min(retry * 2, LAST_RETRY);
  }

  async function save() {
    if (sending || stopped || !unsaved()) return;
    sending = true;
    const sent = content();
    say(form.dataset.saving);
    try {
      const response = await fetch(form.getAttribute("action") || location.href, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": token() },
        body: new URLSearchParams(new FormData(form)),
      });
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      if (response.redirected || !isJson) {
        again(response.redirected || response.status === 403 ? form.dataset.signedOut : form.dataset.failed);
        return;
      }
      answered(await response.json(), sent);
    } catch {
      again(form.dataset.offline);
    } finally {
      sending = false;
      if (!stopped && content() !== sent) later(PAUSE);
    }
  }

  function answered(told, sent) {
    retry = FIRST_RETRY;
    clearTroubles();
    if (told.version) {
      version.value = told.version;
      kept = sent;
      say(`${form.dataset.saved} ${told.at}`);
      told.troubles.forEach(showTrouble);
      refreshScore();
    } else if (told.troubles) {
      say(form.dataset.wrong, true);
      told.troubles.forEach(showTrouble);
    } else if (told.conflict) {
      stopped = true;
      say(told.conflict, true);
      const choose = document.createElement("button");
      choose.type = "submit";
      choose.className = "main";
      choose.textContent = form.dataset.choose;
      status.append(" ", choose);
    } else {
      stopped = true;
      say(told.refused || form.dataset.failed, true);
    }
  }

  function clearTroubles() {
    form.querySelectorAll(".trouble").forEach((place) => place.replaceChildren());
    form.querySelectorAll("[data-field].is-wrong").forEach((field) => field.classList.remove("is-wrong"));
    form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  }

  function span(kind, words) {
    const made = document.createElement("span");
    made.className = kind;
    made.textContent = words;
    return made;
  }

  function showTrouble(trouble) {
    const field = form.querySelector(`[data-field="${CSS.escape(trouble.field)}"]`);
    if (!field) return;
    const place = field.querySelector(".trouble");
    const input = field.querySelector("input, select, textarea");
    field.classList.add("is-wrong");
    input.setAttribute("aria-invalid", "true");
    place.append(span("wrong", trouble.what), " ", span("hint", trouble.remedy));
    trouble.meant.forEach((meant) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = `${form.dataset.meant} ${meant}`;
      button.addEventListener("click", () => {
        input.value = meant;
        input.focus();
        later(0);
      });
      place.append(" ", button);
    });
  }

  async function refreshScore() {
    try {
      const response = await fetch(form.dataset.score, { headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      scorePlace.replaceChildren(...page.body.childNodes);
    } catch { /* the score is shown anew with the next save */ }
  }

  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("change", () => later(PAUSE));
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => clearTimeout(timer));
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved()) event.preventDefault();
  });
  if (unsaved()) later(PAUSE);
})();
