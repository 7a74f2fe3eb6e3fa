/** A boolean of a query: anything but these is true (runtime.Convert_Slice_string_To_bool). */
export function isSaid(text: string): boolean {
  return text !== '0' && text.toLowerCase() !== 'false';
}
