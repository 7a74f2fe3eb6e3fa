import type { JsonObject } from '../../../engine/apimachinery/object.js';
import type { Kubectl } from '../effect.js';
import type { Failure } from '../failure.js';
import type { Info } from '../resources/info.js';
import type { Session } from '../session.js';
import type { Report } from './report.js';

/** What is described. */
export interface Subject {
  readonly session: Session;
  readonly info: Info;
  readonly object: JsonObject;
  readonly showEvents: boolean;
  /** Objects per page of what is read besides. */
  readonly limit: number;
}

/** Writes the description of an object of one kind. */
export type Describer = (subject: Subject, report: Report) => Kubectl<Failure | undefined>;
