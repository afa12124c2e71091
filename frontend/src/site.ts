/**
 * The one script every page loads. Pages work without it; it brings
 *
 *     islands      [data-island="name"] gets its module when it is near the screen or used
 *     filters      form[data-autosubmit] refreshes [data-results] without loading the page again
 *     small helps  "/" goes to the search, Escape and a click outside close what is unfolded, [data-copy] copies
 */

import './site/fonts.css';
import { watchCopyButtons } from './site/copying';
import { watchFilters } from './site/filters';
import { mountIslands } from './site/islands';
import { watchShortcuts } from './site/shortcuts';
import { watchUnfolded } from './site/unfolded';

watchShortcuts();
watchUnfolded();
watchCopyButtons();
watchFilters(mountIslands);
mountIslands(document);
