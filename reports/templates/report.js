"use strict";
// Adds to a page that is complete without it: the quiz answers back, claims can be filtered,
// links are copied, folded parts open for a link and, but for what is only more of the same, for the
// printer.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add("js");

  function startQuiz() {
    const questions = all(".question");
    const score = { right: 0, answered: 0 };
    for (const question of questions) {
      for (const option of all(".options li", question)) {
        const button = document.createElement("button");
        button.type = "button";
        button.dir = "auto";
        button.textContent = option.textContent;
        button.addEventListener("click", () => answer(question, button, score, questions.length));
        option.replaceChildren(button);
      }
    }
  }

  function answer(question, chosen, score, total) {
    if (question.classList.contains("answered")) return;
    const truth = question.dataset.answer;
    const right = chosen.textContent === truth;
    question.classList.add("answered");
    for (const button of all("button", question)) {
      button.setAttribute("aria-disabled", "true");
      button.classList.toggle("right", button.textContent === truth);
    }
    chosen.classList.toggle("wrong", !right);
    question.querySelector(".speaker").textContent = truth;
    question.querySelector(".outcome").textContent = right ? `Right: ${truth}.` : `No, it is ${truth}.`;
    question.querySelector(".answer").open = true;
    score.right += right ? 1 : 0;
    score.answered += 1;
    showScore(score, total);
  }

  function showScore(score, total) {
    const line = document.querySelector(".score");
    const done = score.answered === total ? "" : ` so far, ${total - score.answered} to go`;
    line.textContent = `You told ${score.right} of ${score.answered}${done}. ${line.dataset.guessing}`;
    if (score.answered === total) {
      byId("quiz-right").value = String(score.right);
      compare();
    }
  }

  // What a score means stands in a table of the page: the typed number only picks its row.
  function compare() {
    const typed = byId("quiz-right").value.trim();
    const row = all("#own-score tr[data-right]").find((each) => each.dataset.right === typed);
    const most = byId("quiz-right").max;
    const other = typed === "" ? "" : `A whole number from 0 to ${most}, please.`;
    document.querySelector(".compared").textContent = row ? row.dataset.words : other;
  }

  function startTyped() {
    const field = document.querySelector(".typed");
    if (!field) return;
    field.hidden = false;
    byId("quiz-right").addEventListener("input", compare);
  }

  function startFilter() {
    const box = document.querySelector(".filter");
    if (!box) return;
    const rows = all(".claim").map((row) => ({ row, words: row.textContent.toLocaleLowerCase() }));
    const search = byId("claim-filter");
    const yours = byId("claim-yours");
    const more = all("#claims details.more").filter((folded) => folded.querySelector(".claim"));
    const apply = () => {
      const wanted = search.value.trim().toLocaleLowerCase().split(/\s+/);
      let shown = 0;
      for (const { row, words } of rows) {
        const fits = wanted.every((word) => words.includes(word)) &&
          !(yours && yours.checked && !row.classList.contains("client"));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      byId("claim-count").textContent = `${shown} of ${rows.length} shown`;
      const asked = search.value.trim() !== "" || Boolean(yours && yours.checked);
      for (const folded of more) folded.open = asked || folded.dataset.open === "true";
    };
    box.hidden = false;
    search.addEventListener("input", apply);
    if (yours) yours.addEventListener("change", apply);
    apply();
  }

  function startLinks() {
    for (const link of all(".permalink")) {
      link.textContent = "Copy link";
      link.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(link.href);
          link.textContent = "Link copied";
        } catch {
          link.textContent = "See address bar";
        }
      });
    }
  }

  function openTarget() {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (const folded of all("details").filter((part) => part.contains(target))) folded.open = true;
    if (target.matches(".claim, [id^='phrase-'], [id^='post-claim-']")) {
      for (const folded of all("details", target)) folded.open = true;
    }
    target.scrollIntoView();
  }

  function openForPrint() {
    let folded = [];
    addEventListener("beforeprint", () => {
      folded = all("details:not([open]):not(.answer):not(.more)");
      for (const part of folded) part.open = true;
    });
    addEventListener("afterprint", () => {
      for (const part of folded) part.open = false;
    });
  }

  function followReading() {
    const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute("aria-current");
        links.get(entry.target.id)?.setAttribute("aria-current", "true");
      }
    }, { rootMargin: "-30% 0px -65% 0px" });
    for (const section of all("main > section")) watch.observe(section);
  }

  function foldContents() {
    const folded = document.querySelector(".contents details");
    for (const link of all(".contents a")) link.addEventListener("click", () => { folded.open = false; });
  }

  foldContents();
  startQuiz();
  startTyped();
  startFilter();
  startLinks();
  openForPrint();
  followReading();
  openTarget();
  addEventListener("hashchange", openTarget);
})();
