/** The words of the map, and its legend. */

import { TYPES } from '../shared/actors';
import { element } from '../shared/dom';
import type { Strings } from '../shared/strings';
import type { Place } from './places';

export const ENGLISH = {
  map: 'Map of the organisations',
  panel: 'Places and organisations',
  close: 'Close',
  places_one: '{count} place',
  places_other: '{count} places',
  organisations_one: '{count} organisation',
  organisations_other: '{count} organisations',
  group: '{count} organisations close together: zoom in',
  place: 'Place',
  all_places: 'All places',
  nothing: 'No organisation with a known place passes these filters.',
  town_only: 'The position is known to the town only: everyone is shown at its centre.',
  not_current: 'no longer active under this name',
  whole_region: 'Whole region',
  everything: 'Everything',
  legend: 'Legend',
  legend_count: 'The number says how many organisations; the ring, of which types.',
  legend_town: 'Dotted: position known to the town only',
  credits: 'Map:',
  public_domain: 'public domain',
  zoom_in: 'Zoom in',
  zoom_out: 'Zoom out',
  use_ctrl: 'Use Ctrl + scroll to zoom the map',
  use_command: 'Use ⌘ + scroll to zoom the map',
  use_two_fingers: 'Use two fingers to move the map',
  type_laboratory: 'Laboratory',
  type_university: 'University or school',
  type_hospital: 'Hospital',
  type_company: 'Company',
  type_cluster: 'Cluster or incubator',
  type_public: 'Public body',
  type_funder: 'Funder',
  type_supplier: 'Supplier',
};

export const mapLibreWords = (say: Strings): Record<string, string> => ({
  'Map.Title': say('map'),
  'NavigationControl.ZoomIn': say('zoom_in'),
  'NavigationControl.ZoomOut': say('zoom_out'),
  'CooperativeGesturesHandler.WindowsHelpText': say('use_ctrl'),
  'CooperativeGesturesHandler.MacHelpText': say('use_command'),
  'CooperativeGesturesHandler.MobileHelpText': say('use_two_fingers'),
});

/** Return the legend, folded, with the types that are on the map. */
export function legend(say: Strings, places: readonly Place[]): HTMLElement {
  const present = TYPES.filter((type) => places.some((place) => place.counts[type] > 0));
  return element('details', { class: 'map-legend', 'data-dismiss': true }, element('summary', {}, say('legend')),
    element('div', { class: 'map-legend-body' },
      element('ul', {}, ...present.map((type) => element('li', {}, element('span', { class: `map-dot type-${type}`, 'aria-hidden': 'true' }), say(`type_${type}`)))),
      element('p', {}, say('legend_count')), element('p', {}, say('legend_town'))));
}
