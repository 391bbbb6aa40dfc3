(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function all(selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  }
  function spoken() { return root.getAttribute("data-language"); }

  /* Language: nothing is remembered; ?lang=en in the address opens the page in English. */
  function speak(language) {
    root.setAttribute("data-language", language);
    root.lang = language === "zh" ? "zh-CN" : "en";
    all("[data-speak]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-speak") === language));
    });
    all("[data-zh]").forEach(function (element) { element.textContent = element.getAttribute("data-" + language); });
    fitAll();
  }

  /* Tables. */
  function shownText(cell) {
    var hidden = spoken() === "zh" ? "en" : "zh", copy = cell.cloneNode(true);
    all("." + hidden, copy).forEach(function (part) { part.parentNode.removeChild(part); });
    return copy.textContent.trim();
  }
  function sortKey(cell, numeric) {
    if (!cell) { return null; }
    if (numeric) { return cell.hasAttribute("data-v") ? parseFloat(cell.getAttribute("data-v")) : null; }
    var words = shownText(cell);
    return words === "—" || words === "" ? null : words;
  }
  function sortRows(table, column, direction) {
    var body = table.tBodies[0], numeric = table.tHead.rows[0].cells[column].classList.contains("n");
    var language = spoken() === "zh" ? "zh-CN" : "en";
    var rows = Array.prototype.slice.call(body.rows).map(function (row) {
      return { row: row, place: Number(row.getAttribute("data-place")), key: sortKey(row.cells[column], numeric) };
    });
    rows.sort(function (a, b) {
      if (direction === "none") { return a.place - b.place; }
      if (a.key === null || b.key === null) {
        return a.key === b.key ? a.place - b.place : (a.key === null ? 1 : -1);
      }
      var order = numeric ? a.key - b.key : a.key.localeCompare(b.key, language, { numeric: true });
      return (direction === "ascending" ? order : -order) || a.place - b.place;
    });
    rows.forEach(function (item) { body.appendChild(item.row); });
  }
  function setUpTable(box) {
    var table = box.querySelector("table"), body = table.tBodies[0];
    var first = Number(table.getAttribute("data-first"));
    var input = box.querySelector(".tools input"), more = box.querySelector(".all"), now = box.querySelector(".now");
    Array.prototype.forEach.call(body.rows, function (row, place) { row.setAttribute("data-place", place); });

    function refresh() {
      var words = input ? input.value.trim().toLowerCase().split(/\s+/) : [""];
      var open = !more || more.getAttribute("aria-pressed") === "true" || words[0] !== "";
      var found = 0, shown = 0;
      Array.prototype.forEach.call(body.rows, function (row) {
        var text = row.textContent.toLowerCase();
        var fits = words.every(function (word) { return text.indexOf(word) >= 0; });
        found += fits ? 1 : 0;
        var beyond = fits && !open && found > first;
        row.classList.toggle("out", !fits);
        row.classList.toggle("beyond", beyond);
        shown += fits && !beyond ? 1 : 0;
      });
      if (now) { now.textContent = shown.toLocaleString("en"); }
      /* The total is that of all rows: it would be wrong under some of them. */
      if (table.tFoot) { table.tFoot.classList.toggle("out", words[0] !== ""); }
      if (more) { more.hidden = words[0] !== ""; }
    }
    all("thead th", table).forEach(function (head, column) {
      head.querySelector("button").addEventListener("click", function () {
        var next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")];
        all("thead th", table).forEach(function (other) { other.setAttribute("aria-sort", "none"); });
        head.setAttribute("aria-sort", next);
        sortRows(table, column, next);
        refresh();
      });
    });
    if (input) { input.addEventListener("input", refresh); }
    if (more) {
      more.addEventListener("click", function () {
        more.setAttribute("aria-pressed", String(more.getAttribute("aria-pressed") !== "true"));
        refresh();
      });
    }
    refresh();
    fit(box);
  }
  function fit(box) {
    var scroll = box.querySelector(".scroll");
    scroll.classList.remove("fits");
    scroll.classList.toggle("fits", scroll.querySelector("table").offsetWidth <= scroll.clientWidth + 1);
  }
  function fitAll() { all(".table").forEach(fit); }

  /* Pictures: taken away in the language that is shown. */
  function pictureText(figure) {
    var svg = figure.querySelector("svg").cloneNode(true), hidden = spoken() === "zh" ? "en" : "zh";
    all("." + hidden, svg).forEach(function (part) { part.parentNode.removeChild(part); });
    all("[data-zh]", svg).forEach(function (part) {
      part.removeAttribute("data-zh"); part.removeAttribute("data-en");
    });
    svg.setAttribute("lang", root.lang);
    svg.setAttribute("xml:lang", root.lang);
    return new XMLSerializer().serializeToString(svg);
  }
  function save(blob, name) {
    var link = document.createElement("a"), address = URL.createObjectURL(blob);
    link.href = address; link.download = name;
    document.body.appendChild(link); link.click(); document.body.removeChild(link);
    setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
  }
  function savePng(text, name) {
    var image = new Image();
    image.onload = function () {
      var canvas = document.createElement("canvas");
      canvas.width = image.width * 2; canvas.height = image.height * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { save(blob, name); }, "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }
  function take(figure, kind) {
    var name = figure.getAttribute("data-" + spoken() + "-name").replace(/[\\\/:*?"<>|\s]+/g, "_") + "." + kind;
    if (kind === "csv") {
      var data = JSON.parse(figure.querySelector("script.data").textContent);
      save(new Blob(["\ufeff" + data], { type: "text/csv;charset=utf-8" }), name);
    } else if (kind === "svg") {
      save(new Blob([pictureText(figure)], { type: "image/svg+xml;charset=utf-8" }), name);
    } else {
      savePng(pictureText(figure), name);
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    all("[data-speak]").forEach(function (button) {
      button.addEventListener("click", function () { speak(button.getAttribute("data-speak")); });
    });
    all(".table").forEach(setUpTable);
    all("[data-take]").forEach(function (button) {
      button.addEventListener("click", function () {
        var figure = button.parentNode.parentNode;
        take(figure, button.getAttribute("data-take"));
      });
    });
    window.addEventListener("resize", fitAll);
    if (/[?&]lang=en\b/.test(location.search)) { speak("en"); }
  });
})();
