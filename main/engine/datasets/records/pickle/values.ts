/** What a pickle that is read here can hold. */

/** Bytes or text too long to be kept, where they lie, counted from the pickle's first byte. */
export interface Stretch { kind: 'stretch'; start: number; bytes: number; isText: boolean }
/** Something of a Python module, which is only ever compared with names that are known here. */
export interface Named { kind: 'named'; name: string }
/** NumPy's type of a value, as `u1`. */
export interface ValueType { kind: 'type'; name: string }
export interface NumpyArray { kind: 'array'; content: ArrayContent | null }
/** `isFortran`: columns, not rows, lie together. */
export interface ArrayContent { shape: number[]; type: string; isFortran: boolean; data: Stretch | string }

export type PickleDictionary = Map<string, PickleValue>
/** Lists and tuples alike are arrays; texts and bytes alike are strings. */
export type PickleValue =
  null | boolean | number | string | PickleValue[] | PickleDictionary | Stretch | Named | ValueType | NumpyArray

/** An object of one of the kinds above. */
export const isOf = <K extends 'stretch' | 'named' | 'type' | 'array'>(
  value: PickleValue | undefined, kind: K
): value is Extract<PickleValue, { kind: K }> =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind

/** What is wrong with a pickle; continues "The file …". */
export class PickleProblem extends Error {}
