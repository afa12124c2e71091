/** The network as data: who is beside whom, in words, and what is seen of it. */

import type { ActorType } from '../shared/actors';
import { actorType } from '../shared/actors';

export interface NodeData {
  key: string;
  label: string;
  kind: string;
  type: string;
  url?: string;
  x: number;
  y: number;
  size: number;
  community: number;
  currency?: string;
}

export interface EdgeData {
  source: string;
  target: string;
  type: string;
  /** Words from source to target, "takes part in"; `label_back` from target to source, "has as participant". */
  label: string;
  label_back?: string;
  since?: string | null;
  until?: string | null;
}

export interface NetworkData {
  nodes: NodeData[];
  edges: EdgeData[];
  truncated: boolean;
  total: number;
}

export interface Tie {
  node: NodeData;
  /** True when the words run from the chosen thing to the other one. */
  forward: boolean;
  words: string;
  edge: EdgeData;
}

/** Return the ties of each thing, in the order of the words, then of the names. */
export function tiesOf(data: NetworkData, language: string): Map<string, Tie[]> {
  const nodes = new Map(data.nodes.map((node) => [node.key, node]));
  const ties = new Map<string, Tie[]>(data.nodes.map((node) => [node.key, []]));
  for (const edge of data.edges) {
    const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
    if (!source || !target) continue;
    ties.get(source.key)!.push({ node: target, forward: true, words: edge.label, edge });
    ties.get(target.key)!.push({ node: source, forward: !!edge.label_back, words: edge.label_back ?? edge.label, edge });
  }
  const collator = new Intl.Collator(language);
  for (const list of ties.values()) {
    list.sort((a, b) => Number(b.forward) - Number(a.forward) || collator.compare(a.words, b.words) || collator.compare(a.node.label, b.node.label));
  }
  return ties;
}

/** Return the keys seen around `centre`: itself and those at most `steps` ties away. */
export function around(centre: string, ties: Map<string, Tie[]>, steps: number): Set<string> {
  const seen = new Set([centre]);
  let edge = [centre];
  for (let step = 0; step < steps; step++) {
    edge = edge.flatMap((key) => (ties.get(key) ?? []).map((tie) => tie.node.key)).filter((key) => !seen.has(key) && seen.add(key));
  }
  return seen;
}

/** Return the pairs of neighbours along a path, each as "a b" in both directions. */
export function stepsOf(path: readonly string[]): Set<string> {
  return new Set(path.slice(1).flatMap((key, at) => [`${path[at]} ${key}`, `${key} ${path[at]}`]));
}

/** Return the name of the custom property that gives a thing its colour. */
export const hueOf = (node: NodeData): string => (node.kind === 'organisation' ? `type-${actorType(node.type)}` : `kind-${node.kind}`);

/** Return the shape a kind is drawn with: never told apart by colour alone. */
export const shapeOf = (kind: string): 'circle' | 'square' | 'ring' => (kind === 'organisation' ? 'circle' : kind === 'programme' ? 'ring' : 'square');

/** Return a size in pixels between `smallest` and `largest`, in proportion to the sizes the server gave. */
export function sizesOf(nodes: readonly NodeData[], smallest: number, largest: number): Map<string, number> {
  const given = nodes.map((node) => node.size);
  const [low, high] = [Math.min(...given), Math.max(...given)];
  const scale = high > low ? (largest - smallest) / (high - low) : 0;
  return new Map(nodes.map((node) => [node.key, smallest + (node.size - low) * scale]));
}

export const typesPresent = (nodes: readonly NodeData[]): Set<ActorType> => new Set(nodes.filter((node) => node.kind === 'organisation').map((node) => actorType(node.type)));
