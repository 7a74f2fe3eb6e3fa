import { Reader, type GoKind } from './reader.js';

/**
 * Words errors as upstream does when it makes a struct of a map instead of JSON, which it does of the outcome of a
 * strategic merge patch: runtime.DefaultUnstructuredConverter.
 */
export class ConvertReader extends Reader {
  override get unknownFields(): readonly string[] {
    const fields = super.unknownFields;
    return fields.length < 2 ? fields : [...fields].sort();
  }

  override wrongType(value: unknown, goType: string, kind: GoKind): void {
    const found = goKind(value);
    if (kind === 'slice' || kind === 'map') this.fail(`cannot restore ${kind} from ${found}`);
    else if (kind === 'struct') this.fail(`cannot restore struct from: ${found}`);
    else if (kind === 'string' && Number.isInteger(value)) this.fail(`cannot convert ${found} to ${goType}`);
    else this.fail(`unrecognized type: ${kind}`);
  }

  /** Go converts integers by cutting bits off; fractions it does not. */
  override wrongNumber(value: number, goType: string, cut: (value: bigint) => bigint): number | undefined {
    if (Number.isInteger(value)) return Number(cut(BigInt(value)));
    this.fail(`cannot convert ${goKind(value)} to ${goType}`);
    return undefined;
  }

  override corrupt(at: number): void {
    this.fail(`error decoding from json: illegal base64 data at input byte ${at}`);
  }

  /** Types that read themselves see JSON, but nothing around it. */
  protected override get target(): string {
    return 'Go value';
  }
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'object' ? 'map' : typeof value === 'boolean' ? 'bool' : 'string';
}
