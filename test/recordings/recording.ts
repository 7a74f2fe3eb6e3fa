/** The shape of a recording: a scenario with what a real cluster answered at each step. */
export interface Recording {
  readonly name: string;
  readonly about?: string;
  readonly plane?: { readonly without?: readonly string[]; readonly kcm?: string; readonly kubelet?: unknown };
  readonly kubelet?: 'none' | 'auto';
  readonly namespace?: string;
  readonly steps: readonly RecordedStep[];
}

export type JsonMap = Readonly<Record<string, unknown>>;

/** One step; which one it is shows in the key that it has. */
export interface RecordedStep {
  readonly request?: string;
  readonly kubectl?: string;
  readonly nodes?: readonly RecordedNode[];
  readonly pods?: string;
  readonly finish?: string;
  readonly kubelet?: 'auto' | 'none';
  readonly node?: string;
  readonly quiet?: number | null;
  readonly sleep?: number;
  readonly wait?: RecordedWait | readonly RecordedWait[];
  readonly dump?: readonly string[];
  readonly events?: { readonly drop?: string; readonly counts?: boolean } | null;
  readonly shell?: string;
  readonly body?: unknown;
  readonly as?: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly keep?: readonly string[];
  readonly save?: Readonly<Record<string, string>>;
  readonly warnings?: boolean;
  readonly managed?: boolean;
  readonly full?: boolean;
  readonly json?: boolean;
  readonly stdin?: unknown;
  /** The shell command that `kubectl edit` starts. */
  readonly editor?: string;
  readonly files?: Readonly<Record<string, unknown>>;
  readonly timeout?: number;
  readonly to?: string;
  readonly count?: number;
  readonly exit?: number;
  readonly settle?: number;
  readonly pause?: number;
  readonly header?: Readonly<Record<string, string>>;
  readonly replace?: Readonly<Record<string, string>>;
  readonly unstable?: boolean;
  readonly saw: JsonMap;
}

export interface RecordedNode {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly taints?: unknown;
  readonly unschedulable?: boolean;
  readonly capacity?: Readonly<Record<string, unknown>>;
  readonly images?: unknown;
}

export interface RecordedWait {
  readonly pod?: string;
  readonly get?: string;
  readonly for: string;
  readonly is?: unknown;
  readonly in?: readonly unknown[];
  readonly atleast?: number;
  readonly has?: string;
  readonly within?: number;
}
