/** Placeholder until apimachinery lands. */
export interface FieldError {
  readonly type: 'NotFound' | 'Required' | 'Duplicate' | 'Invalid' | 'NotSupported' | 'Forbidden' | 'TooLong' | 'TooMany' | 'InternalError' | 'TypeInvalid';
  /** 'spec.containers[0].name' */
  readonly field: string;
  readonly badValue?: unknown;
  readonly detail: string;
}
