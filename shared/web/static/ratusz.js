"use strict";
// Small comforts on top of pages that work without any of this. It holds no state and decides nothing.
(function () {
  const rules = new Intl.PluralRules(document.documentElement.lang || "pl");
  const zlotys = new Intl.NumberFormat(document.documentElement.lang || "pl", { useGrouping: "always", maximumFractionDigits: 2 });

  function countChoices(form) {
    const basket = form.querySelector("[data-basket]");
    if (!basket) return;
    const limit = Number(basket.dataset.limit);
    let count = form.querySelectorAll("[data-choice] input:checked").length;
    form.querySelectorAll("[data-choice] select").forEach((select) => {
      count += select.dataset.points === "True" ? Number(select.value || 0) : Number(select.value !== "");
    });
    const over = basket.querySelector("[data-over]");
    basket.querySelector("[data-count]").textContent = String(count);
    const spent = Array.from(form.querySelectorAll("[data-choice]")).reduce((sum, choice) => {
      const marked = choice.querySelector("input:checked") || (choice.querySelector("select") || {}).value;
      return marked ? sum + Number(choice.dataset.cost) : sum;
    }, 0);
    const money = basket.querySelector("[data-spent]");
    if (money) money.textContent = zlotys.format(spent / 100) + "\u00a0zł";
    over.hidden = count <= limit && spent <= Number(basket.dataset.most || Infinity);
    basket.querySelectorAll(".dots i").forEach((dot, place) => dot.classList.toggle("on", place < count));
  }

  function countCharacters(area) {
    const line = document.querySelector('[data-count-of="' + CSS.escape(area.id) + '"]');
    if (!line) return;
    const left = Number(area.dataset.limit) - Array.from(area.value).length;
    const form = rules.select(Math.abs(left));
    const key = form === "one" ? "one" : form === "few" ? "few" : "many";
    const text = left < 0 ? line.dataset["over" + key[0].toUpperCase() + key.slice(1)] : line.dataset[key];
    line.textContent = text.replace("#", Math.abs(left).toLocaleString(document.documentElement.lang));
    line.classList.toggle("over", left < 0);
  }

  // Fills in where the person stands, only when asked; the browser asks for consent itself.
  function locate(part) {
    const status = part.querySelector("[role=status]");
    status.textContent = status.dataset.busy;
    const fill = (id, degrees) => {
      document.getElementById(id).value = degrees.toFixed(5).replace(".", ",");
    };
    navigator.geolocation.getCurrentPosition((found) => {
      fill("latitude", found.coords.latitude);
      fill("longitude", found.coords.longitude);
      status.textContent = status.dataset.done.replace("#", String(Math.ceil(found.coords.accuracy)));
    }, () => { status.textContent = status.dataset.failed; }, { enableHighAccuracy: true, timeout: 15000 });
  }

  // What a page shows anew with what is wrong in it is not saved either.
  function isTyped(form) {
    return form.querySelector(".govuk-error-message") !== null || Array.from(form.elements).some((field) => {
      if (field.matches("select")) {
        const options = Array.from(field.options);
        return !(options.find((one) => one.defaultSelected) || options[0]).selected;
      }
      if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
      return field.matches("textarea, input:not([type=hidden])") && field.value !== field.defaultValue;
    });
  }

  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-choice]") && event.target.form) countChoices(event.target.form);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-limit]")) countCharacters(event.target);
  });

  // A second press while the first is on its way does nothing; the server would ignore it anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter || form.querySelector("button[type=submit]");
    if (!button) return;
    button.dataset.text = button.textContent;
    button.textContent = form.dataset.onceText;
    button.setAttribute("aria-disabled", "true");
  });
  function sendAgain() {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      Array.from(form.elements).filter((button) => button.matches("[aria-disabled][data-text]")).forEach((button) => {
        button.textContent = button.dataset.text;
        button.removeAttribute("aria-disabled");
      });
    });
  }
  // A long text beside other forms: a link or a button of another form does not take it away without a question.
  window.addEventListener("beforeunload", (event) => {
    const form = document.querySelector("form[data-unsaved]");
    if (!form || form.dataset.sent || !isTyped(form)) return;
    event.preventDefault();
    // Who stays may press that button again.
    setTimeout(sendAgain);
  });
  // Back from the page it led to: the form may be sent again.
  window.addEventListener("pageshow", () => {
    sendAgain();
    document.querySelectorAll("textarea[data-limit]").forEach(countCharacters);
    document.querySelectorAll("form").forEach(countChoices);
    document.querySelectorAll("[data-locate]").forEach((part) => { part.hidden = !navigator.geolocation; });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-locate] button")) locate(event.target.closest("[data-locate]"));
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  // Where many cards are keyed in, Enter goes to the next field and, from the last one, sends the form.
  document.addEventListener("keydown", (event) => {
    const rows = event.key === "Enter" && event.target.matches("input") && event.target.closest("[data-enter]");
    if (!rows) return;
    event.preventDefault();
    const fields = Array.from(rows.querySelectorAll("input:not([type=hidden])"));
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) { next.focus(); next.select(); } else event.target.form.requestSubmit(rows.querySelector("[data-enter-send]"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  // The city's warnings: a page that was not told them asks, and every page that stays open asks again. No Referer:
  // the address of a page can be a key.
  async function askForWarnings(place) {
    try {
      const answer = await fetch(place.dataset.alerts, { referrerPolicy: "no-referrer" });
      if (!answer.ok) return;
      const fresh = document.createElement("template");
      fresh.innerHTML = await answer.text();
      // What is there already is not read out again.
      if (fresh.content.textContent.trim() !== place.textContent.trim()) place.replaceChildren(fresh.content);
    } catch { /* The footer leads to the warnings, too. */ }
  }
  function tellTime(clock) {
    const minutes = Math.floor((Date.now() - Date.parse(clock.dataset.clock)) / 60000);
    if (clock.dataset.ahead === undefined) {
      // The server's clock counts, also where this one is wrong.
      clock.dataset.ahead = String(minutes - Number(clock.querySelector("[data-minutes]").textContent));
    }
    const passed = minutes - Number(clock.dataset.ahead);
    clock.querySelector("[data-minutes]").textContent = String(passed);
    clock.classList.toggle("late", passed >= Number(clock.dataset.target));
  }
  setInterval(() => {
    if (document.hidden) return;
    document.querySelectorAll("[data-alerts]").forEach(askForWarnings);
    document.querySelectorAll("[data-clock]").forEach(tellTime);
  }, 30000);
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-alerts-unknown]").forEach(askForWarnings);
    document.querySelectorAll("[data-clock]").forEach(tellTime);
    const summary = document.querySelector(".govuk-error-summary");
    if (summary) { summary.setAttribute("tabindex", "-1"); summary.focus(); }
  });
})();
