import { priorityOf } from '../../cache/pod-facts.js';
import type { PluginFactory } from '../../framework.js';

const HIGHEST = 2 ** 31 - 1;

/** The pod with the higher priority first; among equals, the one that has waited longer. */
export const prioritySort: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'PrioritySort',
    sortKey: ({ pod }) => String(HIGHEST - priorityOf(pod)).padStart(10, '0'),
  },
});
