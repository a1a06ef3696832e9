/* Lets a chart answer the pointer. The page comes with a picture of each chart; the library that drew it is fetched only when somebody
   reaches for one. Without this script, or without the library, the picture stays. */
"use strict";

(() => {
  const library = document.currentScript.dataset.library;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let loading = null;

  function loaded() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  async function definition(figure) {
    const answer = await fetch(`${figure.dataset.chart}&nen=${dark.matches ? "toi" : "sang"}`);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function draw(figure) {
    const [drawn] = await Promise.all([definition(figure), loaded()]);
    const picture = figure.querySelector("picture");
    const place = document.createElement("div");
    place.className = "drawing";
    place.setAttribute("aria-hidden", "true");
    picture.hidden = true;
    picture.after(place);
    let chart = null, asked = drawn;
    /* Drawn anew for each width: the library would not go back from its narrow layout. */
    const show = () => {
      const width = place.clientWidth;
      chart?.dispose();
      chart = echarts.init(place, null, {renderer: "svg", width, height: width < asked.narrow ? asked.narrow_height : asked.height});
      chart.setOption(asked.option);
      figure.dataset.drawn = dark.matches ? "toi" : "sang";
    };
    show();
    new ResizeObserver(() => { if (place.clientWidth && chart.getWidth() !== place.clientWidth) show(); }).observe(place);
    dark.addEventListener("change", async () => {
      asked = await definition(figure);
      show();
    });
  }

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const start = () => {
      ["pointerenter", "touchstart"].forEach((name) => figure.removeEventListener(name, start));
      draw(figure).catch(() => { /* the picture is there */ });
    };
    ["pointerenter", "touchstart"].forEach((name) => figure.addEventListener(name, start, {passive: true}));
  }
})();
