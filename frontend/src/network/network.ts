/**
 * The network island.
 *
 *     <div class="island-frame" data-island="network" data-src="graph.json" [data-about="organisation:x"] [data-path='["a","b"]']>
 *       <script type="application/json" data-strings>{…}</script>
 *       <div data-fallback> the server's drawing </div>
 *     </div>
 *
 * The server lays the network out; here it is looked at: the neighbours of what is pointed at, the relations of what is
 * chosen, the surroundings of one thing, some kinds only, a path.
 */

import { createNodeBorderProgram } from '@sigma/node-border';
import { NodeSquareProgram } from '@sigma/node-square';
import Graph from 'graphology';
import Sigma from 'sigma';
import { EdgeRectangleProgram, NodeCircleProgram, type NodeProgramType } from 'sigma/rendering';
import { TYPES } from '../shared/actors';
import { element, freshId, reducedMotion } from '../shared/dom';
import { language, readStrings } from '../shared/strings';
import { watchTheme } from '../shared/theme';
import { webGl } from '../shared/webgl';
import { around, hueOf, shapeOf, sizesOf, stepsOf, tiesOf, typesPresent, type NetworkData, type NodeData } from './graph';
import { labelDrawer } from './labels';
import './network.css';
import { makePanel, swatch } from './panel';
import { ENGLISH } from './words';

const NEAR_STEPS = 2;

export async function mount(island: HTMLElement): Promise<void> {
  const source = island.dataset['src'];
  if (!source) throw new Error('The network has no data-src.');
  webGl();
  const answer = await fetch(source);
  if (!answer.ok) throw new Error(`${source} answered ${answer.status}`);
  const data = (await answer.json()) as NetworkData;
  const say = readStrings(island, ENGLISH);
  const nodes = new Map(data.nodes.map((node) => [node.key, node]));
  const ties = tiesOf(data, language());
  const path: string[] = island.dataset['path'] ? (JSON.parse(island.dataset['path']) as string[]) : [];
  const pathSteps = stepsOf(path);
  const kinds = [...new Set(data.nodes.map((node) => node.kind))];

  // ---- what is seen now
  const hiddenKinds = new Set<string>();
  let pointed: string | null = null;
  let chosen: string | null = null;
  let within: Set<string> | null = null;
  let lit = litAround(null);

  function litAround(key: string | null): Set<string> | null {
    if (key) return around(key, ties, 1);
    return path.length ? new Set(path) : null;
  }
  // Names of neighbours are written away from the thing they surround.
  const focusX = () => nodes.get(pointed ?? chosen ?? '')?.x ?? null;
  const isHidden = (node: NodeData) => hiddenKinds.has(node.kind) || (within !== null && !within.has(node.key));

  // ---- the graph
  const graph = new Graph({ multi: true, type: 'undirected' });
  const sizes = sizesOf(data.nodes, 4, 15);
  for (const node of data.nodes) {
    graph.addNode(node.key, { x: node.x, y: -node.y, size: sizes.get(node.key), label: node.label, type: shapeOf(node.kind) });
  }
  for (const edge of data.edges) {
    if (nodes.has(edge.source) && nodes.has(edge.target)) graph.addEdge(edge.source, edge.target, { size: 1 });
  }

  // ---- the frame
  for (const plain of island.querySelectorAll<HTMLElement>('[data-fallback]')) plain.hidden = true;
  island.classList.add('net');
  const canvas = element('div', { class: 'net-canvas', role: 'img', 'aria-label': say('network') });
  const status = element('p', { class: 'visually-hidden', role: 'status' });
  const names = element('datalist', { id: freshId('net') }, ...[...data.nodes].sort((a, b) => a.label.localeCompare(b.label, language())).map((node) => element('option', { value: node.label })));
  const find = element('input', { class: 'net-find', type: 'search', list: names.id, 'aria-label': say('find'), placeholder: say('find'), autocomplete: 'off' });
  const button = (words: string, action: () => void, mark?: string) => {
    const made = element('button', { type: 'button', class: mark ? 'net-tool is-square' : 'net-tool', ...(mark && { 'aria-label': words, title: words }) }, mark ?? words);
    made.addEventListener('click', action);
    return made;
  };
  const showAll = button(say('show_all'), () => surround(null));
  showAll.hidden = true;
  const zooms = element('div', { class: 'net-zooms' },
    button(say('zoom_in'), () => void sigma.getCamera().animatedZoom({ duration: motion() }), '+'),
    button(say('zoom_out'), () => void sigma.getCamera().animatedUnzoom({ duration: motion() }), '−'),
    button(say('whole'), () => void sigma.getCamera().animatedReset({ duration: motion() }), '⤢'));
  const full = button(say('fullscreen'), () => void (document.fullscreenElement ? document.exitFullscreen() : island.requestFullscreen()));
  if (!document.fullscreenEnabled) full.hidden = true;
  document.addEventListener('fullscreenchange', () => { full.textContent = say(document.fullscreenElement === island ? 'leave_fullscreen' : 'fullscreen'); });
  const foot = element('div', { class: 'net-foot' }, legend(), data.truncated ? element('p', { class: 'net-note' }, say('shown_of', { shown: data.nodes.length, total: data.total })) : null);
  island.append(canvas, element('div', { class: 'net-tools' }, find, names, kindBoxes(), full, showAll), zooms, foot, status);
  const panel = makePanel(island, say, {
    choose: (key) => choose(key, true),
    surround,
    closed: () => { choose(null, false); find.focus(); },
  });

  // ---- drawing
  let colour = coloursOf(island);
  const sigma = new Sigma(graph, canvas, {
    defaultNodeType: 'circle',
    nodeProgramClasses: {
      circle: NodeCircleProgram,
      square: plain(NodeSquareProgram),
      ring: plain(createNodeBorderProgram({ borders: [{ size: { value: 0.32 }, color: { attribute: 'color' } }, { size: { fill: true }, color: { attribute: 'ground' } }] })),
    },
    edgeProgramClasses: { line: EdgeRectangleProgram },
    defaultEdgeType: 'line',
    minCameraRatio: 0.08,
    maxCameraRatio: 2.5,
    labelRenderedSizeThreshold: 5.5,
    labelDensity: 1,
    labelGridCellSize: 110,
    labelSize: 13,
    labelFont: getComputedStyle(island).fontFamily,
    zIndex: true,
    stagePadding: 46,
    defaultDrawNodeLabel: labelDrawer(() => ({ ink: colour('ink'), halo: colour('surface') })),
    defaultDrawNodeHover: labelDrawer(() => ({ ink: colour('ink'), halo: colour('surface') }), true),
    nodeReducer: (key, attributes) => {
      const node = nodes.get(key)!;
      const faded = lit !== null && !lit.has(key);
      const strong = key === chosen || key === pointed || path.includes(key);
      return {
        ...attributes,
        color: faded ? colour('line') : colour(hueOf(node)),
        ground: colour('surface'),
        hidden: isHidden(node),
        label: faded ? null : node.label,
        forceLabel: strong || (lit !== null && lit.size <= 14 && !faded),
        highlighted: key === chosen,
        side: focusX() !== null && node.x < focusX()! ? 'start' : 'end',
        zIndex: strong ? 2 : faded ? 0 : 1,
      };
    },
    edgeReducer: (edge, attributes) => {
      const [source, target] = graph.extremities(edge) as [string, string];
      const focus = pointed ?? chosen;
      const onPath = pathSteps.has(`${source} ${target}`);
      const strong = focus ? source === focus || target === focus : onPath;
      return {
        ...attributes,
        color: strong ? colour(onPath ? 'accent' : 'ink-soft') : lit ? colour('line') : mixed(colour('line'), colour('line-strong')),
        size: onPath && strong ? 3 : strong ? 1.4 : 1,
        hidden: isHidden(nodes.get(source)!) || isHidden(nodes.get(target)!),
        zIndex: strong ? 1 : 0,
      };
    },
  });
  canvas.dataset['nodes'] = String(graph.order);

  // ---- acting
  const motion = () => (reducedMotion() ? 0 : 350);

  function refresh(): void {
    lit = litAround(pointed ?? chosen);
    sigma.refresh({ skipIndexation: false });
  }

  function choose(key: string | null, focus: boolean): void {
    chosen = key;
    pointed = null;
    const node = key ? nodes.get(key) : undefined;
    refresh();
    if (!node) return;
    if (within && !within.has(node.key)) surround(null);
    const found = ties.get(node.key) ?? [];
    panel.show(node, found, focus);
    status.textContent = say('chosen', { name: node.label, relations: say('relations', { count: found.length }) });
    bringIntoView(node.key);
  }

  /** Move to where the thing and its neighbours fill the frame, beside the panel. */
  function bringIntoView(key: string): void {
    const shown = [...around(key, ties, 1)].map((near) => sigma.getNodeDisplayData(near)).filter((one) => one !== undefined && !one.hidden);
    if (!shown.length) return;
    const [xs, ys] = [shown.map((one) => one!.x), shown.map((one) => one!.y)];
    const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const wide = island.clientWidth >= 640;
    const across = (sigma.getDimensions().width / Math.min(sigma.getDimensions().width, sigma.getDimensions().height)) * (wide ? 0.5 : 0.7);
    const ratio = Math.min(1.1, Math.max(0.18, (east - west) / across + 0.08, ((north - south) / (wide ? 0.8 : 0.4)) + 0.08));
    void sigma.getCamera().animate({ x: (west + east) / 2 + (wide ? 0.18 * ratio * across * 2 : 0), y: (south + north) / 2 - (wide ? 0 : 0.34 * ratio), ratio }, { duration: motion() });
  }

  function surround(key: string | null): void {
    within = key ? around(key, ties, NEAR_STEPS) : null;
    showAll.hidden = within === null;
    refresh();
    if (!key) void sigma.getCamera().animatedReset({ duration: motion() });
  }

  sigma.on('enterNode', ({ node }) => { pointed = node; canvas.classList.add('is-pointing'); refresh(); });
  sigma.on('leaveNode', () => { pointed = null; canvas.classList.remove('is-pointing'); refresh(); });
  sigma.on('clickNode', ({ node }) => choose(node, false));
  sigma.on('clickStage', () => panel.close());
  // The wheel and one finger scroll the page, as on the map; Ctrl or ⌘ with the wheel and two fingers move the network.
  const leaveToPage = (event: WheelEvent | TouchEvent) => {
    const meant = event instanceof WheelEvent ? event.ctrlKey || event.metaKey : event.touches.length > 1;
    if (!meant && document.fullscreenElement !== island) event.stopPropagation();
  };
  canvas.addEventListener('wheel', leaveToPage, { capture: true });
  canvas.addEventListener('touchstart', leaveToPage, { capture: true });
  canvas.addEventListener('touchmove', leaveToPage, { capture: true });
  const chooseFound = () => {
    const wanted = find.value.trim().toLocaleLowerCase(language());
    const exact = data.nodes.find((node) => node.label.toLocaleLowerCase(language()) === wanted);
    if (exact) choose(exact.key, false);
    return exact ?? (wanted ? data.nodes.find((node) => node.label.toLocaleLowerCase(language()).includes(wanted)) : undefined);
  };
  find.addEventListener('input', chooseFound);
  find.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const found = chooseFound();
    if (found) choose(found.key, true);
  });
  watchTheme(() => { colour = coloursOf(island); sigma.refresh(); });
  const about = island.dataset['about'];
  if (about && nodes.has(about)) { chosen = about; refresh(); }

  function kindBoxes(): HTMLElement {
    const boxes = kinds.map((kind) => {
      const box = element('input', { type: 'checkbox', checked: true });
      box.addEventListener('change', () => {
        if (box.checked) hiddenKinds.delete(kind);
        else hiddenKinds.add(kind);
        refresh();
      });
      return element('label', { class: 'net-kind' }, box, say(`kind_${kind}`));
    });
    return element('fieldset', { class: 'net-kinds' }, element('legend', { class: 'visually-hidden' }, say('show_kinds')), ...boxes);
  }

  function legend(): HTMLElement {
    const present = typesPresent(data.nodes);
    const rows = [
      ...TYPES.filter((type) => present.has(type)).map((type) => element('li', {}, swatch(`type-${type}`, 'circle'), say(`type_${type}`))),
      ...kinds.filter((kind) => kind !== 'organisation').map((kind) => element('li', {}, swatch(`kind-${kind}`, shapeOf(kind)), say(`kind_${kind}`))),
    ];
    return element('details', { class: 'net-legend', 'data-dismiss': true }, element('summary', {}, say('legend')), element('ul', {}, ...rows));
  }
}

/** Return the program without its own way of writing names, so that all names are written alike. */
function plain<Program extends NodeProgramType>(program: Program): Program {
  return class extends (program as NodeProgramType) {
    override drawLabel = undefined;
    override drawHover = undefined;
  } as unknown as Program;
}

/** Return the colour between two colours written #rrggbb. */
function mixed(first: string, second: string): string {
  const parts = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const other = parts(second);
  return `#${parts(first).map((value, at) => Math.round(value * 0.6 + other[at]! * 0.4).toString(16).padStart(2, '0')).join('')}`;
}

function coloursOf(place: Element): (name: string) => string {
  const style = getComputedStyle(place);
  return (name) => style.getPropertyValue(`--${name}`).trim() || '#888888';
}
