import { quote } from './quote.js';

/** Where upstream's scheme of types is made, as its errors name it. */
const SCHEME = 'in scheme "pkg/runtime/scheme.go:111"';

/** No such kind in that version (runtime.NewNotRegisteredErrForKind). */
export function notRegistered(kind: string, apiVersion: string): string {
  return `no kind ${quote(kind)} is registered for version ${quote(apiVersion)} ${SCHEME}`;
}

/** No such kind in the version that a server has of a group for itself. */
export function notRegisteredInternally(kind: string, group: string): string {
  return `no kind ${quote(kind)} is registered for the internal version of group ${quote(group)} ${SCHEME}`;
}

/** A kind, by the Go package of its type. */
interface GoKind {
  readonly package: string;
  readonly kind: string;
}

/** Nothing makes the one of the other (conversion.Converter). */
export function unknownConversion(from: GoKind, to: GoKind): string {
  return `converting (${from.package}.${from.kind}) to (${to.package}.${to.kind}): unknown conversion`;
}

/** The Go package of a group's internal types. */
export function packageOf(group: string): string {
  return group === '' ? 'core' : (group.split('.')[0] ?? group);
}
