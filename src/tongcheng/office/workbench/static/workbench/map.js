// The map: outlines coloured by classes that the server worked out, overlays, and what was clicked.
"use strict";
(() => {
  const box = document.getElementById("map");
  const form = document.getElementById("map-choices");
  if (!form) return;
  document.documentElement.classList.add("scripted");
  const NONE = 255, GREY = "#e3e6ea", CLEAR = "rgba(0,0,0,0)";

  const png = async (link) => {
    const text = await (await fetch(link.href)).text();
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    canvas.toBlob((blob) => {
      const anchor = document.createElement("a");
      anchor.href = URL.createObjectURL(blob);
      anchor.download = link.dataset.png;
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    }, "image/png");
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-png]");
    if (!link) return;
    event.preventDefault();
    png(link);
  });
  if (!box) {
    form.addEventListener("change", () => form.requestSubmit());
    return;
  }

  const config = JSON.parse(box.dataset.config);
  const query = new URLSearchParams(box.dataset.query);
  const drawn = () => {
    const canvas = document.createElement("canvas");
    return Boolean(window.maplibregl && (canvas.getContext("webgl2") || canvas.getContext("webgl")));
  };
  const still = () => {
    const image = new Image();
    image.src = `${config.base}download/picture.svg?${query}`;
    image.alt = "";
    const words = document.createElement("p");
    words.className = "map-note quiet";
    words.textContent = box.dataset.none;
    const place = document.createElement("div");
    place.className = "map-still";
    place.append(words, image);
    box.replaceWith(place);
    form.addEventListener("change", () => form.requestSubmit());
    document.getElementById("map-layers").addEventListener("change", () => form.requestSubmit());
  };
  if (!drawn()) return still();

  const say = (zh, en) => (config.language === "zh" ? zh : en);
  const levels = Object.keys(config.outlines);
  const known = {}; // by level: classes shown now, values, features
  maplibregl.setWorkerUrl(config.worker);
  const map = new maplibregl.Map({
    container: box,
    style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#fff" } }] },
    bounds: config.bounds,
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    preserveDrawingBuffer: true,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    maxZoom: 17,
    locale: {
      "NavigationControl.ZoomIn": say("放大", "Zoom in"), "NavigationControl.ZoomOut": say("缩小", "Zoom out"),
      "Map.Title": box.dataset.label, "ScaleControl.Kilometers": "km", "ScaleControl.Meters": "m",
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-right");
  window.tongchengMap = map;
  const whole = map.cameraForBounds(config.bounds, { padding: 24 });
  const at = (query.get("at") || "").split("/").map(Number);
  if (at.length === 4 && at.every(Number.isFinite)) map.fitBounds(at, { padding: 0, animate: false });
  const near = () => box.classList.toggle("near", map.getZoom() > whole.zoom + 0.9);
  for (const one of config.names) {
    const name = document.createElement("span");
    name.className = `map-name ${one.level}`;
    name.textContent = one.name;
    name.setAttribute("aria-hidden", "true");
    new maplibregl.Marker({ element: name }).setLngLat(one.at).addTo(map);
  }

  const address = () => {
    const shown = `?${query.toString().replaceAll("%2C", ",").replaceAll("%2F", "/")}`;
    history.replaceState(null, "", shown);
    for (const link of document.querySelectorAll("#map-under [data-view]")) link.search = shown + link.dataset.view;
  };
  const put = (name, value) => (value ? query.set(name, value) : query.delete(name));
  map.on("moveend", (event) => {
    near();
    if (!event.originalEvent) return;
    const seen = map.getBounds();
    put("at", [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].map((one) => one.toFixed(5)).join("/"));
    address();
  });

  const colours = (legend) => {
    const pairs = legend.classes.flatMap((one, index) => [index, one.color]);
    return ["match", ["coalesce", ["feature-state", "k"], -1], ...pairs, NONE, GREY, CLEAR];
  };
  const failed = () => {
    box.setAttribute("aria-busy", "false");
    document.getElementById("said").textContent = box.dataset.failed;
  };

  // The server's packing: length of the legend, the legend, a class per place, a value per place.
  const unpack = (buffer) => {
    const size = new DataView(buffer).getUint32(0, true);
    const legend = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
    const count = legend.classes.reduce((sum, one) => sum + one.count, legend.missing);
    return { legend, classes: new Uint8Array(buffer, 4 + size, count) };
  };
  const paint = (level, found) => {
    const begun = performance.now();
    for (const one of levels) {
      map.setLayoutProperty(`fill-${one}`, "visibility", one === level && found ? "visible" : "none");
      map.setLayoutProperty(`hit-${one}`, "visibility", one === level && !found ? "visible" : "none");
    }
    if (found) {
      const rule = JSON.stringify(colours(found.legend));
      const shown = known[level] || (known[level] = { rule: "", classes: null });
      if (shown.rule !== rule) map.setPaintProperty(`fill-${level}`, "fill-color", colours(found.legend));
      const target = { source: level, id: 0 };
      for (let id = 0; id < found.classes.length; id += 1) {
        if (shown.classes && shown.classes[id] === found.classes[id]) continue;
        target.id = id;
        map.style.setFeatureState(target, { k: found.classes[id] }); // the map's own asks for a repaint each time
      }
      shown.rule = rule;
      shown.classes = found.classes;
    }
    map.once("idle", () => {
      box.dataset.painted = (performance.now() - begun).toFixed(0);
      box.setAttribute("aria-busy", "false");
    });
    map.triggerRepaint();
  };
  let turn = 0, asking = 0;
  const colour = async () => {
    const mine = (turn += 1);
    box.setAttribute("aria-busy", "true");
    const level = query.get("level");
    if (query.get("measure") === "none") return paint(level, null);
    const answer = await fetch(`${config.base}download/values?${query}`);
    const found = answer.ok ? unpack(await answer.arrayBuffer()) : null;
    if (mine === turn) paint(level, found);
  };
  const words = async () => {
    const mine = (asking += 1);
    const answer = await fetch(`${config.base}side/?${query}`);
    if (mine !== asking) return null; // a later choice is on its way
    if (!answer.ok) return failed();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["map-measure-box", "map-state-box", "map-legend", "map-under"]) {
      const fresh = page.getElementById(id), old = document.getElementById(id);
      const focused = old.contains(document.activeElement) && document.activeElement.id;
      old.replaceWith(fresh);
      if (focused) document.getElementById(focused).focus();
    }
    return { measure: document.getElementById("map-measure").value, state: document.getElementById("map-state").value };
  };

  const icon = (mark) => {
    const size = 26, canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const pen = canvas.getContext("2d");
    pen.fillStyle = mark.color;
    pen.strokeStyle = "#1f2328";
    pen.lineWidth = 2;
    pen.beginPath();
    if (mark.word === "yellow") { pen.moveTo(13, 3); pen.lineTo(24, 23); pen.lineTo(2, 23); pen.closePath(); }
    else if (mark.word === "red") pen.rect(4, 4, 18, 18);
    else pen.arc(13, 13, mark.word ? 10 : 8, 0, 7);
    pen.fill();
    pen.stroke();
    return pen.getImageData(0, 0, size, size);
  };
  const byMark = (marks, key) =>
    marks.length < 2 ? marks[0][key] : ["match", ["get", "m"], ...marks.slice(1).flatMap((one) => [one.word, one[key]]), marks[0][key]];
  const addOverlay = (name) => {
    const one = config.overlays[name], id = `over-${name}`;
    if (!one || map.getSource(id)) return;
    map.addSource(id, { type: "geojson", data: new URL(one.url, location.href).href });
    const marks = one.marks, color = byMark(marks, "color"), size = byMark(marks, "size");
    if (one.kind === "fill") {
      map.addLayer({ id, type: "fill", source: id, paint: { "fill-color": color, "fill-opacity": 0.16 } }, "outline-county");
      map.addLayer({ id: `${id}-rim`, type: "line", source: id, paint: { "line-color": color, "line-width": 2 } }, "outline-county");
    } else if (one.kind === "line") {
      map.addLayer({ id, type: "line", source: id, paint: { "line-color": color, "line-width": ["interpolate", ["linear"], ["zoom"], 7, ["*", 0.7, size], 14, ["*", 2.4, size]] } }, "outline-county");
    } else if (name === "projects") {
      for (const mark of marks) map.addImage(`light-${mark.word}`, icon(mark), { pixelRatio: 2 });
      map.addLayer({ id, type: "symbol", source: id, layout: { "icon-image": ["concat", "light-", ["get", "m"]], "icon-allow-overlap": true, "icon-size": 1.25 } });
    } else {
      map.addLayer({ id, type: "circle", source: id, paint: { "circle-color": color, "circle-radius": size, "circle-stroke-color": "#1f2328", "circle-stroke-width": 1 } });
    }
  };
  const removeOverlay = (name) => {
    for (const id of [`over-${name}-rim`, `over-${name}`]) if (map.getLayer(id)) map.removeLayer(id);
    if (map.getSource(`over-${name}`)) map.removeSource(`over-${name}`);
    if (name === "projects") for (const mark of config.overlays.projects.marks) if (map.hasImage(`light-${mark.word}`)) map.removeImage(`light-${mark.word}`);
  };

  const choose = async (layer, place) => {
    put("layer", layer);
    put("place", place);
    address();
    const level = levels.includes(layer) ? layer : "";
    for (const one of levels) map.setFilter(`chosen-${one}`, ["==", ["get", "p"], one === level ? place : ""]);
    const answer = await fetch(`${config.base}place/?${query}`);
    if (!answer.ok) return failed();
    document.getElementById("map-place").innerHTML = await answer.text();
    box.dataset.place = place;
  };
  const clicked = (point) => {
    const around = [[point.x - 5, point.y - 5], [point.x + 5, point.y + 5]];
    const over = Object.keys(config.overlays).map((name) => `over-${name}`).filter((id) => map.getLayer(id) && id !== "over-barriers");
    const kind = (id) => ["point", "line"].indexOf(config.overlays[id.slice(5)].kind);
    const hits = map.queryRenderedFeatures(around, { layers: over.filter((id) => kind(id) >= 0) });
    hits.sort((one, two) => kind(one.layer.id) - kind(two.layer.id));
    if (hits.length) return choose(hits[0].layer.id.slice(5), hits[0].properties.p);
    const level = query.get("level");
    const [place] = map.queryRenderedFeatures(point, { layers: [`hit-${level}`, `fill-${level}`] });
    if (place) return choose(level, place.properties.p);
    const [area] = map.queryRenderedFeatures(point, { layers: over });
    if (area) choose(area.layer.id.slice(5), area.properties.p);
  };

  map.on("load", async () => {
    for (const level of levels) {
      map.addSource(level, { type: "geojson", data: new URL(config.outlines[level], location.href).href, tolerance: level === "zone" ? 0.2 : 0.375, buffer: 8, maxzoom: 13 });
      map.addLayer({ id: `hit-${level}`, type: "fill", source: level, layout: { visibility: "none" }, paint: { "fill-color": CLEAR } });
      map.addLayer({ id: `fill-${level}`, type: "fill", source: level, layout: { visibility: "none" }, paint: { "fill-color": CLEAR, "fill-antialias": level !== "zone" } });
    }
    for (const [level, color, width] of [["county", "#8c959f", 0.7], ["city", "#1f2328", 1.6]])
      map.addLayer({ id: `outline-${level}`, type: "line", source: levels.includes(level) ? level : levels[0], layout: { visibility: levels.includes(level) ? "visible" : "none" }, paint: { "line-color": color, "line-width": width } });
    for (const level of levels)
      map.addLayer({ id: `chosen-${level}`, type: "line", source: level, filter: ["==", ["get", "p"], query.get("layer") === level ? query.get("place") || "" : ""], paint: { "line-color": "#d1006c", "line-width": 3 } });
    for (const name of (query.get("layers") || "").split(",")) if (name) addOverlay(name);
    near();
    await colour();
    map.once("idle", () => { box.dataset.idle = "1"; });
  });
  map.on("click", (event) => clicked(event.point));
  map.on("error", (event) => { if (event.error && event.error.status) failed(); });

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", async (event) => {
    if (event.target.name === "run") return form.submit();
    put(event.target.name, event.target.value);
    if (event.target.name === "level") put("place", "");
    address();
    colour();
    const now = await words(); // what the run does not have falls back to what it has
    if (!now) return;
    put("measure", now.measure);
    put("state", now.state);
    address();
  });
  document.getElementById("map-layers").addEventListener("change", (event) => {
    const name = event.target.value;
    const shown = new Set((query.get("layers") || "").split(",").filter(Boolean));
    if (event.target.checked) { shown.add(name); addOverlay(name); } else { shown.delete(name); removeOverlay(name); }
    put("layers", [...shown].join(","));
    address();
    words();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-place]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(query.get("level"), link.dataset.place);
  });
})();
