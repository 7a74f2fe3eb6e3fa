import type { Millis } from '../core/time.js';

/**
 * What can be done to the world from outside. `component` is a process ('kube-scheduler', 'kube-controller-manager',
 * 'kube-apiserver', 'kubelet/NODE') or one controller ('deployment-controller').
 */
export type Fault =
  | { readonly type: 'node-stop'; readonly node: string }
  | { readonly type: 'node-start'; readonly node: string }
  | { readonly type: 'component-stop'; readonly component: string }
  | { readonly type: 'component-start'; readonly component: string }
  /** Stops and starts at once: memory is lost. */
  | { readonly type: 'component-crash'; readonly component: string }
  /** Requests that match are refused with this code, `times` times (default: until api-heal). */
  | {
      readonly type: 'api-error';
      readonly match: RequestMatch;
      readonly code: number;
      readonly reason?: string;
      readonly message?: string;
      readonly times?: number;
    }
  /** Requests of components that match take this long. */
  | { readonly type: 'api-delay'; readonly match: RequestMatch; readonly delay: Millis; readonly times?: number }
  | { readonly type: 'api-heal' }
  /** The component's informers stop following; watch-resume delivers what they missed, in order. */
  | { readonly type: 'watch-stale'; readonly component: string }
  | { readonly type: 'watch-resume'; readonly component: string }
  | { readonly type: 'registry-down' }
  | { readonly type: 'registry-up' };

/** Absent fields match everything. */
export interface RequestMatch {
  /** create, get, list, update, patch, delete, or a subresource as 'create pods/binding' has: see `resource`. */
  readonly verb?: string;
  /** 'pods', 'pods/status', 'deployments.apps'. */
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The component that asks, as in the log's `who`. */
  readonly component?: string;
}
