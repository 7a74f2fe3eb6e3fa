import type { Request, Response } from '../../engine/apiserver/request.js';
import type { DiscoveryResource } from '../../engine/apis/data.js';
import { isObject } from '../../engine/apimachinery/object.js';
import { quote } from '../../engine/apimachinery/quote.js';
import type { Millis } from '../../engine/core/time.js';
import type { Invocation, Kubectl, Passed } from './effect.js';
import { fail, isSuccess, type Failure } from './failure.js';
import {
  builtInMappings,
  byKind,
  categoryWords,
  mappingFor,
  mappingsOf,
  noKindMatch,
  otherMeanings,
  type Mapping,
} from './resources/mapping.js';

/** The length of one command: what it has printed so far, and how it talks to the server. */
export class Session {
  private readonly out: string[] = [];
  private readonly err: string[] = [];
  private time: Millis;
  private known: readonly Mapping[] = builtInMappings;
  private isDiscovered = false;
  private warned = 0;

  constructor(readonly invocation: Invocation) {
    this.time = invocation.now;
  }

  get now(): Millis {
    return this.time;
  }

  get namespace(): string {
    return this.invocation.namespace;
  }

  get stdout(): string {
    return this.out.join('');
  }

  get stderr(): string {
    return this.err.join('');
  }

  /** How many warnings the server has sent. */
  get warnings(): number {
    return this.warned;
  }

  /** One line on stdout. */
  print(line: string): void {
    this.out.push(`${line}\n`);
  }

  /** Text on stdout, as it is. */
  write(text: string): void {
    if (text !== '') this.out.push(text);
  }

  /** One line on stderr. */
  warn(line: string): void {
    this.err.push(`${line}\n`);
  }

  /** Sends a request; warnings of the answer go to stderr, as kubectl prints them, each once. */
  *send(request: Omit<Request, 'type' | 'user'>): Kubectl<Response> {
    const { user } = this.invocation;
    const response = yield {
      type: 'request',
      request: { type: 'request', managedFields: true, ...request, ...(user === undefined ? {} : { user }) },
    };
    for (const warning of response.warnings ?? []) if (this.warnOnce(warning)) this.warned += 1;
    return response;
  }

  private warnOnce(warning: string): boolean {
    const line = `Warning: ${warning}\n`;
    if (this.err.includes(line)) return false;
    this.err.push(line);
    return true;
  }

  /** Lets time pass until something happens, at most `atMost`. */
  *pass(atMost: Millis): Kubectl<Passed> {
    const { body } = yield { type: 'pass', atMost };
    // The driver's answer to 'pass', see Effect.
    const passed = body as Passed;
    this.time = passed.now;
    return passed;
  }

  /** Lets a time pass in full. */
  *sleep(millis: Millis): Kubectl<void> {
    const until = this.time + millis;
    while (this.time < until) {
      const { idle } = yield* this.pass(until - this.time);
      if (idle) this.time = Math.max(this.time, until);
    }
  }

  /** The resource that a word means; the server is asked only about words that no built-in resource has. */
  *mapping(word: string): Kubectl<Mapping | Failure> {
    const found = mappingFor(this.known, word);
    if (found !== undefined) {
      for (const other of otherMeanings(this.known, word))
        this.warnOnce(`short name ${quote(word)} could also match lower priority resource ${other}`);
      return found;
    }
    const [resource = ''] = word.split('.');
    const late = mappingFor(yield* this.discovered(), word);
    return late ?? fail(`the server doesn't have a resource type ${quote(resource)}`);
  }

  /** The collection of a kind. */
  *mappingOfKind(group: string, kind: string, version: string): Kubectl<Mapping | Failure> {
    const found = byKind(this.known, group, kind, version);
    if (found !== undefined) return found;
    return byKind(yield* this.discovered(), group, kind, version) ?? noKindMatch(group, kind, version);
  }

  /** 'all' as the words of its resources; other words as they are (Builder.ReplaceAliases). */
  *expandCategories(words: readonly string[]): Kubectl<readonly string[]> {
    const expanded: string[] = [];
    for (const word of words) {
      const isResource = mappingFor(this.known, word) !== undefined;
      const found = isResource ? undefined : categoryWords(yield* this.discovered(), word);
      expanded.push(...(found ?? [word]));
    }
    return expanded;
  }

  /** Everything that the server serves, custom resources included. */
  *discovered(): Kubectl<readonly Mapping[]> {
    if (this.isDiscovered) return this.known;
    this.isDiscovered = true;
    const more: Mapping[] = [];
    for (const groupVersion of groupVersionsOf(yield* this.send({ method: 'GET', path: '/apis' }))) {
      const isKnown = builtInMappings.some(({ resource }) => `${resource.group}/${resource.version}` === groupVersion);
      if (isKnown) continue;
      const response = yield* this.send({ method: 'GET', path: `/apis/${groupVersion}` });
      more.push(...mappingsOf({ groupVersion, resources: resourcesOf(response) }));
    }
    this.known = [...builtInMappings, ...more];
    return this.known;
  }
}

/** 'group/version' of an APIGroupList, each group's preferred version first. */
function groupVersionsOf(response: Response): readonly string[] {
  const groups = isSuccess(response) && isObject(response.body) ? response.body['groups'] : undefined;
  if (!Array.isArray(groups)) return [];
  return groups.flatMap((group: unknown) => {
    if (!isObject(group) || !Array.isArray(group['versions'])) return [];
    const versions = group['versions'].map((version: unknown) =>
      isObject(version) ? String(version['groupVersion']) : '',
    );
    const preferred = isObject(group['preferredVersion']) ? String(group['preferredVersion']['groupVersion']) : '';
    return [preferred, ...versions.filter((version) => version !== preferred)];
  });
}

/** The entries of an APIResourceList, as the server wrote them. */
function resourcesOf(response: Response): readonly DiscoveryResource[] {
  const resources = isSuccess(response) && isObject(response.body) ? response.body['resources'] : undefined;
  return Array.isArray(resources) ? (resources as readonly DiscoveryResource[]) : [];
}
