/** Softmax and cross-entropy of one example. */

/** Logits become their softmax, in place. @returns the cross-entropy with this label */
export function toProbabilities(row: Float64Array, label: number): number {
  let largest = -Infinity
  for (const logit of row) largest = Math.max(largest, logit)
  const own = row[label] - largest
  let sum = 0
  for (let k = 0; k < row.length; k++) sum += row[k] = Math.exp(row[k] - largest)
  for (let k = 0; k < row.length; k++) row[k] /= sum
  return Math.log(sum) - own
}
