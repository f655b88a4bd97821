/** The matrix as the table of docs/imports.md. */
import { isDifferent } from './results.mjs'

/** @typedef {import('./results.mjs').Model} Model */
/** @typedef {import('./results.mjs').Result} Result */
/** @typedef {{ model: Model, result: Result }} Row */

export const tableBegin = '<!-- matrix: written by npm run import-matrix -- --report -->'
export const tableEnd = '<!-- end of matrix -->'

/** @type {Record<string, string>} */
const writers = {
  torchscript: 'torch.onnx, TorchScript', dynamo: 'torch.onnx, dynamo', keras: '.keras', h5: '.h5',
  'keras-onnx': 'model.export, ONNX'
}

/** @param {number} value @param {string} one */
const plural = (value, one) => `${value.toLocaleString('en')} ${one}${value === 1 ? '' : 's'}`

/** @param {number} value two digits, as 3e-7 */
const small = (value) => (value === 0 ? '0' : value.toExponential(0))

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** @param {Result} result @returns {string[]} what became of it, logits, the framework's own rounding, masks */
function figures(result) {
  if (result.state !== 'read') return [`${result.state}: ${result.sentence}`, '', '', '', '']
  const { logits, own, exported, masks } = result
  const largest = small(Math.max(logits, exported ?? 0))
  const word = isDifferent(result) ? '**different**' : 'read'
  if (masks.fault !== null) return [word, largest, small(own), masks.fault, '']
  const near = masks.rounded === 0 ? '0' : `${masks.rounded.toLocaleString('en')} (${small(masks.largest)})`
  const worst = masks.worst === null ? '' : `, most in ${masks.worst}`
  const differing = `${masks.different.toLocaleString('en')} of ${masks.compared.toLocaleString('en')}${worst}`
  return [word, largest, small(own), differing, near]
}

/** @param {readonly Row[]} rows */
export function summary(rows) {
  const ended = (/** @type {Result['state']} */ state) => rows.filter(({ result }) => result.state === state).length
  const models = new Set(rows.map(({ model }) => `${model.family} ${model.name}`)).size
  const different = rows.filter(({ result }) => isDifferent(result)).length
  const masks = rows.flatMap(({ result }) => (result.state === 'read' ? [result.masks] : []))
  const bits = masks.reduce((sum, { compared }) => sum + compared, 0)
  const rounded = masks.reduce((sum, one) => sum + one.rounded, 0)
  const notMade = ended('failed') === 0 ? '' : ` ${plural(ended('failed'), 'file')} could not be tried.`
  return `${plural(rows.length, 'file')} of ${plural(models, 'model')}: ${ended('read')} are read, ${different} of ` +
    `them differently, and ${ended('refused')} refused.${notMade} Of ${plural(bits, 'mask bit')}, ` +
    `${rounded.toLocaleString('en')} differ within rounding.`
}

/** @param {string} text in lines as long as Markdown's here */
const wrapped = (text) => text.replace(/(.{1,118})(?: |$)/g, '$1\n').trimEnd()

/** @param {readonly Row[]} rows @param {string} measured on what, and when @returns {string} Markdown */
export function tableOf(rows, measured) {
  const lines = rows.map(({ model, result }) => {
    const cells = [`${model.family} ${model.name}`, writers[model.writer] ?? model.writer, ...figures(result)]
    return `| ${cells.map(cell).join(' | ')} |`
  })
  return [
    wrapped(`${summary(rows)} ${measured}`), '',
    '| model | written as | outcome | logits | float32 itself | mask bits that differ | within rounding |',
    '|---|---|---|---|---|---|---|',
    ...lines
  ].join('\n')
}

/** @param {string} page @param {string} table @returns {string} the page with the table in its place */
export function withTable(page, table) {
  const [start, end] = [page.indexOf(tableBegin), page.indexOf(tableEnd)]
  if (start < 0 || end < start) throw new Error(`the page lacks ${tableBegin} or ${tableEnd}, between which it goes`)
  return `${page.slice(0, start + tableBegin.length)}\n\n${table}\n\n${page.slice(end)}`
}
