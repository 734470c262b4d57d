/* Makes the printed map one that can be moved and zoomed. The table under it says the same without this. */
"use strict";
const place = document.getElementById("area-map");
const LOOKS = {
  worse: { color: "#a34700", fillColor: "#f3bd94", weight: 2 },
  better: { color: "#1b5e9e", fillColor: "#a9c9e8", weight: 2 },
  plain: { color: "#1a2027", fillColor: "#c3cad0", weight: 2 },
  quiet: { color: "#b3bcc4", fillColor: "#eceff1", weight: 1 },
};
const SIGNS = { "more than expected": "▲", "fewer than expected": "▼" };

function words(properties) {
  const box = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = properties.title;
  const rest = document.createElement("p");
  rest.textContent = [properties.finding, properties.said].filter(Boolean).join(": ");
  box.append(name, rest);
  return box;
}

function find(layers, text) {
  const wanted = text.trim().toLowerCase();
  return wanted ? layers.find((layer) => layer.feature.properties.title.toLowerCase().includes(wanted)) : null;
}

async function draw() {
  const answer = await fetch(place.dataset.shapes);
  if (!answer.ok) { return; }
  const shapes = await answer.json();
  place.replaceChildren();
  place.classList.add("live-map");
  const map = L.map(place, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  const layers = [];
  const group = L.geoJSON(shapes, {
    style: (feature) => ({ fillOpacity: 0.9, ...LOOKS[feature.properties.tone] }),
    onEachFeature(feature, layer) {
      layer.bindPopup(() => words(feature.properties));
      const sign = SIGNS[feature.properties.finding];
      if (sign) { layer.bindTooltip(sign, { permanent: true, direction: "center", className: "map-sign" }); }
      layers.push(layer);
    },
  }).addTo(map);
  map.fitBounds(group.getBounds());
  const found = find(layers, place.dataset.find);
  if (found) { map.fitBounds(found.getBounds(), { maxZoom: 13 }); found.openPopup(); }
  const field = document.getElementById("q");
  field.addEventListener("change", () => {
    const one = find(layers, field.value);
    if (one) { map.fitBounds(one.getBounds(), { maxZoom: 13 }); one.openPopup(); }
  });
}

if (place && place.dataset.shapes) { draw(); }
