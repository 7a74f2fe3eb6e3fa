/** Writes an element of an array that is filled in no particular order, and keeps it dense: holes would make it slow. */
export function setDense<T>(array: (T | undefined)[], index: number, value: T): void {
  while (array.length < index) array.push(undefined);
  array[index] = value;
}
