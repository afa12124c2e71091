/**
 * The map island.
 *
 *     <div class="island-frame" data-island="map" data-src="points.geojson" data-basemap="…/basemap.json" [data-style="https://…"]>
 *       <script type="application/json" data-strings>{…}</script>
 *       <div data-fallback> what is shown without script </div>
 *     </div>
 *
 * It follows the filters of the page ("results:changed"), and any `button[data-map-place="longitude,latitude"]` of the
 * page opens that place here.
 */

import type { FeatureCollection, Point } from 'geojson';
import { GeoJSONSource, Map as MapView, Marker, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { TYPES, type ActorType } from '../shared/actors';
import { element, freshId, reducedMotion } from '../shared/dom';
import { language, readStrings } from '../shared/strings';
import { watchTheme } from '../shared/theme';
import { webGl } from '../shared/webgl';
import { basemapStyle, coloursOf, fontsOf, regionBounds, type Basemap } from './basemap';
import { countOf, placesLayer, placesSource, unmarkedTowns } from './layers';
import './map.css';
import { mark } from './marks';
import { makePanel } from './panel';
import { boundsOf, noCounts, openingBounds, placeId, placesOf, type Organisation, type Place } from './places';
import { ENGLISH, legend, mapLibreWords } from './words';

const PLACE_ZOOM = 9.1;
const PADDING_PX = 36;

type Collection = FeatureCollection<Point, Organisation>;

export async function mount(island: HTMLElement): Promise<void> {
  const source = island.dataset['src'];
  if (!source) throw new Error('The map has no data-src.');
  webGl();
  const say = readStrings(island, ENGLISH);
  const online = island.dataset['style'];
  const [basemap, first] = await Promise.all([
    readJson<Basemap>(island.dataset['basemap'] || new URL('basemap.json', import.meta.url).href),
    readJson<Collection>(source),
  ]);
  const region = regionBounds(basemap);
  let places = placesOf(first, language());
  const byId = new Map<string, Place>();
  const style = () => online || basemapStyle(basemap, coloursOf(island), fontsOf(island), language());

  // ---- the frame
  for (const plain of island.querySelectorAll<HTMLElement>('[data-fallback]')) plain.hidden = true;
  island.classList.add('map');
  const canvas = element('div', { class: 'map-canvas', id: freshId('map') });
  const listButton = element('button', { type: 'button', class: 'map-tool' });
  const wholeButton = element('button', { type: 'button', class: 'map-tool' }, say('whole_region'));
  const everyButton = element('button', { type: 'button', class: 'map-tool' }, say('everything'));
  island.append(canvas, element('div', { class: 'map-tools' }, listButton, wholeButton, everyButton), legendAndCredits());
  const panel = makePanel(island, say, openPlace, () => { selected = ''; map.triggerRepaint(); listButton.focus(); });

  setWorkerUrl(workerUrl);
  const map = new MapView({
    container: canvas,
    style: style(),
    bounds: openingBounds(places, region),
    fitBoundsOptions: { padding: PADDING_PX },
    minZoom: 1,
    maxZoom: online ? 17 : 13,
    dragRotate: false,
    pitchWithRotate: false,
    renderWorldCopies: false,
    cooperativeGestures: true,
    attributionControl: online ? {} : false,
    locale: mapLibreWords(say),
    fadeDuration: reducedMotion() ? 0 : 150,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');

  // ---- data
  function tell(): void {
    byId.clear();
    for (const place of places) byId.set(place.id, place);
    listButton.textContent = say('places', { count: places.length });
    everyButton.hidden = places.every(({ at: [x, y] }) => x >= region[0] && x <= region[2] && y >= region[1] && y <= region[3]);
  }

  function addPlaces(): void {
    if (!map.hasImage('blank')) map.addImage('blank', { width: 60, height: 60, data: new Uint8Array(60 * 60 * 4) });
    if (!map.getSource('places')) map.addSource('places', placesSource(places));
    if (!map.getLayer('places')) map.addLayer(placesLayer(places, coloursOf(island), online ? null : fontsOf(island)));
    if (map.getLayer('towns') && !online) map.setFilter('towns', unmarkedTowns(places));
  }

  // ---- marks
  const onScreen = new Map<string, Marker>();
  let selected = '';
  function drawMarks(): void {
    if (!map.getSource('places') || !map.isSourceLoaded('places')) return;
    const wanted = new Set<string>();
    for (const found of map.querySourceFeatures('places')) {
      const values = found.properties as Record<string, unknown> & { id?: string; cluster_id?: number };
      const counts = { ...noCounts(), ...Object.fromEntries(TYPES.map((type) => [type, Number(values[countOf(type)])])) } as Record<ActorType, number>;
      const key = values.cluster_id === undefined ? `place ${values.id}` : `group ${values.cluster_id} ${TYPES.map((type) => counts[type]).join()}`;
      if (wanted.has(key)) continue;
      wanted.add(key);
      if (onScreen.has(key)) continue;
      const at = (found.geometry as Point).coordinates as [number, number];
      const place = values.id === undefined ? undefined : byId.get(values.id);
      const total = TYPES.reduce((sum, type) => sum + counts[type], 0);
      const button = place
        ? mark({ label: `${place.town || place.organisations[0]?.name}, ${say('organisations', { count: total })}`, counts, town_only: place.town_only, group: false }, () => openPlace(place, false))
        : mark({ label: say('group', { count: total }), counts, town_only: false, group: true }, () => void openGroup(values.cluster_id!, at));
      onScreen.set(key, new Marker({ element: button }).setLngLat(place?.at ?? at).addTo(map));
    }
    for (const [key, marker] of onScreen) {
      if (!wanted.has(key)) {
        marker.remove();
        onScreen.delete(key);
      }
    }
    showSelected();
    canvas.dataset['marks'] = String(onScreen.size);
  }

  /** Ring the mark of the open place, or of the group it is in. */
  function showSelected(): void {
    const place = byId.get(selected);
    const at = place && map.project(place.at);
    const distances = [...onScreen.values()].map((marker) => ({ marker, px: at ? map.project(marker.getLngLat()).dist(at) : Infinity }));
    const nearest = distances.reduce((best, one) => (one.px < best.px ? one : best), { marker: null as Marker | null, px: 60 });
    for (const { marker } of distances) marker.getElement().classList.toggle('is-selected', marker === nearest.marker);
  }

  // ---- moving
  const move = (to: { center: [number, number]; zoom: number; offset?: [number, number] }) => map.easeTo({ ...to, duration: reducedMotion() ? 0 : 600 });
  const fit = (bounds: [number, number, number, number]) => map.fitBounds(bounds, { padding: PADDING_PX, maxZoom: PLACE_ZOOM, animate: !reducedMotion() });

  async function openGroup(cluster: number, at: [number, number]): Promise<void> {
    const zoom = await (map.getSource('places') as GeoJSONSource).getClusterExpansionZoom(cluster);
    move({ center: at, zoom: Math.min(zoom + 0.3, map.getMaxZoom()) });
  }

  function openPlace(place: Place, travel = true): void {
    selected = place.id;
    panel.showPlace(place);
    // The panel covers the end of a wide frame and the foot of a narrow one: the place goes where it can be seen.
    const offset: [number, number] = island.clientWidth < 640 ? [0, -0.3 * island.clientHeight] : [-180, 0];
    if (travel) move({ center: place.at, zoom: Math.max(map.getZoom(), PLACE_ZOOM), offset });
    else map.triggerRepaint();
  }

  // ---- events
  map.on('style.load', addPlaces);
  map.on('render', drawMarks);
  listButton.addEventListener('click', () => (panel.open ? panel.close() : panel.showPlaces(places)));
  wholeButton.addEventListener('click', () => fit(region));
  everyButton.addEventListener('click', () => fit(boundsOf(places.map(({ at }) => at)) ?? region));
  if (!online) watchTheme(() => map.setStyle(style(), { diff: false }));
  document.addEventListener('click', (event) => {
    const asked = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-map-place]')?.dataset['mapPlace'] : undefined;
    const [longitude, latitude] = (asked ?? '').split(',').map(Number);
    const place = longitude !== undefined && latitude !== undefined ? byId.get(placeId(longitude, latitude)) : undefined;
    if (!place) return;
    island.scrollIntoView({ block: 'nearest', behavior: reducedMotion() ? 'auto' : 'smooth' });
    openPlace(place);
  });
  let running: AbortController | undefined;
  document.addEventListener('results:changed', (event) => {
    running?.abort();
    running = new AbortController();
    const address = new URL(source, location.href);
    address.search = (event as CustomEvent<{ query: string }>).detail.query;
    readJson<Collection>(address.href, running.signal).then((found) => {
      places = placesOf(found, language());
      for (const marker of onScreen.values()) marker.remove();
      onScreen.clear();
      panel.close();
      tell();
      if (map.getLayer('places')) map.removeLayer('places');
      if (map.getSource('places')) map.removeSource('places');
      addPlaces();
      showButtons();
      fit(openingBounds(places, region));
    }, (error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'AbortError')) console.warn('The map could not follow the filters.', error);
    });
  });
  tell();
  showButtons();

  function legendAndCredits(): HTMLElement {
    const credits = element('p', { class: 'map-credits' }, `${say('credits')} `);
    basemap.credits.forEach((credit, at) => credits.append(at ? ', ' : '', element('a', { href: credit.address, rel: 'noopener' }, credit.short ?? credit.name), ` (${credit.licence === 'public domain' ? say('public_domain') : credit.licence})`));
    return element('div', { class: 'map-foot' }, legend(say, places), ...(online ? [] : [credits]));
  }
}

function showButtons(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-map-place][hidden]')) button.hidden = false;
}

async function readJson<Value>(address: string, signal?: AbortSignal): Promise<Value> {
  const answer = await fetch(address, signal ? { signal } : {});
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return (await answer.json()) as Value;
}
