/* Makes printed maps ones that can be moved, zoomed and gone through by keyboard. The table under each
   says the same without this. */
"use strict";
const QUIET = { color: "#8b959e", weight: 0.7, fillOpacity: 0.95 };
const FOUND = { weight: 2.2 };
const CHOSEN = { color: "#1a2027", weight: 4 };
const LOOKS = {
  worse: { color: "#a34700", fillColor: "#f3bd94", weight: 2 },
  better: { color: "#1b5e9e", fillColor: "#a9c9e8", weight: 2 },
  plain: { color: "#1a2027", fillColor: "#c3cad0", weight: 2 },
  quiet: { color: "#b3bcc4", fillColor: "#eceff1", weight: 1 },
};
const SIGNS = { "more than expected": "▲", "fewer than expected": "▼" };

function look({ properties }) {
  if (properties.tone) { return { fillOpacity: 0.9, ...LOOKS[properties.tone] }; }
  const found = properties.sign ? { ...FOUND, color: properties.stroke } : {};
  return { ...QUIET, ...found, fillColor: properties.fill, dashArray: properties.class ? null : "3 3" };
}

function signOf({ properties }) {
  return properties.sign || SIGNS[properties.finding];
}

function told(properties) {
  const shade = properties.class ? `class ${properties.class} of ${properties.classes}` : "";
  return [properties.said, shade, properties.finding].filter(Boolean).join("; ");
}

function box(properties) {
  const whole = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = properties.title;
  const rest = document.createElement("p");
  rest.textContent = told(properties);
  whole.append(name, rest);
  if (properties.link) {
    const link = document.createElement("a");
    link.href = properties.link;
    link.textContent = "How this figure was made";
    whole.append(link);
  }
  return whole;
}

class LiveMap {
  constructor(place, shapes) {
    this.still = document.createElement("div");
    this.still.className = "still";
    this.still.append(...place.childNodes);
    const ground = document.createElement("div");
    place.append(ground, this.still);
    place.classList.add("is-live");
    this.said = place.closest("main").querySelector(".map-told");
    const section = place.closest("section.mapped");
    if (section) { this.said = section.querySelector(".map-told"); }
    this.map = L.map(ground, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
    ground.setAttribute("role", "region");
    ground.setAttribute("aria-label", `Map: ${place.dataset.label}`);
    this.layers = [];
    this.at = -1;
    this.group = L.geoJSON({ ...shapes, features: shapes.features.filter((one) => one.geometry) }, {
      style: look,
      onEachFeature: (feature, layer) => this.add(feature, layer),
    }).addTo(this.map);
    this.map.fitBounds(this.group.getBounds());
    ground.addEventListener("keydown", (event) => this.pressed(event));
    const keys = (section || place.closest("main")).querySelector(".map-keys");
    if (keys) { keys.hidden = false; }
    for (const layer of this.layers) { this.settle(layer); }
  }

  add(feature, layer) {
    const { properties } = feature;
    layer.bindPopup(() => box(properties), { autoPanPadding: [30, 30] });
    const sign = signOf(feature);
    if (sign) { layer.bindTooltip(sign, { permanent: true, direction: "center", className: "map-sign" }); }
    else { layer.bindTooltip(`${properties.title}: ${properties.said || properties.finding}`, { sticky: true }); }
    layer.on("popupopen", () => this.chosen(layer));
    layer.on("popupclose", () => this.group.resetStyle(layer));
    this.layers.push(layer);
  }

  /* Keys go from area to area (N and P): a tab stop for each would stand between the map and its table. */
  settle(layer) {
    if (layer.getElement()) { layer.getElement().setAttribute("tabindex", "-1"); }
    if (signOf(layer.feature)) { layer.bringToFront(); }
  }

  chosen(layer) {
    this.at = this.layers.indexOf(layer);
    layer.setStyle(CHOSEN).bringToFront();
    const { properties } = layer.feature;
    this.said.textContent = `${properties.title}: ${told(properties)}`;
  }

  show(layer) {
    this.map.fitBounds(layer.getBounds(), { maxZoom: Math.max(this.map.getZoom(), 12), animate: false });
    layer.openPopup();
  }

  step(by) {
    this.show(this.layers[(this.at + by + this.layers.length) % this.layers.length]);
  }

  pressed(event) {
    const by = { n: 1, p: -1 }[event.key.toLowerCase()];
    if (!by || event.ctrlKey || event.altKey || event.metaKey) { return; }
    event.preventDefault();
    if (this.at < 0 && by < 0) { this.at = 0; }
    this.step(by);
  }

  find(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) { return false; }
    const titles = this.layers.map((layer) => layer.feature.properties.title.toLowerCase());
    const code = this.layers.findIndex((layer) => layer.feature.properties.code.toLowerCase() === wanted);
    if (code >= 0) { this.show(this.layers[code]); return true; }
    const exact = titles.indexOf(wanted);
    const found = exact < 0 ? titles.findIndex((title) => title.includes(wanted)) : exact;
    if (found >= 0) { this.show(this.layers[found]); }
    else { this.said.textContent = `No area here is called “${text}”.`; }
    return true;
  }
}

async function draw(place) {
  const answer = await fetch(place.dataset.shapes);
  if (!answer.ok) { return; }
  const live = new LiveMap(place, await answer.json());
  if (place.dataset.find) { live.find(place.dataset.find); }
  const field = document.getElementById("find") || document.getElementById("q");
  if (!field) { return; }
  field.addEventListener("change", () => live.find(field.value));
  /* Enter in the field finds on the map at once; the button asks the server, as without scripts. */
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && live.find(field.value)) { event.preventDefault(); }
  });
}

for (const place of document.querySelectorAll(".area-map[data-shapes]")) {
  if (place.dataset.shapes) { draw(place); }
}
