import { parseLabelSelector } from '../../apimachinery/labels.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';
import { pods } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import type { Memory } from './memory.js';

/** Why a target's selector cannot be used. */
export interface BadSelector {
  readonly event: { readonly reason: string; readonly message: string };
  readonly condition: { readonly reason: string; readonly message: string };
}

/** What is wrong with a target's selector by itself; undefined: nothing. Follows validateAndParseSelector. */
export function problemOf(selector: string): BadSelector | undefined {
  if (selector === '') {
    return {
      event: { reason: 'SelectorRequired', message: 'selector is required' },
      condition: { reason: 'InvalidSelector', message: "the HPA target's scale is missing a selector" },
    };
  }
  const parsed = parseLabelSelector(selector);
  if (parsed.ok) return undefined;
  const message = `couldn't convert selector into a corresponding internal selector object: ${parsed.error}`;
  return { event: { reason: 'InvalidSelector', message }, condition: { reason: 'InvalidSelector', message } };
}

/**
 * Whether other autoscalers have pods of this selector as well. They are known from their first tick on, and listed by
 * name, where upstream lists them in any order.
 */
export function rivalsOf(selector: string, namespace: string, { known }: Memory, view: View): Result<void> {
  const own = parseLabelSelector(selector);
  if (!own.ok) return failed(own.error);
  const selected = view.list(pods, namespace).filter(({ metadata }) => own.value.matches(metadata.labels));
  const rivals: string[] = [];
  for (const [key, other] of known) {
    if (other.selector === undefined || !key.startsWith(`${namespace}/`)) continue;
    const parsed = parseLabelSelector(other.selector);
    if (parsed.ok && selected.some(({ metadata }) => parsed.value.matches(metadata.labels))) rivals.push(key);
  }
  if (rivals.length < 2) return ok(undefined);
  return failed(`pods by selector ${selector} are controlled by multiple HPAs: [${rivals.join(' ')}]`);
}
