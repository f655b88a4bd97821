/** What came of each model, kept in a folder from which a stopped matrix goes on. */
import { join } from 'node:path'
import { readJson, writeJson } from '../setup/files.mjs'

/**
 * A model of the matrix, as `make_model.py --list` prints it.
 * @typedef {{
 *   key: string, family: string, name: string, writer: string, file: string, size: number,
 *   preprocessing: string | null
 * }} Model
 *
 * What `compare_masks.py` found; its class Agreement says what the figures are.
 * @typedef {{
 *   compared: number, different: number, rounded: number, largest: number, layers: number, without: number,
 *   worst: string | null, fault: string | null
 * }} Masks
 *
 * `logits`, `exported`: the largest difference to the framework's logits, relative to their range, of the run itself
 * and of its export to ONNX; `own`: that of the framework's logits in float32 to those in float64. `exportFault`: why
 * there is no export. `check`: what the import says of its own check.
 * `sentence`: the product's own, or the last line of a program that failed.
 * @typedef {(
 *   | { state: 'read', logits: number, own: number, exported: number | null, exportFault: string | null,
 *       check: string, masks: Masks }
 *   | { state: 'refused' | 'failed', sentence: string }
 * ) & { seconds: number, bytes: number }} Result
 */

/** From here on logits are not the same: the bound of the import's own check. */
export const mostDifference = 1e-4

/** @param {Result} result @returns {boolean} whether a model was read, and computes something else */
export function isDifferent(result) {
  if (result.state !== 'read') return false
  const { logits, exported, masks } = result
  // Written so that a difference which is no number is one.
  return !(Math.max(logits, exported ?? 0) <= mostDifference) || masks.different > 0 || masks.fault !== null
}

/** @param {string} folder @param {string} key */
const fileOf = (folder, key) => join(folder, 'results', `${key}.json`)

/** @param {string} folder @param {string} key @returns {Result | null} */
export function readResult(folder, key) {
  const found = readJson(fileOf(folder, key))
  return found === undefined ? null : /** @type {Result} */ (found)
}

/** @param {string} folder @param {string} key @param {Result} result */
export function keepResult(folder, key, result) {
  writeJson(fileOf(folder, key), result)
}
