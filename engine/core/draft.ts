/** A record that is still being made: whoever made it may change its fields until it is handed out. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };
