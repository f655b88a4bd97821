/** Test error against seconds of training, as a figure of the documents. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { comparedCurvesChart } from '../../charts/compared-curves'
import { extentOf, groupCurves } from '../../charts/group-curves'
import { lightPalette } from '../../charts/palette'
import { svgOf } from '../../charts/svg'
import type { RunStore } from '../../db/store'
import { runCurves } from '../../main/api/run-comparison/curves'
import { doublesIn } from '../../preload/schema/numbers'
import type { RunComparison } from '../../preload/schema/run-comparison'
import type { Progress } from './progress'
import { contenders } from './seconds-rows'

const name = 'time-to-error.svg'
const pictures = 'pictures'
const [width, height] = [900, 420]

/** What stands above the table. */
export const secondsText: readonly string[] = [
  'all-cnn-mini on the bundled digits, by `maskscope train` with the settings that were found best for each method',
  'without refits, on seeds on which neither was tuned, by turns; “with refits” is `--refit-classifier epochs` beside',
  'them. Seconds are the training’s own clock: its steps, the tests of 2,000 digits every 25 iterations, which all',
  'have alike, the refits, and the masks of each alternation; not set-up and compiling, and not the evaluations that',
  'are only kept for later. Means over the runs that reach an error.',
  '',
  `![Test error against seconds, SGD and I-alternation, with and without refits](${pictures}/${name})`,
  '',
  'Thick: the mean. Band: one sample deviation to each side. Thin: each run.'
]

/** @param ofDocuments whether it stands in the documents, or beside what the bench is built into */
export async function drawTimeToError(
  progress: Progress, store: RunStore, comparison: RunComparison, ofDocuments: boolean
): Promise<void> {
  const ids = comparison.runs.map(({ id }) => id)
  const found = await runCurves({ store }, { ids, figure: 'testError', axis: 'seconds', columns: width, stretch: null })
  const curves = new Map(found.map(({ id, at, values }) => [id, { id, at: doublesIn(at), values: doublesIn(values) }]))
  const groups = groupCurves(comparison, curves, 'none')
    .map((group, place) => ({ ...group, name: contenders[place].title }))
  const svg = svgOf(comparedCurvesChart({
    groups, axis: 'seconds', shares: true, logarithmic: { x: false, y: true }, extent: extentOf(groups), chosen: null
  }), { palette: lightPalette, width, height })
  const file = ofDocuments ? join('docs', pictures, name) : join(__dirname, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, svg + '\n')
  progress.say(`curves are in ${file}`)
}
