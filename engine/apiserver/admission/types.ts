import type { KubeObject } from '../../apimachinery/object.js';
import type { Resource } from '../../apis/resource.js';
import type { RequestContext } from '../registry/strategy.js';
import type { Status, User } from '../request.js';

/** What a request is about, as admission sees it: admission.Attributes. */
export interface Attributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly resource: Resource;
  /** '' for the object itself. */
  readonly subresource: string;
  readonly namespace: string;
  /** '' when it is still to be generated. */
  readonly name: string;
  /** Absent for DELETE. */
  readonly object?: KubeObject;
  /** Absent for CREATE. */
  readonly old?: KubeObject;
  readonly user: User;
  readonly dryRun: boolean;
}

/** Attributes of a request that brings an object. */
export type WithObject = Attributes & { readonly object: KubeObject };

/** The object to go on with, or why the request is refused. */
export type Admitted = { readonly object: KubeObject } | { readonly refused: Status };

/** What a request writes besides the object itself, in the same transaction. */
export interface Write {
  readonly resource: Resource;
  readonly object: KubeObject;
}

export type Reserved = { readonly writes: readonly Write[] } | { readonly refused: Status };

/** What a request does to what, whatever its objects are. */
export type Asked = Pick<Attributes, 'operation' | 'resource' | 'subresource'>;

/** One admission plugin: upstream's MutationInterface and ValidationInterface. A plugin that changes nothing gives its object back. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Whether it has anything to say about such requests, as upstream's Handles; absent: about all. */
  concerns?(asked: Asked): boolean;
  admit?(attributes: WithObject, context: RequestContext): Admitted;
  validate?(attributes: Attributes, context: RequestContext): Status | undefined;
  /** Runs last, when everyone else has agreed: takes what the object needs from what is limited. */
  reserve?(attributes: Attributes, context: RequestContext): Reserved;
}
